import { expect } from "chai";
import { servedGuard } from "../../../../../automation/plan/guards/traffic/served.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, aSecondary, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

/** Records name us-west-2; a failover to us-east-1 that they do not know of has promoted that, and the old one is back. */
const split = clustersOf({}, { role: "primary", state: "running" });
const leadsTo = (region: string) =>
  ok({ name: "vault.test.acme.com", value: `vault-${region}.test.acme.com`, ttlSeconds: 5 });

describe("the guard of who is served", () => {
  const found = (...given: Parameters<typeof aCaseOf>) => foundBy(servedGuard, aCaseOf(...given));

  for (const verb of ["reattach", "reconcile"] as const) {
    it(`refuses a ${verb} by records that name another primary than the service's name does`, () => {
      const look = { ...split, record: leadsTo(EAST) };
      expect(found(verb, look)).to.deep.equal(["SERVED_ELSEWHERE refuse"]);
      const [finding] = servedGuard(aCaseOf(verb, look));
      expect(finding?.now).to.include(EAST).and.include(WEST);
      expect(finding?.next).to.include("vault-dr reconcile test");
    });

    it(`lets a ${verb} pass where name and records agree, or nobody knows better`, () => {
      expect(found(verb, { ...split, record: leadsTo(WEST) })).to.deep.equal([]);
      expect(found(verb, { ...split, record: unknown("timed-out", "5000 ms") })).to.deep.equal([]);
      expect(found(verb, { ...split, record: ok(null) })).to.deep.equal([]);
      expect(found(verb, { record: leadsTo(EAST) }), "a secondary").to.deep.equal([]);
      expect(found(verb, { ...split, record: leadsTo("nowhere") })).to.deep.equal([]);
    });
  }

  it("moves clients by bookkeeping only to a Region that says it is primary", () => {
    const silent = unknown("timed-out", "no answer");
    const clusters = { [WEST]: silent, [EAST]: ok(aSecondary()) };
    const look = { clusters, record: leadsTo(EAST) };
    expect(found("reconcile", look)).to.deep.equal(["SERVED_ELSEWHERE refuse"]);
    expect(found("reattach", look), "it moves nobody").to.deep.equal([]);
    const [finding] = servedGuard(aCaseOf("reconcile", look));
    expect(finding?.now).to.include(`${WEST} does not say that it is primary`);
  });

  it("leaves moves to the guards that are there for them", () => {
    for (const verb of ["switchover", "failover", "failback"] as const)
      expect(found(verb, { ...split, record: leadsTo(EAST) })).to.deep.equal([]);
  });
});
