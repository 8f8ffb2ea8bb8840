import { readFile, realpath } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";

/** What the stack is made of; a change elsewhere cannot alter what an update does. */
const PROGRAM = ["index.ts", "infra", "ground", "package.json", "package-lock.json", "Pulumi.yaml"];
/** Written by the command: they do not make another checkout. */
const WRITTEN_KEYS = ["vault-dr:activeRegion", "vault-dr:takeover"];
const GIT_MS_MAX = 5_000;

export type Checkout = {
  workDir: string;
  /** Path of `Pulumi.<environment>.yaml`; one that lies outside the checkout is not compared. */
  stackFile: string;
  /** The environment of git. */
  env: Record<string, string>;
};

type Git = (...args: string[]) => Promise<string | null>;

/** What sets the checkout apart from the commit `revision` of the last full update, or null where nothing does. */
export async function differsFrom(revision: string, checkout: Checkout): Promise<string | null> {
  const folder = dirname(await realpath(join(checkout.workDir, "index.ts")));
  const git: Git = async (...args) => {
    const options = { cwd: folder, env: checkout.env, extendEnv: false, reject: false } as const;
    const { execa } = await import("execa");
    const done = await execa("git", args, { ...options, stdin: "ignore", timeout: GIT_MS_MAX });
    return done.exitCode === 0 ? done.stdout : null;
  };
  const head = (await git("rev-parse", "--verify", "HEAD"))?.trim() ?? "none";
  if (head === "none" || revision === "none") {
    return head === revision
      ? null
      : `it is at commit ${short(head)}, the last update was of ${short(revision)}`;
  }
  if (revision === `${head}-dirty`) return null; // uncommitted work was deployed: no telling it from this one
  if ((await git("cat-file", "-e", `${revision}^{commit}`)) === null) {
    return `the last update's commit ${short(revision)} is not in it`;
  }
  const changed = await git("diff", "--name-only", "--no-ext-diff", revision, "--", ...PROGRAM);
  if (changed !== "") return `its program is not that of the last update, ${short(revision)}`;
  return (await sameStackFile(revision, folder, checkout.stackFile, git))
    ? null
    : `its stack file is not that of the last update, ${short(revision)}`;
}

async function sameStackFile(
  revision: string,
  folder: string,
  stackFile: string,
  git: Git,
): Promise<boolean> {
  const path = relative(folder, await realpath(stackFile));
  if (path.startsWith("..")) return true;
  const [then, now] = await Promise.all([
    git("show", `${revision}:./${path}`),
    readFile(stackFile, "utf8"),
  ]);
  return then === null || isDeepStrictEqual(declared(then), declared(now));
}

/** The configuration without the written keys; Pulumi's own keys beside `config` do not count either. */
function declared(text: string): unknown {
  const { config = {} } = parse(text) as { config?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(config).filter(([key]) => !WRITTEN_KEYS.includes(key)));
}

const short = (revision: string): string => revision.slice(0, 10);
