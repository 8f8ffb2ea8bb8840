import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { aHolder } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { setReach } from "../../../../sandbox/model/vault/reach.ts";
import type { Incident } from "../../../../sandbox/sim/incidents/incident.ts";
import { INCIDENT_KINDS } from "../../../../sandbox/sim/incidents/kinds.ts";
import { targetsOf } from "../../../../sandbox/sim/incidents/targets.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { Troubles } from "../../../../sandbox/sim/story/troubles.ts";
import { buildWorld, EAST, type SimWorld, WEST } from "../../../../sandbox/sim/world.ts";
import { signsOf } from "../../../helpers/sim/signs.ts";

/** What lasts a moment only is still to be seen. */
const SHOWN_BY_MS = 150;
/** Long enough for every link to be up again and every change of the record to be everywhere. */
const SETTLED_MS = 200_000;

describe("every kind of incident", function () {
  this.timeout(20_000);

  for (const kind of INCIDENT_KINDS) {
    it(`happens, and leaves nothing once the world is healed: ${kind}`, async () => {
      const { world, befallen } = aWorld();
      const healthy = signsOf(world);
      GIVEN[kind]?.(world);
      const before = signsOf(world);
      const troubles = new Troubles(world, () => undefined);
      const [target] = targetsOf(kind);
      troubles.plan(anIncident({ kind, target: TARGETS[kind] ?? target }));
      await world.clock.pass(SHOWN_BY_MS);
      const during = signsOf(world);
      // What turns up beside a stack file stays there until somebody takes it into the run store.
      const isFound = world.locals.waiting().length > 0;
      const isSeen = !isDeepStrictEqual(during, before) || befallen.length > 0 || isFound;
      expect(isSeen || (await isStoreInTrouble(world))).to.equal(true);
      troubles.heal();
      await world.clock.pass(SETTLED_MS);
      expect(signsOf(world)).to.deep.equal(healthy);
      expect(await isStoreInTrouble(world)).to.equal(false);
    });
  }

  it("waits for the moment that it is to come after, and comes once", async () => {
    const { world } = aWorld();
    const begun: string[] = [];
    const troubles = new Troubles(world, (event, { kind }) => begun.push(`${event} ${kind}`));
    troubles.plan(anIncident({ kind: "link-down", target: EAST, at: 500, after: "started drain" }));
    await world.clock.pass(2_000);
    expect(begun).to.deep.equal([]);
    const started = { kind: "started", step: "drain" } as Parameters<Troubles["reached"]>[0];
    troubles.reached(started);
    await world.clock.pass(499);
    expect(world.vault.link.up).to.equal(true);
    await world.clock.pass(1);
    expect(world.vault.link.up).to.equal(false);
    troubles.reached(started);
    await world.clock.pass(120_000);
    expect(begun).to.deep.equal(["begins link-down", "ends link-down"]);
  });

  it("does not come any more once the world is healed", async () => {
    const { world } = aWorld();
    const troubles = new Troubles(world, () => undefined);
    troubles.plan(anIncident({ kind: "link-down", target: EAST, at: 500 }));
    troubles.heal();
    await world.clock.pass(1_000);
    expect(world.vault.link.up).to.equal(true);
  });
});

/** What there has to be before, for a kind to show. */
const GIVEN: Record<string, (world: SimWorld) => void> = {
  "region-returns": ({ vault }) => setReach(vault, WEST, "refused"),
};

/** On which Region a kind shows, where it is not the first one. */
const TARGETS: Record<string, string> = { "merkle-diff": EAST };

const SAMPLE = { region: EAST, wals: 0, atLeastMs: 0, atMostMs: 0, at: 0 };

const anIncident = (given: Partial<Incident>): Incident => ({
  at: 0,
  kind: "link-down",
  target: WEST,
  forMs: 60_000,
  amount: 5,
  ...given,
});

function aWorld() {
  const world = buildWorld({ ...USUAL, git: true, teamHooks: true, store: "s3" });
  const befallen: string[] = [];
  world.cast = {
    befalls: () => befallen.push("process"),
    beside: (verb) => befallen.push(verb),
    changesHisMind: (verb) => befallen.push(verb),
  };
  return { world, befallen };
}

/** Whether one of a few calls to the run store is not answered at once, or not well. */
async function isStoreInTrouble({ store, clock }: SimWorld): Promise<boolean> {
  const port = store.as({
    self: { ...aHolder(1), host: "laptop" },
    clock,
    guarded: (_name, one) => one,
  });
  for (let times = 0; times < 5; times++) {
    const since = clock.now();
    const sample = port.putDocument("lag", { primary: WEST, last: SAMPLE, points: [] }, null);
    const answer = await clock.until(sample);
    if (answer.is !== "ok" || clock.now() - since > 200) return true;
  }
  return false;
}
