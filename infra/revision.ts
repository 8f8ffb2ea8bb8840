import { execFileSync } from "node:child_process";

/** What stands in `dr.revision` outside a git checkout. */
const NO_REVISION = "none";

/** `dr.revision`: the checkout's commit, or the last full update's while the command only moves the service. */
export function revisionOf(
  folder: string,
  { targeted, last }: { targeted: boolean; last: string | undefined },
): string {
  return targeted && last !== undefined ? last : checkoutOf(folder);
}

/** The commit; with `-dirty` where tracked files differ from it. Stack files do not count: the command writes them. */
function checkoutOf(folder: string): string {
  const commit = git(folder, "rev-parse", "--verify", "HEAD");
  if (commit === null) return NO_REVISION;
  const others = [".", ":(exclude,top)Pulumi.*.yaml"];
  const changed = git(folder, "status", "--porcelain", "--untracked-files=no", "--", ...others);
  return changed === "" ? commit : `${commit}-dirty`;
}

function git(folder: string, ...args: string[]): string | null {
  try {
    const text = execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    });
    return text.trim();
  } catch {
    return null;
  }
}
