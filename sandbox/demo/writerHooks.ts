import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Relative to the folder that the command works in, as a team's own hooks would be. */
export const WRITER_HOOKS = {
  quiesce: ["./hooks/stop-writers"],
  unquiesce: ["./hooks/start-writers"],
};

/** Hooks that stop and start the sandbox's writers through its control door. */
export async function writeWriterHooks(dir: string, controlUrl: string): Promise<void> {
  await mkdir(join(dir, "hooks"));
  await writeFile(join(dir, "hooks/stop-writers"), hook(`${controlUrl}/writers/pause`), EXECUTABLE);
  await writeFile(
    join(dir, "hooks/start-writers"),
    hook(`${controlUrl}/writers/resume`),
    EXECUTABLE,
  );
}

const EXECUTABLE = { mode: 0o755 };

const hook = (url: string): string => `#!/usr/bin/env node
const answer = await fetch("${url}", { method: "POST" });
process.exit(answer.ok ? 0 : 1);
`;
