import { type Answer, unknown } from "../../../ground/answer.ts";
import type { Holder, Lease, StorePort } from "../../ports/store.ts";
import { Spoilt } from "../files/documents.ts";
import { isSurelyGone } from "../machine.ts";
import { Bucket, type BucketOptions } from "./bucket.ts";
import { DocumentObjects } from "./documentObjects.ts";
import { HeldLease } from "./heldLease.ts";
import { Runs } from "./runs.ts";

export type S3StoreOptions = BucketOptions & { self: Holder };

/**
 * The run store in a bucket, with the names of the store in a folder: `lease.json`, `serving.json`, `lag.json`,
 * `dr.json`, `runs/<run>.ndjson`. Nothing is written without a condition on what stands there.
 */
export function s3Store({ self, ...options }: S3StoreOptions): StorePort {
  const { clock } = options;
  const bucket = new Bucket(options);
  const lease = new HeldLease(bucket, clock);
  const runs = new Runs({ bucket, lease, clock });
  const documents = new DocumentObjects(bucket, lease);
  return {
    self: () => self,
    isGone: (holder) => isSurelyGone(holder, self),
    lease: () => answered(() => lease.read()),
    putLease: (next, seen) =>
      answered(async () => {
        const put = await lease.put(next, seen);
        if (put.is !== "ok" || seen === null || !isTakenFrom(seen, next)) return put;
        const closed = await runs.read(seen.run, next.number);
        return closed.is === "unknown" ? closed : put;
      }),
    append: (run, index, lines, leaseNumber) =>
      answered(() => runs.append(run, index, lines, leaseNumber)),
    adopt: (run, lines, leaseNumber) => answered(() => runs.adopt(run, lines, leaseNumber)),
    read: (run, leaseNumber) => answered(() => runs.read(run, leaseNumber)),
    runs: () => answered(() => runs.list()),
    document: (name) => answered(() => documents.read(name)),
    putDocument: (name, value, leaseNumber) =>
      answered(() => documents.put(name, value, leaseNumber)),
  };
}

/** Whether the holder before has let nothing go: it could go on with its run, and must not from now on. */
const isTakenFrom = (seen: Lease, next: Lease): boolean =>
  !seen.released && next.number > seen.number;

async function answered<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Spoilt) return unknown("unreadable", error.message);
    return unknown("unreachable", (error as Error).message);
  }
}
