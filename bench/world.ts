import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEvent } from "../automation/journal/events.ts";
import type { SandboxOptions } from "../sandbox/doors/loopback/options.ts";
import { type CommandEnd, Rehearsal } from "../test/helpers/rehearsal.ts";

/** The world of the moves; milliseconds unless the name says otherwise. */
export const WORLD = {
  roleChangeMs: 2_000,
  insyncMs: 2_000,
  ttlSeconds: 5,
  lagMs: 100,
  writesPerSecond: 200,
  readsPerSecond: 20,
};

const WARM_UP_WRITES = 2 * WORLD.writesPerSecond;

export const CLIENT_MODEL = `${WORLD.writesPerSecond} writes/s and ${WORLD.readsPerSecond} reads/s by the service's name, a fresh connection each, given up after 1 s, one resolver that honours the TTL (declared ${WORLD.ttlSeconds} s), INSYNC after ${WORLD.insyncMs / 1_000} s, role changes of ${WORLD.roleChangeMs / 1_000} s, replication lag ${WORLD.lagMs} ms`;

const open = new Set<{ stop(): Promise<void> }>();
const commands = new Set<ChildProcess>();

/** Lets `work` run in a world of its own, which ends with it, whatever comes of it. */
export async function inWorld<World extends { stop(): Promise<void> }, T>(
  starting: Promise<World>,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const world = await starting;
  open.add(world);
  try {
    return await work(world);
  } finally {
    open.delete(world);
    await world.stop();
  }
}

/** Ends everything that is open: for a benchmark that is broken off. */
export async function closeAll(): Promise<void> {
  for (const child of commands) child.kill("SIGKILL");
  await Promise.all([...open].map((world) => world.stop()));
}

/** A pair in the benchmark's world, with the hooks that stop its writers where `quiesce` is true. */
export function startPair({ quiesce = false } = {}): Promise<Rehearsal> {
  const { roleChangeMs, insyncMs, ttlSeconds, lagMs } = WORLD;
  const options: SandboxOptions = { insyncMs, ttlSeconds, lagMs };
  const vault = { roleChangeMs, attachMs: 1_000 };
  return Rehearsal.start({ ...options, vault, quiesce });
}

/** Clients begin to work. Resolves, once they are at their pace, with the writes that are acknowledged in a second. */
export async function startClients(world: Rehearsal): Promise<number> {
  const { writesPerSecond, readsPerSecond } = WORLD;
  world.sandbox.startWriters({ writesPerSecond, readsPerSecond });
  await world.writesFlow();
  const before = world.sandbox.truth();
  await world.writesFlow(WARM_UP_WRITES);
  const after = world.sandbox.truth();
  const writes = after.clients.acknowledged - before.clients.acknowledged;
  return (writes * 1_000) / (after.at - before.at);
}

/** The command as an operator runs it, in a process of its own. */
export async function runCommand(world: Rehearsal, ...args: string[]): Promise<CommandEnd> {
  const { child, ended } = world.begin(...args);
  commands.add(child);
  const end = await ended;
  commands.delete(child);
  return end;
}

/** Why the command did not end as a move must: done, or done with something left to do. */
export const wrongEnd = (what: string, { exitCode, stdout, stderr }: CommandEnd): string[] =>
  exitCode === 0 || exitCode === 13
    ? []
    : [`${what}: the command ended with ${exitCode}: ${stderr || stdout}`];

/** What a move that ended well left to do, if anything: its figures are then of a move that was not all of it. */
export const leftOver = (what: string, { exitCode, document }: CommandEnd): string[] =>
  exitCode === 13
    ? [
        `${what}: a run left something to do: ${document.remaining.map((one) => one.what).join("; ")}`,
      ]
    : [];

/** When the run was agreed to, in milliseconds since the epoch, by its journal. */
export function consentedAt(world: Rehearsal, { document }: CommandEnd): number {
  const file = join(world.folder, "store/runs", `${document.run}.ndjson`);
  const events = readFileSync(file, "utf8").trim().split("\n");
  const confirmed = events
    .map((line) => JSON.parse(line) as JournalEvent)
    .find(({ kind }) => kind === "confirmed");
  if (confirmed === undefined) throw new Error(`run ${document.run} was never agreed to`);
  return confirmed.at;
}

export const pauseFor = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
