import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
const PARTS = ["automation", "ground", "infra", "sandbox", "test/helpers", "package.json"];
const CHECK_MS_MAX = 60_000;
const WORLDS_MS_MAX = 300_000;
/** As `npm run sim` begins. */
const FIRST_SEED = 1;

/** A text of one file, which stands there once, and what a mistaken hand would have made of it. */
export type Mutation = { file: string; from: string; to: string };

/** The driver's code and what checks it, in a folder of its own. */
export function copyProject(folder: string): void {
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}

/** Changes the copy while `work` runs. */
export function mutated<T>(folder: string, { file, from, to }: Mutation, work: () => T): T {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const found = text.split(from).length - 1;
  if (found !== 1) throw new Error(`${file} has ${found} times: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    return work();
  } finally {
    writeFileSync(path, text);
  }
}

/** How many seeded worlds it took until one broke the invariant, "" any; `broken` null: none of so many did. */
export function firstBrokenIn(
  folder: string,
  { invariant, most }: { invariant: string; most: number },
): { worlds: number; broken: string | null } {
  const script = join(folder, "test/helpers/mutants/firstBroken.ts");
  const options = { cwd: folder, encoding: "utf8", timeout: WORLDS_MS_MAX } as const;
  const asked = [script, invariant, String(FIRST_SEED), String(most)];
  const { stdout, stderr } = spawnSync(process.execPath, asked, options);
  if (!stdout.startsWith("{")) throw new Error(`the worlds did not come to their end: ${stderr}`);
  return JSON.parse(stdout);
}

/** Which properties do not hold in the copy, and why; all are tried when none is named. */
export function brokenIn(folder: string, ...properties: string[]): Record<string, string> {
  const check = join(folder, "test/helpers/mutants/check.ts");
  const options = { cwd: folder, encoding: "utf8", timeout: CHECK_MS_MAX } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [check, ...properties], options);
  if (!stdout.startsWith("{")) throw new Error(`the check did not come to its end: ${stderr}`);
  return JSON.parse(stdout);
}
