import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "./rehearsal.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** `node sandbox/main.ts …` as a process of its own, everything temporary of it in one folder that can be looked into. */
export class SandboxProcess {
  readonly folder = mkdtempSync(join(tmpdir(), "vault-dr-sandbox-"));
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  stdout = "";
  stderr = "";

  constructor(args: string[], env: Record<string, string> = {}) {
    this.#child = spawn(process.execPath, [join(ROOT, "sandbox/main.ts"), ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: this.folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.#ended = once(this.#child, "close").then(([code]) => Number(code ?? -1));
  }

  /** An environment in which no Pulumi CLI is found, nor anything else. */
  static withoutPulumi(): Record<string, string> {
    const nowhere = join(tmpdir(), "no-such-folder");
    return { PATH: nowhere, VAULT_DR_TOOLS_DIR: nowhere };
  }

  ended(): Promise<number> {
    return this.#ended;
  }

  says(text: string, msMax?: number): Promise<void> {
    return until(() => this.stdout.includes(text), `it says ${text}`, msMax);
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** What it has left behind: files of its folder, and processes that name it. */
  leftovers(): string[] {
    const processes = execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).split("\n");
    return [...readdirSync(this.folder), ...processes.filter((line) => line.includes(this.folder))];
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill("SIGINT");
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
