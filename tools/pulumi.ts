import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import { showProgress } from "./progress.ts";

/** Finds the Pulumi CLI, or builds it from its published Go module: `npm run tools`. */
export type ToolOptions = {
  /** Where commands are looked for; default: PATH. */
  path?: string;
  /** Where built tools are kept; default: `.tools` of the repository, or VAULT_DR_TOOLS_DIR. */
  folder?: string;
  /** Told what goes on while a tool is built. */
  progress?: Parameters<typeof showProgress>[1];
};

const MODULE = "github.com/pulumi/pulumi/pkg/v3";
const MODULE_FOLDER = join(import.meta.dirname, "pulumi");
const REPOSITORY = resolve(import.meta.dirname, "..");
const VERSION_MS_MAX = 20_000;
const BUILD_MS_MAX = 30 * 60_000;

/** The path of a CLI that is new enough, or null. */
export async function findPulumi(options: ToolOptions = {}): Promise<string | null> {
  const oldest = await wantedVersion();
  const onPath = pathOf(options).split(delimiter).filter(Boolean);
  const candidates = [...onPath.map((folder) => join(folder, "pulumi")), builtIn(options)];
  for (const candidate of candidates) {
    if (isAtLeast(await versionOf(candidate), oldest)) return candidate;
  }
  return null;
}

/** The path of a CLI, built now where there is none; throws a line that names what to install. */
export async function ensurePulumi(options: ToolOptions = {}): Promise<string> {
  return (await findPulumi(options)) ?? (await buildPulumi(options));
}

async function buildPulumi(options: ToolOptions): Promise<string> {
  const version = await wantedVersion();
  if (!(await answers("go", options))) {
    throw new Error(
      `There is no Pulumi CLI (v${version} or newer) and no Go to build one: install either, Pulumi being the quick way.`,
    );
  }
  const target = builtIn(options);
  const half = `${target}.${process.pid}`; // in place only when it is whole, whoever else builds
  await mkdir(join(target, ".."), { recursive: true });
  const flags = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const build = execa("go", ["build", "-ldflags", flags, "-o", half, `${MODULE}/cmd/pulumi`], {
    cwd: MODULE_FOLDER,
    env: { PATH: pathOf(options) },
    reject: false,
    stdin: "ignore",
    timeout: BUILD_MS_MAX,
  });
  const title = `Building the Pulumi CLI v${version} from its Go module: once, about 4 minutes on two cores`;
  const done = await showProgress({ title, work: build }, options.progress);
  if (done.exitCode !== 0) {
    await rm(half, { force: true });
    throw new Error(`The Pulumi CLI could not be built: ${lastLines(done.stderr)}`);
  }
  await rename(half, target);
  return target;
}

async function answers(command: string, options: ToolOptions): Promise<boolean> {
  const env = { PATH: pathOf(options) };
  const asked = { env, reject: false, stdin: "ignore", timeout: VERSION_MS_MAX } as const;
  return (await execa(command, ["version"], asked)).exitCode === 0;
}

/** The version that `go.mod` declares. */
async function wantedVersion(): Promise<string> {
  const text = await readFile(join(MODULE_FOLDER, "go.mod"), "utf8");
  const [, version] = new RegExp(`${MODULE} v(\\S+)`).exec(text) ?? [];
  if (version === undefined) throw new Error(`tools/pulumi/go.mod declares no ${MODULE}`);
  return version;
}

async function versionOf(command: string): Promise<string> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const options = { env, reject: false, stdin: "ignore", timeout: VERSION_MS_MAX } as const;
  return (await execa(command, ["version"], options)).stdout?.trim() ?? "";
}

/** Same major version, and not older. */
function isAtLeast(version: string, oldest: string): boolean {
  const [major = -1, minor = 0, patch = 0] = numbersOf(version);
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = numbersOf(oldest);
  if (major !== oldMajor) return false;
  return minor > oldMinor || (minor === oldMinor && patch >= oldPatch);
}

const numbersOf = (version: string): number[] =>
  /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];

const pathOf = ({ path }: ToolOptions): string => path ?? process.env.PATH ?? "";

const builtIn = ({ folder }: ToolOptions): string =>
  join(folder ?? process.env.VAULT_DR_TOOLS_DIR ?? join(REPOSITORY, ".tools"), "bin/pulumi");

const lastLines = (text: string): string => text.trim().split("\n").slice(-5).join("\n");

async function main(optional: boolean): Promise<number> {
  try {
    const path = await ensurePulumi();
    console.log(`pulumi ${await versionOf(path)}: ${path}`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return optional ? 0 : 1;
  }
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main(process.argv.includes("--optional"));
}
