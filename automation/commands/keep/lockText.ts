import { mayFollow } from "../../engine/lease.ts";
import type { Lease, StorePort } from "../../ports/store.ts";
import { seconds } from "../../report/progress.ts";

/**
 * The lease as people and programs read it; times are ISO.
 * - `free`: nobody holds it, and the next run may begin.
 * - `held`: its run may act.
 * - `abandoned`: its process is surely gone, and did not let it go; a run on that machine takes it over at once.
 * - `ending`: its run may act no more, and a call that it announced may still take effect until `busyUntil`.
 */
export type Lock = {
  state: "free" | "held" | "abandoned" | "ending";
  /** `user@host` and the process there; null when nobody holds it, like all that follows. */
  holder: string | null;
  pid: number | null;
  verb: string | null;
  run: string | null;
  since: string | null;
  /** How long `since` ago was when asked. */
  heldMs: number | null;
  expiresAt: string | null;
  busyUntil: string | null;
  releasedBy: string | null;
  /** After how many seconds the next run may begin, if nobody renews it. */
  freeInSeconds: number;
};

const FREE: Lock = {
  state: "free",
  holder: null,
  pid: null,
  verb: null,
  run: null,
  since: null,
  heldMs: null,
  expiresAt: null,
  busyUntil: null,
  releasedBy: null,
  freeInSeconds: 0,
};

/** `now` in milliseconds since the epoch; the store knows which processes are gone. */
export function lockOf(lease: Lease | null, now: number, store: StorePort): Lock {
  if (lease === null || lease.released) return FREE;
  const { holder, verb, run, takenAt, expiresAt, busyUntil, releasedBy } = lease;
  const freeAt = Math.max(expiresAt, busyUntil);
  if (now >= freeAt) return FREE;
  return {
    state: mayFollow(lease, store, now) ? "abandoned" : now < expiresAt ? "held" : "ending",
    holder: `${holder.user}@${holder.host}`,
    pid: holder.pid,
    verb,
    run,
    since: iso(takenAt),
    heldMs: now - takenAt,
    expiresAt: iso(expiresAt),
    busyUntil: busyUntil > now ? iso(busyUntil) : null,
    releasedBy: releasedBy ?? null,
    freeInSeconds: Math.ceil((freeAt - now) / 1000),
  };
}

/** The lease on a few lines. */
export function lockText(lock: Lock): string {
  return `${linesOf(lock).join("\n")}\n`;
}

function linesOf(lock: Lock): string[] {
  const { holder, pid, verb, run, since, heldMs, expiresAt, busyUntil, releasedBy } = lock;
  if (lock.state === "free") return ["lease: nobody holds it; the next run may begin"];
  const who = `${holder} (pid ${pid})`;
  const rows: [string, string][] = [
    ["lease", `${WORDS[lock.state]} ${who}`],
    ["run", `${run} (${verb})`],
    ["since", `${since}, ${seconds(heldMs ?? 0)} ago`],
    ...(releasedBy === null ? [] : [["released by", releasedBy] as [string, string]]),
    ["until", `${expiresAt}${lock.state === "held" ? ", renewed while its run goes on" : ""}`],
    ["announced call", busyUntil === null ? "none" : `may take effect until ${busyUntil}`],
    ["next run", nextRun(lock)],
  ];
  return rows.map(([name, says]) => `${name.padEnd(16)} ${says}`);
}

const WORDS = {
  held: "held by",
  abandoned: "left behind by a process that is gone:",
  ending: "nobody holds it any more; it was that of",
};

function nextRun({ state, freeInSeconds }: Lock): string {
  if (state === "abandoned") {
    return `may begin at once on this machine, elsewhere in ${freeInSeconds} s`;
  }
  return `may begin in ${freeInSeconds} s${state === "held" ? ", if nobody renews it" : ""}`;
}

const iso = (at: number): string => new Date(at).toISOString();
