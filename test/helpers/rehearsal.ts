import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { expect } from "chai";
import { parse } from "yaml";
import type { OutcomeDocument } from "../../automation/report/outcome.ts";
import type { SandboxOptions } from "../../sandbox/doors/loopback/options.ts";
import type { PulumiWorkspace } from "../../sandbox/doors/loopback/pulumiWorkspace.ts";
import { type Sandbox, startSandbox } from "../../sandbox/doors/loopback/sandbox.ts";
import type { StackFileOptions } from "../../sandbox/doors/loopback/stackFile.ts";
import { credentialsIn, placesOf } from "./leaks.ts";
import {
  type HooksWanted,
  hooks,
  type Place,
  ROOT,
  withEngine,
  withStandIn,
} from "./rehearsalPlace.ts";
import { faultsIn } from "./words/sentences.ts";

const COMMAND_MS_MAX = 200_000;

export type CommandEnd = {
  exitCode: number;
  document: OutcomeDocument;
  stdout: string;
  stderr: string;
  ms: number;
};

export type Running = {
  child: ChildProcess;
  ended: Promise<CommandEnd>;
  /** What it has said on stderr so far. */
  said: () => string;
};

/**
 * A world behind sockets, a folder with the program and a stack file that describes it, and the command as an operator
 * starts it: a process of its own. Pulumi's CLI is a stand-in, or with `engine` the real one.
 */
export class Rehearsal {
  readonly sandbox: Sandbox;
  readonly folder: string;
  #env: Record<string, string>;
  #stdin: "ignore" | "pipe" = "ignore";
  #detached = false;
  /** Everything that any command of this rehearsal printed: for the search for secrets. */
  #printed = "";
  /** What was said to the operator, and is no sentence. */
  readonly #badlySaid: string[] = [];

  readonly pulumi: PulumiWorkspace["pulumi"];

  private constructor(sandbox: Sandbox, { folder, env, pulumi }: Place) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.#env = { ...env, ...sandbox.env };
    this.pulumi = pulumi;
  }

  /** Role changes take 150 ms unless `options` says otherwise: scenarios are about order, not about waiting. */
  static async start(
    options: SandboxOptions & HooksWanted & { engine?: boolean } = {},
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
      ...hooks(sandbox, options),
      ...file,
    });
    const place =
      options.engine === true ? await withEngine(sandbox, text) : await withStandIn(sandbox, text);
    return new Rehearsal(sandbox, place);
  }

  /** Adds to, or with undefined takes from, the environment of the commands that follow. */
  setEnv(change: Record<string, string | undefined>): void {
    const merged = Object.entries({ ...this.#env, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    this.#env = Object.fromEntries(merged);
  }

  /** The commands that follow believe that they run on a terminal; what is typed there is written to their stdin. */
  atTerminal(): void {
    this.#stdin = "pipe";
    this.setEnv({ NODE_OPTIONS: `--import=${join(ROOT, "test/helpers/standIn/terminal.ts")}` });
  }

  /** The commands that follow have a process group of their own each, which a terminal's Ctrl-C reaches as a whole. */
  inForeground(): void {
    this.#detached = true;
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
        stdio: [this.#stdin, "pipe", "pipe"],
        detached: this.#detached,
      },
    ) as ChildProcess & { stdout: Readable; stderr: Readable };
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
        this.#badlySaid.push(...(document.findings ?? []).flatMap(faultsIn));
        done({ exitCode: code ?? -1, document, stdout, stderr, ms: Date.now() - startedAt });
      });
    });
    return { child, ended, said: () => stderr };
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
    const over: string[] = [];
    void ended.then(({ stderr, stdout }) => over.push(stderr + stdout));
    const isHeld = () => this.sandbox.truth().held.includes(call);
    await until(() => isHeld() || over.length > 0, `${call} is held`, 30_000).finally(() =>
      child.kill("SIGKILL"),
    );
    expect(isHeld(), `it ended before ${call} ${nth}: ${over}`).to.equal(true);
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

  /** The event log of all commands so far, in order. */
  eventLog(): { event: string; step?: string }[] {
    const file = join(this.folder, "events.ndjson");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }

  /** The stable names in it. */
  events(): string[] {
    return this.eventLog().map(({ event }) => event);
  }

  /** What the stand-in's stack says. */
  stackOutput(): { activeRegion: string; takeover: number } {
    return JSON.parse(readFileSync(join(this.folder, "stand-in/dr.json"), "utf8"));
  }

  /** Lets every update of the stand-in's stack take so long. */
  slowStack(ms: number): void {
    writeFileSync(join(this.folder, "stand-in/slow"), String(ms));
  }

  lockStack(locked: boolean): void {
    const file = join(this.folder, "stand-in/locked");
    if (locked) writeFileSync(file, "");
    else rmSync(file);
  }

  /** Names of places in which a secret stands: what commands printed or put into S3, and every file that they left. */
  leaks(): string[] {
    const canaries = [...this.sandbox.secrets, ...credentialsIn(this.#env)];
    const printed = [this.#printed, ...Object.values(this.sandbox.objects())].join("\n");
    return placesOf(canaries, { printed, folder: this.folder });
  }

  /** Ends the rehearsal. No secret may stand in any byte that it left, and every finding is said in sentences. */
  async stop(): Promise<void> {
    const leaks = this.leaks();
    await this.sandbox.stop();
    await rm(this.folder, { recursive: true, force: true });
    expect(leaks, "places in which a secret stands").to.deep.equal([]);
    expect(this.#badlySaid, "what was badly said").to.deep.equal([]);
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
