import { type Case, RANGES } from "./outage/cases.ts";
import { type Group, groups, rowsOf, titleOf } from "./outage/groups.ts";
import { READS_MS } from "./outage/ourRun.ts";
import type { Played } from "./outage/play.ts";
import { playAll } from "./outage/threads.ts";
import { WAITS } from "./predecessorSequence.ts";
import type { Measured } from "./table.ts";

export type Worlds = {
  /** Of each group. */
  worlds: number;
  /** Threads; 0: this one. */
  jobs: number;
  say: (text: string) => void;
};

/**
 * What clients see of planned moves and disasters in seeded worlds in virtual time: ours, the predecessor's sequence in
 * the same worlds, and ours where one thing more goes wrong. The same number of worlds gives the same figures.
 */
export async function outage({ worlds, jobs, say }: Worlds): Promise<Measured> {
  const seeds = Array.from({ length: worlds }, (_, index) => index + 1);
  const all = groups(WAITS.ttlSeconds);
  const cases = all.flatMap((group) => seeds.map((seed): Case => ({ ...group, seed })));
  const played = await playAll(cases, jobs, every(Math.ceil(cases.length / 8), say));
  const measured: Measured = { rows: [], notes: NOTES, failures: [] };
  for (const [index, group] of all.entries()) {
    const its = played.slice(index * worlds, (index + 1) * worlds);
    measured.rows.push(...rowsOf(group, its));
    measured.failures.push(...failuresOf(group, its));
  }
  return measured;
}

function every(step: number, say: Worlds["say"]): (done: number) => void {
  let next = step;
  return (done) => {
    if (done < next) return;
    next += step;
    say(`measuring: outage: ${done} worlds`);
  };
}

const NOTES = [
  `outage: seeded worlds of the simulation, seeds from 1 on, in virtual time, all clients in the same world; p95 and p99 by nearest rank. Drawn: ${RANGES}.`,
  `outage: a planned move's outage is the longest time without an acknowledged write; a disaster's counts from the consent in the run's journal to the first acknowledged write. "never": not served again within 60 s after the last command. With an incident: one more thing goes wrong, drawn from the simulation's schedule, within 15 s from the start or at a step of the run; the operator reads for ${READS_MS / 1_000} s and runs what the command names, and the outage lasts until service is back. A planned move whose old Region is lost meanwhile becomes a failover, and loses what was not shipped.`,
  "outage: the predecessor's sequence is the published one with its waits; in its favour its calls take as little time as ours, its operator is as quick, its CNAME has no scheme, and a lost primary does not show in the state that it asks for. Its outage in a planned move is short where two primaries take writes: those of the old one are lost.",
];

/** Without an incident every run of ours ends by itself; against the rules is nothing ever done. */
function failuresOf(group: Group, played: Played[]): string[] {
  return played.flatMap(({ seed, run }) => {
    if (run.by === "predecessor") return [];
    const at = `outage, ${titleOf(group)}, seed ${seed}`;
    const { commands, violations } = run.its;
    const wrong = commands.filter(({ exitCode }) => exitCode !== 0 && exitCode !== 13);
    return [
      ...(group.incident
        ? []
        : wrong.map((one) => `${at}: ${one.verb} ended with ${one.exitCode}`)),
      ...violations.map((one) => `${at}: ${one}`),
    ];
  });
}
