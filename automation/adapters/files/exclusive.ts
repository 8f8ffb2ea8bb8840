import { link, readFile, rm, writeFile } from "node:fs/promises";
import type { Clock } from "../../../ground/clock.ts";
import type { Holder } from "../../ports/store.ts";
import { isSurelyGone } from "../machine.ts";

/** How long to wait for a lock that is normally held for a few milliseconds. */
const LOCK_WAIT_MS = 3_000;
const LOCK_POLL_MS = 2;
/** A lock from an earlier start of this machine must be this old to count as left behind. */
const LEFT_BEHIND_MS = 10_000;
/** A lock left behind is removed under a lock of its own, and that one too can be left behind. */
const NESTED_MAX = 3;

/** Somebody else held the lock for the whole wait. */
export class LockHeld extends Error {}

export type Around = { clock: Clock; self: Holder };

type Owner = Holder & { token: string; at: number };

/** Tokens of the locks that this process holds: another lock with our number was left by a namesake. */
const held = new Set<string>();
let made = 0;

/** Runs `work` while no other process runs any under the same lock file. */
export async function exclusively<T>(
  lock: string,
  around: Around,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquire(lock, around, NESTED_MAX);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(lock: string, around: Around, nested: number): Promise<() => Promise<void>> {
  const { clock, self } = around;
  const until = clock.now() + LOCK_WAIT_MS;
  const token = `${process.pid}-${clock.now()}-${made++}`;
  const owner: Owner = { ...self, pid: process.pid, token, at: clock.now() };
  held.add(token);
  const mine = `${lock}.${token}`;
  try {
    await writeFile(mine, JSON.stringify(owner));
    while (!(await isLinked(mine, lock))) {
      const other = await ownerOf(lock);
      if (other !== null && nested > 0 && isLeftBehind(other, around)) {
        await remove(lock, other, around, nested - 1);
      } else if (clock.now() >= until) {
        throw new LockHeld(`${lock} is held by ${describe(other)}`);
      } else {
        await clock.sleep(LOCK_POLL_MS);
      }
    }
  } catch (error) {
    held.delete(token);
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
  return async () => {
    held.delete(token);
    await rm(lock, { force: true });
  };
}

/** A hard link appears with its content, or not at all: nobody ever sees a lock without an owner. */
async function isLinked(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function ownerOf(lock: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(lock, "utf8")) as Owner;
  } catch {
    return null; // released meanwhile
  }
}

function isLeftBehind(owner: Owner, { clock, self }: Around): boolean {
  if (owner.host !== self.host) return false;
  if (owner.boot !== self.boot) return clock.now() - owner.at > LEFT_BEHIND_MS;
  if (owner.pid === process.pid) return !held.has(owner.token);
  return isSurelyGone(owner, self);
}

/** Only one process removes the lock of one dead owner, and looks again first: a living one may have it by now. */
async function remove(lock: string, dead: Owner, around: Around, nested: number): Promise<void> {
  const release = await acquire(`${lock}.${dead.token}.removal`, around, nested);
  try {
    if ((await ownerOf(lock))?.token === dead.token) await rm(lock, { force: true });
    await rm(`${lock}.${dead.token}`, { force: true });
  } finally {
    await release();
  }
}

const describe = (owner: Owner | null): string =>
  owner === null ? "nobody that can be read" : `${owner.user}@${owner.host}, pid ${owner.pid}`;
