import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import type { SandboxOptions } from "../../sandbox/doors/loopback/options.ts";
import type { PulumiWorkspace } from "../../sandbox/doors/loopback/pulumiWorkspace.ts";
import { type Sandbox, startSandbox } from "../../sandbox/doors/loopback/sandbox.ts";
import type { StackFileOptions } from "../../sandbox/doors/loopback/stackFile.ts";
import { hooks, type Place, ROOT, withEngine, withStandIn } from "./rehearsalPlace.ts";

const COMMAND_MS_MAX = 200_000;

export type CommandEnd = {
  exitCode: number;
  document: OutcomeDocument;
  stdout: string;
  stderr: string;
  ms: number;
};

export type Running = { child: ChildProcess; ended: Promise<CommandEnd> };

/**
 * A world behind sockets, a folder with the program and a stack file that describes it, and the command as an operator
 * starts it: a process of its own. Pulumi's CLI is a stand-in, or with `engine` the real one.
 */
export class Rehearsal {
  readonly sandbox: Sandbox;
  readonly folder: string;
  #env: Record<string, string>;
  /** Everything that any command of this rehearsal printed: for the search for secrets. */
  #printed = "";

  readonly pulumi: PulumiWorkspace["pulumi"];

  private constructor(sandbox: Sandbox, { folder, env, pulumi }: Place) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.#env = { ...env, ...sandbox.env };
    this.pulumi = pulumi;
  }

  /** Role changes take 150 ms unless `options` says otherwise: scenarios are about order, not about waiting. */
  static async start(
    options: SandboxOptions & { quiesce?: boolean; engine?: boolean } = {},
    file: StackFileOptions = {},
  ): Promise<Rehearsal> {
    const vault = { roleChangeMs: 150, attachMs: 100, ...options.vault };
    const sandbox = await startSandbox({
      lagMs: 50,
      insyncMs: 200,
      ttlSeconds: 1,
      ...options,
      vault,
    });
    const text = sandbox.stackFile({
      journal: "file:./store",
      ...hooks(sandbox, options.quiesce),
      ...file,
    });
    const place =
      options.engine === true ? await withEngine(sandbox, text) : await withStandIn(text);
    return new Rehearsal(sandbox, place);
  }

  /** Adds to, or with undefined takes from, the environment of the commands that follow. */
  setEnv(change: Record<string, string | undefined>): void {
    const merged = Object.entries({ ...this.#env, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    this.#env = Object.fromEntries(merged);
  }

  get env(): Record<string, string> {
    return this.#env;
  }

  /** Runs `vault-dr` to its end with --json; `line` as typed, e.g. `switchover test --yes`. */
  run(...args: string[]): Promise<CommandEnd> {
    return this.begin(...args).ended;
  }

  /** Starts `vault-dr`, for a test that does something to it meanwhile. */
  begin(...args: string[]): Running {
    const startedAt = Date.now();
    const child = spawn(
      process.execPath,
      [
        join(ROOT, "automation/cli.ts"),
        ...args,
        "--json",
        ...["--event-log", join(this.folder, "events.ndjson")],
        ...["-C", this.folder],
      ],
      {
        env: this.#env,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const limit = setTimeout(() => child.kill("SIGKILL"), COMMAND_MS_MAX);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<CommandEnd>((done) => {
      child.on("close", (code) => {
        clearTimeout(limit);
        this.#printed += stdout + stderr;
        const document = stdout.startsWith("{") ? JSON.parse(stdout) : {};
        done({ exitCode: code ?? -1, document, stdout, stderr, ms: Date.now() - startedAt });
      });
    });
    return { child, ended };
  }

  /** `kill -9` in the moment in which `call` has taken effect and its answer is still out. */
  killAfter(call: string, ...args: string[]): Promise<void> {
    return this.killAfterNth(1, call, ...args);
  }

  async killAfterNth(nth: number, call: string, ...args: string[]): Promise<void> {
    this.sandbox.addFault({
      call,
      skip: nth - 1,
      times: 1,
      effect: { kind: "hang", applied: true },
    });
    const { child, ended } = this.begin(...args);
    await until(() => this.sandbox.truth().held.includes(call), `${call} is held`);
    child.kill("SIGKILL");
    await ended;
    this.sandbox.clearFaults();
  }

  /** Waits until clients have written `more` new values. */
  async writesFlow(more = 20): Promise<void> {
    const before = this.sandbox.truth().clients.acknowledged;
    await until(() => this.sandbox.truth().clients.acknowledged >= before + more, "writes flow");
  }

  stackKeys(): { activeRegion: string; takeover: number } {
    const { config } = parse(readFileSync(join(this.folder, "Pulumi.test.yaml"), "utf8"));
    return {
      activeRegion: config["vault-dr:activeRegion"],
      takeover: Number(config["vault-dr:takeover"]),
    };
  }

  servingRecord(): { activeRegion: string; takeover: number } | null {
    const file = join(this.folder, "store/serving.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  }

  /** The stable names in the event log of all commands so far, in order. */
  events(): string[] {
    const text = readFileSync(join(this.folder, "events.ndjson"), "utf8");
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).event);
  }

  /** What the stand-in's stack says. */
  stackOutput(): { activeRegion: string; takeover: number } {
    return JSON.parse(readFileSync(join(this.folder, "stand-in/dr.json"), "utf8"));
  }

  lockStack(locked: boolean): void {
    const file = join(this.folder, "stand-in/locked");
    if (locked) writeFileSync(file, "");
    else rmSync(file);
  }

  /** Names of places in which a secret stands: what commands printed, and every file that they left in the folder. */
  leaks(): string[] {
    const canaries = [...new Set([...this.sandbox.secrets, ...credentialsIn(this.#env)])];
    const files = filesIn(this.folder);
    const places = [
      ["printed", this.#printed],
      ...files.map((file) => [file, readFileSync(file, "utf8")]),
    ];
    return places.flatMap(([place, text]) =>
      canaries.some((canary) => text?.includes(canary)) ? [String(place)] : [],
    );
  }

  /** Ends the rehearsal. No secret may stand in any byte that it left, whatever happened in it. */
  async stop(): Promise<void> {
    const leaks = this.leaks();
    await this.sandbox.stop();
    await rm(this.folder, { recursive: true, force: true });
    expect(leaks, "places in which a secret stands").to.deep.equal([]);
  }
}

/** Waits until `is` holds, at most ten seconds. */
export async function until(is: () => boolean, what: string, msMax = 10_000): Promise<void> {
  const end = Date.now() + msMax;
  while (!is()) {
    if (Date.now() > end) throw new Error(`not within ${msMax} ms: ${what}`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

/** Regular files below a folder; what a link leads to is not the rehearsal's. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });

const credentialsIn = (env: Record<string, string>): string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    /^VAULT_(TOKEN|RECOVERY_KEY_|DR_OPERATION)|^AWS_SECRET/.test(name) ? [value] : [],
  );
