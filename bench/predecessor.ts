import type { SandboxOptions } from "../sandbox/doors/loopback/options.ts";
import { type Sandbox, startSandbox } from "../sandbox/doors/loopback/sandbox.ts";
import { until } from "../test/helpers/rehearsal.ts";
import { socketDoors } from "./predecessorCalls.ts";
import { sequence, WAITS } from "./predecessorSequence.ts";
import { type Measured, type Row, rowOf } from "./table.ts";
import { inWorld, WORLD } from "./world.ts";

export type PredecessorFigures = {
  outageMs: number;
  twoPrimariesMs: number;
  /** Of the writes acknowledged from the sequence's first call to its last one. */
  lostWrites: number;
  lostPercent: number;
  totalMs: number;
};

const AGAIN_MS_MAX = 60_000;
/** It would try eleven times, and a run in real time has to end. */
const ATTEMPTS = 5;

/** What the tool that came before ours does to the same clients: its sequence as steps, by the same sockets. */
export async function predecessor({
  runs,
  scale,
}: {
  runs: number;
  scale: number;
}): Promise<Measured> {
  const figures: PredecessorFigures[] = [];
  for (let run = 1; run <= runs; run++) {
    figures.push(await inWorld(startSandbox(worldAt(scale)), (box) => measureSequence(box, scale)));
  }
  return { rows: rowsOf(figures, scale), notes: notesAt(scale), failures: [] };
}

/** Its world: the TTL that it sets, and every duration of ours, all divided by `scale`. */
export function worldAt(scale: number): SandboxOptions {
  const { roleChangeMs, insyncMs, lagMs } = WORLD;
  const vault = { roleChangeMs: roleChangeMs / scale, attachMs: 1_000 / scale };
  const ttlSeconds = Math.round(WAITS.ttlSeconds / scale);
  return { ttlSeconds, insyncMs: insyncMs / scale, lagMs: lagMs / scale, vault };
}

/** Runs the sequence under load, until clients write to the new primary. */
export async function measureSequence(
  sandbox: Sandbox,
  scale: number,
): Promise<PredecessorFigures> {
  const acknowledged = (): number => sandbox.truth().clients.acknowledged;
  const { writesPerSecond, readsPerSecond } = WORLD;
  sandbox.startWriters({ writesPerSecond, readsPerSecond });
  await until(() => acknowledged() >= writesPerSecond / 4, "clients write");
  sandbox.mark();
  const before = sandbox.truth();
  const ttlSeconds = Math.round(WAITS.ttlSeconds / scale);
  await sequence(socketDoors(sandbox), { scale, ttlSeconds, attempts: ATTEMPTS });
  const after = sandbox.truth();
  const served = (): number => acknowledged() - after.clients.acknowledged;
  await until(() => served() >= 20, "clients write again", AGAIN_MS_MAX);
  await sandbox.stopWriters();
  const { lostWrites, writeOutage, twoPrimariesMs } = sandbox.truth();
  const lost = lostWrites ?? Number.NaN;
  return {
    outageMs: writeOutage.sinceMarkMs,
    twoPrimariesMs,
    lostWrites: lost,
    lostPercent: (100 * lost) / (after.clients.acknowledged - before.clients.acknowledged),
    totalMs: after.at - before.at,
  };
}

function rowsOf(figures: PredecessorFigures[], scale: number): Row[] {
  const clients = clientsAt(scale);
  const row = (name: string, unit: Row["unit"], values: number[]): Row => {
    const measured = rowOf(values, { bench: "predecessor", name, unit, clients });
    const grows = unit !== "%" && scale !== 1;
    return { ...measured, computed: grows ? measured.median * scale : null };
  };
  const of = (name: keyof PredecessorFigures): number[] => figures.map((one) => one[name]);
  return [
    row("write outage, as clients see it", "ms", of("outageMs")),
    row("two writable primaries", "ms", of("twoPrimariesMs")),
    row("acknowledged writes lost", "writes", of("lostWrites")),
    row("acknowledged writes lost, of those in the run", "%", of("lostPercent")),
    row("whole sequence", "ms", of("totalMs")),
  ];
}

function clientsAt(scale: number): string {
  const { writesPerSecond, readsPerSecond, roleChangeMs, insyncMs, lagMs } = WORLD;
  const ms = (value: number): string => `${Math.round(value / scale)} ms`;
  return `${writesPerSecond} writes/s and ${readsPerSecond} reads/s, a fresh connection each, given up after 1 s, one resolver that honours the TTL (the predecessor's ${WAITS.ttlSeconds} s, here ${Math.round(WAITS.ttlSeconds / scale)} s) and was asked right before the run; INSYNC after ${ms(insyncMs)}, role changes of ${ms(roleChangeMs)}, replication lag ${ms(lagMs)}`;
}

function notesAt(scale: number): string[] {
  const about = `predecessor: its published sequence as steps against the same sandbox (promote, CNAME with TTL 300, sleep 60 s, demote, re-attach by the service's name with its doubling retries of 30 s). In its favour the CNAME is written without the scheme that it leaves in, and a call is refused ${ATTEMPTS} times, not ${WAITS.attempts}, before it gives up.`;
  if (scale === 1) return [`${about} Measured at full length, once.`];
  return [
    `${about} Measured at 1/${scale} of all its waits and of all the world's durations; "at full length" is the measured median times ${scale}, computed and not measured. Measure it with --full (about 6 minutes).`,
  ];
}
