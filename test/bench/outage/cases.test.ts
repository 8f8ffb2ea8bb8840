import { expect } from "chai";
import { type Case, incidentOf, lossOf, settingsOf } from "../../../bench/outage/cases.ts";
import { setReach } from "../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import { happen, INCIDENT_KINDS } from "../../../sandbox/sim/incidents/kinds.ts";
import { buildWorld, WEST } from "../../../sandbox/sim/world.ts";

describe("the worlds of the outage benchmark", () => {
  const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);
  const caseOf = (seed: number, more: Partial<Case> = {}): Case => ({
    seed,
    move: "planned",
    tool: "vault-dr",
    ttlSeconds: 5,
    incident: false,
    ...more,
  });

  it("are drawn within the ranges that the table prints", () => {
    for (const seed of SEEDS) {
      const settings = settingsOf(caseOf(seed));
      expect(settings.roleChangeMs).to.be.within(1_000, 8_000);
      expect(settings.lagMs).to.be.within(20, 500);
      expect(settings.attachMs).to.be.within(500, 10_000);
      expect(settings).to.include({ ttlSeconds: 5, insyncMs: 2_000, quiesce: true, unknownMs: 0 });
      expect(lossOf(caseOf(seed)).noticedMs).to.be.within(0, 60_000);
    }
  });

  it("give no release a credential that it does not take", () => {
    const old = SEEDS.map((seed) => settingsOf(caseOf(seed))).filter(
      ({ version }) => version === "1.1",
    );
    expect(old.length).to.be.greaterThan(20);
    expect(new Set(old.map(({ credentials }) => credentials))).to.deep.equal(new Set(["shares"]));
  });

  it("are the same for both tools", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const theirs = caseOf(seed, { tool: "predecessor", ttlSeconds: 300 });
      expect(settingsOf(theirs)).to.deep.equal(settingsOf(caseOf(seed)));
      expect(lossOf(theirs)).to.deep.equal(lossOf(caseOf(seed)));
    }
  });

  it("have one incident each, drawn from the simulation's schedule while the command may be at work", () => {
    const incidents = SEEDS.map((seed) => incidentOf(caseOf(seed, { incident: true })));
    for (const { kind, at } of incidents) {
      expect(INCIDENT_KINDS).to.include(kind);
      expect(at).to.be.within(0, 15_000);
    }
    expect(new Set(incidents.map(({ kind }) => kind)).size).to.be.greaterThan(20);
  });

  it("do not bring the Region of a disaster back", async () => {
    for (const seed of SEEDS) {
      const world = buildWorld(settingsOf(caseOf(seed, { move: "disaster" })));
      setReach(world.vault, WEST, "refused");
      const heal = happen(world, incidentOf(caseOf(seed, { move: "disaster", incident: true })));
      await world.clock.pass(1_000);
      heal();
      expect(clusterIn(world.vault, WEST).reach).to.equal("refused");
    }
  });
});
