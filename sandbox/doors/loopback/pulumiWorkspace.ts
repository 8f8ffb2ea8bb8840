import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";

export type PulumiWorkspaceOptions = {
  /** The CLI to run, as `findPulumi()` gives it. */
  pulumiCommand: string;
  /** The AWS endpoint at which what the stack declares comes to exist. */
  awsUrl: string;
  /** The caller's environment: PATH and HOME are taken from it. */
  baseEnv: Record<string, string | undefined>;
  environment?: string;
  /** The text of `Pulumi.<environment>.yaml`; default: a copy of the repository's. */
  stackFile?: string;
  /** Whether the stack is made in the backend, which adds Pulumi's own keys to the stack file; default true. */
  init?: boolean;
};

export type PulumiWorkspace = {
  /** A checkout to work in: the program by links, the stack file as a copy. */
  dir: string;
  env: Record<string, string>;
  /** The CLI in that folder; it never throws, and ends after two minutes at the latest. */
  pulumi(
    args: string[],
    extraEnv?: Record<string, string>,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  remove(): Promise<void>;
};

const REPOSITORY = join(import.meta.dirname, "../../..");
const LINKED = ["index.ts", "infra", "ground", "node_modules", "package.json"];
const CALL_MS_MAX = 120_000;

/** The stack's program beside a state backend, a Pulumi home and plugins of its own: the checkout stays clean. */
export async function makePulumiWorkspace(
  options: PulumiWorkspaceOptions,
): Promise<PulumiWorkspace> {
  const { environment = "test", stackFile, init = true, pulumiCommand } = options;
  const dir = await mkdtemp(join(tmpdir(), "vault-dr-stack-"));
  await Promise.all(LINKED.map((name) => symlink(join(REPOSITORY, name), join(dir, name))));
  await copyFile(join(REPOSITORY, "Pulumi.yaml"), join(dir, "Pulumi.yaml"));
  const stackFileName = `Pulumi.${environment}.yaml`;
  if (stackFile === undefined) {
    await copyFile(join(REPOSITORY, stackFileName), join(dir, stackFileName));
  } else {
    await writeFile(join(dir, stackFileName), stackFile);
  }
  await mkdir(join(dir, ".pulumi-state"));

  const env = environmentOf(dir, options);
  const pulumi: PulumiWorkspace["pulumi"] = async (args, extraEnv = {}) => {
    const done = await execa(pulumiCommand, args, {
      cwd: dir,
      env: { ...env, ...extraEnv },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: CALL_MS_MAX,
    });
    return { exitCode: done.exitCode ?? -1, stdout: done.stdout, stderr: done.stderr };
  };
  const remove = () => rm(dir, { recursive: true, force: true });
  if (init) await initStack(pulumi, environment, remove);
  return { dir, env, pulumi, remove };
}

async function initStack(
  pulumi: PulumiWorkspace["pulumi"],
  environment: string,
  remove: () => Promise<void>,
): Promise<void> {
  const { exitCode, stderr } = await pulumi(["stack", "init", environment, "--non-interactive"]);
  if (exitCode === 0) return;
  await remove();
  throw new Error(`pulumi stack init: exit ${exitCode}: ${stderr}`);
}

function environmentOf(
  dir: string,
  { awsUrl, baseEnv }: PulumiWorkspaceOptions,
): Record<string, string> {
  const path = [
    join(REPOSITORY, "sandbox/plugins"),
    join(REPOSITORY, "node_modules/.bin"),
    baseEnv.PATH ?? "",
  ];
  return {
    PATH: path.join(delimiter),
    HOME: baseEnv.HOME ?? dir,
    PULUMI_HOME: join(dir, ".pulumi-home"),
    PULUMI_BACKEND_URL: `file://${join(dir, ".pulumi-state")}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: "us-east-2",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
