import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { findPulumi } from "../../tools/pulumi.ts";
import type { SandboxOptions } from "../doors/loopback/options.ts";
import { makePulumiWorkspace } from "../doors/loopback/pulumiWorkspace.ts";
import { type Sandbox, startSandbox } from "../doors/loopback/sandbox.ts";
import { environmentFile } from "./environmentFile.ts";
import { type FirstUpdate, firstUpdate } from "./firstUpdate.ts";
import { WRITER_HOOKS, writeWriterHooks } from "./writerHooks.ts";

/** A running sandbox and a checkout to work on it in: stack file, state backend, passphrase, plugins, CA, hooks. */
export type Playground = {
  sandbox: Sandbox;
  /** The folder for `-C`; all that belongs to this sandbox is in it. */
  dir: string;
  /** The whole environment of a command that works here; nothing of the caller's AWS or Vault is in it. */
  env: Record<string, string>;
  stack: FirstUpdate;
  close(how?: { keep: boolean }): Promise<void>;
};

export const CLIENTS = { writesPerSecond: 50, readsPerSecond: 20 };

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Without a Pulumi CLI the zone has its records from the start, as if the stack had been applied. */
export async function openPlayground(
  options: SandboxOptions,
  signal: AbortSignal,
): Promise<Playground> {
  const pulumi = await findPulumi();
  const sandbox = await onLoopback(() => startSandbox({ ...options, withRecord: pulumi === null }));
  let dir: string | null = null;
  const close: Playground["close"] = async ({ keep } = { keep: false }) => {
    await sandbox.stop();
    if (dir !== null && !keep) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const checkout = await makeCheckout(sandbox, pulumi);
    dir = checkout.dir;
    signal.throwIfAborted();
    const stack: FirstUpdate =
      pulumi === null ? { is: "skipped" } : await firstUpdate({ pulumi, ...checkout, signal });
    sandbox.startWriters(CLIENTS);
    return { sandbox, ...checkout, stack, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Linux has all of 127.0.0.0/8; elsewhere a Region's address must be added by hand. */
async function onLoopback(start: () => Promise<Sandbox>): Promise<Sandbox> {
  try {
    return await start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRNOTAVAIL") throw error;
    throw new Error(
      "Each Region listens on a loopback address of its own. Add them: sudo ifconfig lo0 alias 127.0.1.1; sudo ifconfig lo0 alias 127.0.2.1",
    );
  }
}

async function makeCheckout(
  sandbox: Sandbox,
  pulumi: string | null,
): Promise<Pick<Playground, "dir" | "env">> {
  const workspace = await makePulumiWorkspace({
    pulumiCommand: pulumi ?? "pulumi",
    awsUrl: sandbox.awsUrl,
    baseEnv: process.env,
    stackFile: sandbox.stackFile({ hooks: WRITER_HOOKS }),
    init: false,
  });
  const { dir } = workspace;
  const caFile = join(dir, "ca.pem");
  const { PATH, HOME, ...own }: Record<string, string> = { ...workspace.env, ...sandbox.env };
  const variables = { ...own, VAULT_CACERT: caFile };
  const folders = toolFolders(pulumi);
  await Promise.all([
    copyFile(sandbox.env.VAULT_CACERT ?? "", caFile),
    writeWriterHooks(dir, sandbox.controlUrl),
    mkdir(join(dir, "tmp")),
    writeFile(join(dir, "env"), environmentFile(variables, folders), { mode: 0o600 }),
  ]);
  const path = [...folders, PATH ?? ""].join(delimiter);
  return { dir, env: { ...variables, HOME: HOME ?? dir, PATH: path, TMPDIR: join(dir, "tmp") } };
}

/** Our plugins before any others, then the CLI that was found before an older one. */
const toolFolders = (pulumi: string | null): string[] => [
  join(REPOSITORY, "sandbox/plugins"),
  join(REPOSITORY, "node_modules/.bin"),
  ...(pulumi === null ? [] : [dirname(pulumi)]),
];
