import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Answer, ok, type Refused, refused } from "../../../ground/answer.ts";
import type { Clock } from "../../../ground/clock.ts";
import { isMore, notALine } from "../files/adoption.ts";
import { inForm, Spoilt } from "../files/documents.ts";
import { isRunId, newestFirst, notARunId, runIdIn, runName } from "../files/runNames.ts";
import type { Bucket } from "./bucket.ts";
import { type HeldLease, overtaken } from "./heldLease.ts";

/** The first line of a run's object. Written anew with every entry, so that the ETag changes with the lease too. */
const headSchema = z.object({
  /** The highest lease number that wrote here. */
  lease: z.number(),
  /** Under which lease the run was begun, and when: the order of runs of one minute. */
  begun: z.object({ lease: z.number(), at: z.number() }),
});
type Run = z.output<typeof headSchema> & { lines: string[]; etag: string | null };

const TRIES = 3;

type Parts = { bucket: Bucket; lease: HeldLease; clock: Clock };

/**
 * Journals, one object a run, rewritten with every entry on the condition that nobody else has written since. A run
 * that was read under a lease bears its number: an entry of whoever held the lease before fails on that condition.
 */
export class Runs {
  readonly #parts: Parts;
  readonly #known = new Map<string, Run>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async append(
    run: string,
    index: number,
    lines: readonly string[],
    leaseNumber: number,
  ): Promise<Answer<void>> {
    const wrong = isRunId(run) ? notALine(lines) : notARunId(run);
    if (wrong !== null) return wrong;
    const admitted = await this.#parts.lease.admitsTo(run, leaseNumber);
    if (admitted.is !== "ok") return admitted;
    for (let left = TRIES; ; left--) {
      // A run is begun where nothing stands: the condition of the writing says so, without a look.
      const begun = { lease: leaseNumber, at: this.#parts.clock.now() };
      const guess = index === 0 ? { lease: 0, begun, lines: [], etag: null } : undefined;
      const known = this.#known.get(run) ?? (left === TRIES ? guess : undefined);
      const found = known ? ok(known) : await this.#find(run, leaseNumber);
      if (found.is !== "ok") return found;
      const { lines: stored, lease } = found.value;
      if (lease > leaseNumber) return overtaken(lease, leaseNumber);
      if (stored.length === index) {
        const next = { ...found.value, lease: leaseNumber, lines: [...stored, ...lines] };
        const written = await this.#write(run, next);
        if (written.is !== "refused" || left === 0) return written;
      } else if (known === undefined || left === 0) {
        return isThere(found.value, { index, lines, leaseNumber })
          ? ok(undefined)
          : misplaced(run, index, stored);
      }
      this.#known.delete(run);
    }
  }

  /** Takes over a run that was written down elsewhere, by one writing. */
  async adopt(run: string, lines: readonly string[], leaseNumber: number): Promise<Answer<void>> {
    if (!isRunId(run)) return notARunId(run);
    const admitted = await this.#parts.lease.admits(leaseNumber);
    if (admitted.is !== "ok") return admitted;
    for (let left = TRIES; ; left--) {
      const found = await this.#find(run, leaseNumber);
      if (found.is !== "ok") return found;
      if (found.value.lease > leaseNumber) return overtaken(found.value.lease, leaseNumber);
      const more = isMore(run, found.value.lines, lines);
      if (typeof more === "object") return more;
      if (!more) return ok(undefined);
      const next = { ...found.value, lease: leaseNumber, lines: [...lines] };
      const written = await this.#write(run, next);
      if (written.is !== "refused" || left === 0) return written;
    }
  }

  /** With a lease number: whoever held the lease before can add nothing to what is answered. */
  async read(run: string, leaseNumber?: number): Promise<Answer<string[]>> {
    if (!isRunId(run)) return notARunId(run);
    for (let left = TRIES; ; left--) {
      const found = await this.#find(run, 0);
      if (found.is !== "ok") return found;
      const { lines, etag, lease } = found.value;
      if (leaseNumber === undefined || etag === null || lease >= leaseNumber) return ok(lines);
      const written = await this.#write(run, { ...found.value, lease: leaseNumber });
      if (written.is === "ok") return ok(lines);
      if (written.is === "unknown" || left === 0) return written;
    }
  }

  async list(): Promise<Answer<string[]>> {
    const names = await this.#parts.bucket.names("runs");
    if (names.is !== "ok") return names;
    const ids = names.value.flatMap((name) => runIdIn(name) ?? []);
    return ok(await newestFirst(ids, (sharing) => this.#byBeginning(sharing)));
  }

  async #byBeginning(sharing: string[]): Promise<string[]> {
    const found = await Promise.all(
      sharing.map(async (id) => {
        const run = await this.#find(id, 0);
        if (run.is !== "ok") throw new Spoilt(run.text);
        return { id, ...run.value.begun };
      }),
    );
    const later = found.sort((one, other) => other.lease - one.lease || other.at - one.at);
    return later.map(({ id }) => id);
  }

  async #find(run: string, leaseNumber: number): Promise<Answer<Run>> {
    const name = objectName(run);
    const found = await this.#parts.bucket.read(name);
    if (found.is !== "ok") return found;
    if (found.value === null) {
      const begun = { lease: leaseNumber, at: this.#parts.clock.now() };
      return ok({ lease: 0, begun, lines: [], etag: null });
    }
    const [head = "", ...lines] = found.value.text.split("\n").slice(0, -1);
    const known = { ...inForm(name, headSchema, head), lines, etag: found.value.etag };
    this.#known.set(run, known);
    return ok(known);
  }

  async #write(run: string, next: Run): Promise<Answer<void>> {
    const { lease, begun, lines, etag } = next;
    const text = [JSON.stringify({ lease, begun }), ...lines, ""].join("\n");
    const written = await this.#parts.bucket.write(objectName(run), text, etag);
    if (written.is !== "ok") {
      this.#known.delete(run);
      return written;
    }
    this.#known.set(run, { ...next, etag: written.value });
    return ok(undefined);
  }
}

const objectName = (run: string): string => `runs/${runName(run)}`;

type Wanted = { index: number; lines: readonly string[]; leaseNumber: number };

/** Whether these very entries stand there already: their writing was not heard of. */
const isThere = (stored: Run, { index, lines, leaseNumber }: Wanted): boolean =>
  stored.lease === leaseNumber && isDeepStrictEqual(stored.lines.slice(index), lines);

const misplaced = (run: string, index: number, { length }: string[]): Refused =>
  refused(409, `${run} has ${length} events, so this cannot be number ${index}`);
