import { expect } from "chai";
import type { Rehearsal } from "./rehearsal.ts";

/** What must be the same at the end, whether or not the driver died on the way. */
export type EndState = {
  serving: string | null;
  modes: Record<string, string>;
  upstreams: Record<string, string | null>;
  record: { values: string[]; ttlSeconds: number } | null;
  file: object;
  servingRecord: object | null;
  stack: object;
  writersPaused: boolean;
};

/** The world as operators, clients and the next run find it, without what differs from run to run. */
export function endState(world: Rehearsal): EndState {
  const truth = world.sandbox.truth();
  const { record } = truth.service;
  const stack = world.stackOutput();
  const stored = world.servingRecord();
  const regions = Object.entries(truth.regions);
  return {
    serving: truth.serving,
    modes: Object.fromEntries(regions.map(([name, { mode, state }]) => [name, `${mode} ${state}`])),
    upstreams: Object.fromEntries(regions.map(([name, { upstream }]) => [name, upstream])),
    record: record === null ? null : { values: record.values, ttlSeconds: record.ttlSeconds },
    file: world.stackKeys(),
    servingRecord:
      stored === null ? null : { activeRegion: stored.activeRegion, takeover: stored.takeover },
    stack: { activeRegion: stack.activeRegion, takeover: stack.takeover },
    writersPaused: truth.clients.paused,
  };
}

/** The codes of what an outcome has to say, in order. */
export const idsOf = ({ document }: { document: { findings: { id: string }[] } }): string[] =>
  document.findings.map(({ id }) => id);

/** Writes flow again by `region`, all that was acknowledged is there, and there was never a second primary. */
export async function expectServed(world: Rehearsal, region: string): Promise<void> {
  await world.writesFlow();
  await world.sandbox.stopWriters();
  const { serving, lostKeys, twoPrimaries } = world.sandbox.truth();
  expect({ serving, lostKeys, twoPrimaries }).to.deep.equal({
    serving: region,
    lostKeys: [],
    twoPrimaries: [],
  });
}
