import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Names of places in which one of the canaries stands: "printed", or the path of a file below the folder. */
export function placesOf(
  canaries: string[],
  { printed, folder }: { printed: string; folder: string },
): string[] {
  const files = filesIn(folder).map((file) => [file, readFileSync(file, "utf8")]);
  return [["printed", printed], ...files].flatMap(([place, text]) =>
    canaries.some((canary) => text?.includes(canary)) ? [String(place)] : [],
  );
}

/** Regular files below a folder; what a link leads to is not the rehearsal's. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });

/** Values of the environment that are secrets. */
export const credentialsIn = (env: Record<string, string>): string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    /^VAULT_(TOKEN|RECOVERY_KEY_|DR_OPERATION)|^AWS_SECRET/.test(name) ? [value] : [],
  );
