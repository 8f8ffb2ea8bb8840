import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

/**
 * Everything that CI runs: lint, types, and all tests, the stack's in the real Pulumi engine. `--quick` leaves out what
 * needs sockets or the engine, or takes long; every other argument goes to mocha. The last line says what came of it.
 */
type Counts = { passed: number; failed: number; skipped: number };

const root = process.cwd();
const quick = process.argv.includes("--quick");
const forMocha = process.argv.slice(2).filter((argument) => argument !== "--quick");

/** What needs sockets, processes or the engine, or goes through thousands of cases. */
const NOT_QUICK = [
  "test/pulumi/**",
  "test/scenarios/**",
  "test/sandbox/doors/**",
  "test/sandbox/main.test.ts",
  "test/sandbox/plugins/**",
  "test/sandbox/demo/child.test.ts",
  "test/sandbox/sim/{story,crashAnywhere,commandLine,mutants}.test.ts",
  "test/sandbox/sim/simulate/threads.test.ts",
  "test/sandbox/sim/stores/localFolders.test.ts",
  "test/bench/{predecessor,outage}.test.ts",
  "test/tools/**",
  "test/mutants.test.ts",
  "test/automation/adapters/**",
  "test/automation/engine/run/crash.test.ts",
  "test/automation/engine/run/any*.test.ts",
];

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const path = [join(root, ".tools", "bin"), join(root, "node_modules", ".bin"), process.env.PATH];
let running: ChildProcess | null = null;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => passOn(signal));

await stage("lint", () => succeeds("biome", ["check", "--error-on-warnings", "."]));
await stage("types", () => succeeds("tsc", ["-p", "."]));
if (!quick) await stage("pulumi", ensureCli);
await stage("tests", runTests);

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = interrupted ? 130 : Math.min(total.failed, 1);

async function stage(name: string, run: () => Promise<Counts>): Promise<void> {
  if (interrupted) return;
  console.log(`── ${name}`);
  const { passed, failed, skipped } = await run();
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function succeeds(program: string, args: string[]): Promise<Counts> {
  const code = await run(program, args);
  return code === 0 ? one("passed") : one("failed", `${program} ended with ${code}`);
}

/** Not a test of its own, but nothing goes on in silence without it. */
async function ensureCli(): Promise<Counts> {
  try {
    const { ensurePulumi } = await import("./pulumi.ts");
    path.splice(2, 0, dirname(resolve(await ensurePulumi()))); // behind ours: another Node may lie beside it
    return { passed: 0, failed: 0, skipped: 0 };
  } catch (error) {
    return one("failed", `no Pulumi CLI: ${(error as Error).message}`);
  }
}

async function runTests(): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "vault-dr-tests-"));
  try {
    const file = join(folder, "counts.json");
    const reporter = join(import.meta.dirname, "reporter.ts");
    const leftOut = quick ? NOT_QUICK.flatMap((one) => ["--ignore", one]) : [];
    const code = await run("mocha", [
      ...["--reporter", reporter, "--reporter-option", `counts=${file}`],
      ...leftOut,
      ...forMocha,
    ]);
    return judged(code, await readCounts(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when mocha did not come to its end. */
async function readCounts(file: string): Promise<Counts | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as Counts);
}

/** Mocha's word is not taken for more than it is: no tests are no success, nor is a bad end after good tests. */
function judged(code: number | string, counts: Counts | null): Counts {
  if (counts === null) return one("failed", `mocha ended with ${code} before its tests did`);
  if (counts.passed + counts.failed === 0) return one("failed", "no test was run");
  if (code === 0 || counts.failed > 0) return counts;
  console.log(`mocha ended with ${code} although no test failed`);
  return { ...counts, failed: 1 };
}

function one(what: "passed" | "failed", why?: string): Counts {
  if (why !== undefined) console.log(why);
  return { passed: 0, failed: 0, skipped: 0, [what]: 1 };
}

/** Runs a tool of the project, its output being ours, and tells its exit code, or what ended it instead. */
async function run(program: string, args: string[]): Promise<number | string> {
  const env = { ...process.env, PATH: path.join(delimiter) };
  const child = spawn(program, args, { cwd: root, env, stdio: "inherit" });
  running = child;
  const [code, signal] = await once(child, "exit").catch((error: Error) => [error.message, null]);
  running = null;
  return code ?? signal;
}

/** A terminal has told the whole group already; anybody else has told only us. */
function passOn(signal: NodeJS.Signals): void {
  interrupted = true;
  if (signal !== "SIGINT" || !process.stdin.isTTY) running?.kill(signal);
}
