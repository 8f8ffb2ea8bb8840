import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Answer, ok, refused, unknown } from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Documents, Holder, Lease, StorePort } from "../ports/store.ts";
import { isMore, notALine } from "./files/adoption.ts";
import { asText, FORMS, readForm, Spoilt } from "./files/documents.ts";
import { appendLines, makeFolder, readIfThere, replaceFile } from "./files/durable.ts";
import { exclusively, LockHeld } from "./files/exclusive.ts";
import { isRunId, newestFirst, notARunId, runIdIn, runName } from "./files/runNames.ts";
import { isSurelyGone } from "./machine.ts";

export type FileStoreOptions = { directory: string; clock: Clock; self: Holder };

/** The run store in a folder: `lease.json`, `serving.json`, `lag.json`, `dr.json`, `runs/<run>.ndjson`. */
export const fileStore = (options: FileStoreOptions): StorePort => new FileStore(options);

class FileStore implements StorePort {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #self: Holder;
  readonly #made = new Set<string>();

  constructor({ directory, clock, self }: FileStoreOptions) {
    this.#directory = directory;
    this.#clock = clock;
    this.#self = self;
  }

  lease(): Promise<Answer<Lease | null>> {
    return answered(async () => ok(await this.#storedLease()));
  }

  putLease(next: Lease, seen: Lease | null): Promise<Answer<void>> {
    return this.#alone(async () => {
      const stored = await this.#storedLease();
      if (!isDeepStrictEqual(stored, seen)) return refused(409, "the lease was written meanwhile");
      if (next.number < (stored?.number ?? 0)) return refused(409, "a lease's number only grows");
      await replaceFile(this.#path("lease.json"), asText(next));
      return ok(undefined);
    });
  }

  isGone(holder: Holder): boolean {
    return isSurelyGone(holder, this.#self);
  }

  self(): Holder {
    return this.#self;
  }

  append(
    run: string,
    index: number,
    lines: readonly string[],
    leaseNumber: number,
  ): Promise<Answer<void>> {
    const wrong = isRunId(run) ? notALine(lines) : notARunId(run);
    if (wrong !== null) return Promise.resolve(wrong);
    return this.#alone(async () => {
      const newer = await this.#newerThan(leaseNumber);
      if (newer !== null) return newer;
      await this.#folder(this.#path("runs"));
      const { lines: stored, wholeBytes } = await this.#runFile(run);
      if (stored.length !== index) {
        return refused(
          409,
          `${run} has ${stored.length} events, so this cannot be number ${index}`,
        );
      }
      await appendLines(this.#runPath(run), lines, wholeBytes);
      return ok(undefined);
    });
  }

  adopt(run: string, lines: readonly string[], leaseNumber: number): Promise<Answer<void>> {
    if (!isRunId(run)) return Promise.resolve(notARunId(run));
    return this.#alone(async () => {
      const newer = await this.#newerThan(leaseNumber);
      if (newer !== null) return newer;
      await this.#folder(this.#path("runs"));
      const more = isMore(run, (await this.#runFile(run)).lines, lines);
      if (typeof more === "object") return more;
      if (more) await replaceFile(this.#runPath(run), lines.map((line) => `${line}\n`).join(""));
      return ok(undefined);
    });
  }

  read(run: string): Promise<Answer<string[]>> {
    if (!isRunId(run)) return Promise.resolve(notARunId(run));
    return answered(async () => ok((await this.#runFile(run)).lines));
  }

  runs(): Promise<Answer<string[]>> {
    return answered(async () => {
      const names = await namesIn(this.#path("runs"));
      const ids = names.flatMap((name) => runIdIn(name) ?? []);
      return ok(await newestFirst(ids, (sharing) => this.#byMaking(sharing)));
    });
  }

  document<Name extends keyof Documents>(name: Name): Promise<Answer<Documents[Name] | null>> {
    return answered(async () => ok(await readForm(this.#path(`${name}.json`), FORMS[name])));
  }

  putDocument<Name extends keyof Documents>(
    name: Name,
    value: Documents[Name],
    leaseNumber: number | null,
  ): Promise<Answer<void>> {
    return this.#alone(async () => {
      const newer = leaseNumber === null ? null : await this.#newerThan(leaseNumber);
      if (newer !== null) return newer;
      await replaceFile(this.#path(`${name}.json`), asText(value));
      return ok(undefined);
    });
  }

  /** Makes a folder once: it does not go away under a running command. */
  async #folder(path: string): Promise<void> {
    if (this.#made.has(path)) return;
    await makeFolder(path);
    this.#made.add(path);
  }

  /** Nobody else, in this process or another one, writes between our look and our writing. */
  #alone<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
    return answered(async () => {
      await this.#folder(this.#directory);
      const around = { clock: this.#clock, self: this.#self };
      return exclusively(this.#path("lock"), around, work);
    });
  }

  #storedLease(): Promise<Lease | null> {
    return readForm(this.#path("lease.json"), FORMS.lease);
  }

  async #newerThan(leaseNumber: number): Promise<Answer<never> | null> {
    const stored = (await this.#storedLease())?.number ?? 0;
    if (stored <= leaseNumber) return null;
    return refused(409, `lease ${stored} was taken after lease ${leaseNumber}`);
  }

  /** The whole lines and how many bytes they take: a last line without its end was never acknowledged. */
  async #runFile(run: string): Promise<{ lines: string[]; wholeBytes: number }> {
    const bytes = (await readIfThere(this.#runPath(run))) ?? Buffer.alloc(0);
    const wholeBytes = bytes.lastIndexOf("\n") + 1;
    const lines = bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
    return { lines, wholeBytes };
  }

  /** Runs of one minute: their files tell which came later. */
  async #byMaking(sharing: string[]): Promise<string[]> {
    const madeAt = async (id: string) => (await stat(this.#runPath(id))).birthtimeMs;
    const found = await Promise.all(sharing.map(async (id) => ({ id, at: await madeAt(id) })));
    return found.sort((one, other) => other.at - one.at).map(({ id }) => id);
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #runPath(run: string): string {
    return join(this.#directory, "runs", runName(run));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function answered<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    const text = (error as Error).message;
    if (error instanceof LockHeld) return unknown("timed-out", text);
    if (error instanceof Spoilt) return unknown("unreadable", text);
    return unknown("unreachable", text);
  }
}
