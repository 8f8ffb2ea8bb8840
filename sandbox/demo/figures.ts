import type { Sandbox } from "../doors/loopback/sandbox.ts";
import { pauseFor } from "./interruption.ts";

/** What the world itself knows of one act, which neither a client nor the command can. */
export type Figures = {
  /** The longest time in which no client could write, or read, since the act began. */
  writeOutageMs: number;
  readOutageMs: number;
  /** Acknowledged to clients since the act began, and lost in it; `lost` is null when nobody serves. */
  acknowledged: number;
  lost: number | null;
  twoPrimariesMs: number;
  serving: string | null;
  /** Whether clients wrote and read again after it. */
  recovered: boolean;
};

const WRITES_AFTERWARDS = 25;
const READS_AFTERWARDS = 10;
const AFTERWARDS_MS_MAX = 10_000;
const LOOK_EVERY_MS = 100;

/** Measures from before `act` until clients have written and read for a while after it. */
export async function measure<T>(
  sandbox: Sandbox,
  act: () => Promise<T>,
  signal: AbortSignal,
): Promise<{ result: T; figures: Figures }> {
  const before = sandbox.truth();
  sandbox.mark();
  const result = await act();
  const recovered = await clientsGoOn(sandbox, signal);
  signal.throwIfAborted();
  const after = sandbox.truth();
  const figures = {
    writeOutageMs: after.writeOutage.sinceMarkMs,
    readOutageMs: after.readOutage.sinceMarkMs,
    acknowledged: after.clients.acknowledged - before.clients.acknowledged,
    lost: after.lostWrites === null ? null : after.lostWrites - (before.lostWrites ?? 0),
    twoPrimariesMs: after.twoPrimariesMs - before.twoPrimariesMs,
    serving: after.serving,
    recovered,
  };
  return { result, figures };
}

/** Whether clients write and read within a bound; also told before the first act, that there is something to lose. */
export async function clientsGoOn(sandbox: Sandbox, signal: AbortSignal): Promise<boolean> {
  const from = sandbox.truth().clients;
  const until = Date.now() + AFTERWARDS_MS_MAX;
  while (Date.now() < until && !signal.aborted) {
    await pauseFor(LOOK_EVERY_MS, signal);
    const { acknowledged, reads } = sandbox.truth().clients;
    if (
      acknowledged >= from.acknowledged + WRITES_AFTERWARDS &&
      reads >= from.reads + READS_AFTERWARDS
    )
      return true;
  }
  return false;
}
