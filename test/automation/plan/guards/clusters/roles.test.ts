import { expect } from "chai";
import { rolesGuard } from "../../../../../automation/plan/guards/clusters/roles.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import {
  aCaseOf,
  aPrimary,
  aSecondary,
  clustersOf,
  foundBy,
} from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

const SILENT = unknown("timed-out", "no answer in 2000 ms");

describe("the roles guard", () => {
  const found = (...given: Parameters<typeof aCaseOf>) => foundBy(rolesGuard, aCaseOf(...given));

  it("refuses a planned move from a cluster that does not answer, and names failover", () => {
    const look = aCaseOf("switchover", { clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary()) } });
    expect(foundBy(rolesGuard, look)).to.deep.equal(["PRIMARY_SILENT refuse"]);
    expect(rolesGuard(look)[0]?.next).to.include("vault-dr failover test --to us-east-1");
  });

  for (const [what, changes] of Object.entries({
    "a secondary": { role: "secondary" as const },
    "not running": { state: "" },
    "changing its role": { role: "unknown" as const },
  })) {
    it(`refuses a planned move from one that is ${what}`, () => {
      expect(found("switchover", clustersOf(changes))).to.deep.equal([
        "PRIMARY_NOT_RUNNING refuse",
      ]);
    });
  }

  for (const verb of ["switchover", "failover"] as const) {
    it(`refuses a target that does not answer (${verb})`, () => {
      expect(found(verb, { clusters: { [WEST]: ok(aPrimary()), [EAST]: SILENT } })).to.deep.equal([
        "TARGET_SILENT refuse",
      ]);
    });

    it(`refuses a target that is no secondary (${verb})`, () => {
      for (const role of ["unknown", "bootstrapping", "disabled"] as const) {
        expect(found(verb, clustersOf({}, { role }))).to.deep.equal([
          "TARGET_NOT_SECONDARY refuse",
        ]);
      }
    });

    it(`sees two primaries (${verb})`, () => {
      const both = clustersOf({}, { role: "primary", state: "running" });
      expect(found(verb, both)).to.deep.equal(["TWO_PRIMARIES refuse"]);
    });
  }

  it("lets bookkeeping say of a cluster that it is no secondary of the serving one, and stop for nothing", () => {
    const known = { clusters: { [WEST]: ok(aPrimary({ knownSecondaries: ["e"] })) } };
    const beside = (east: Parameters<typeof aSecondary>[0]) =>
      found("reconcile", { clusters: { ...known.clusters, [EAST]: ok(aSecondary(east)) } });
    expect(beside({ secondaryId: "e" })).to.deep.equal([]);
    for (const secondaryId of ["another", null])
      expect(beside({ secondaryId })).to.deep.equal(["LINK_DOWN warn"]);
    expect(beside({ role: "primary", state: "running" })).to.deep.equal(["TWO_PRIMARIES warn"]);
  });

  it("asks nothing of a lost primary, silent or strange", () => {
    expect(
      found("failover", { clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary()) } }),
    ).to.deep.equal([]);
    expect(found("failover", clustersOf({ role: "unknown", state: "" }))).to.deep.equal([]);
  });

  it("does not promote a target that took over already while the other is gone", () => {
    const clusters = { [WEST]: SILENT, [EAST]: ok(aPrimary()) };
    expect(found("failover", { clusters })).to.deep.equal(["TARGET_NOT_SECONDARY refuse"]);
  });

  it("goes on from what a run has promoted that the silent store holds, beside no other primary", () => {
    const promoted = ok(aPrimary({ knownSecondaries: [] }));
    const alone = { clusters: { [WEST]: SILENT, [EAST]: promoted }, storeLeftOut: true };
    expect(found("failover", alone)).to.deep.equal(["TARGET_NOT_SECONDARY warn"]);
    const both = { clusters: { [WEST]: promoted, [EAST]: promoted }, storeLeftOut: true };
    expect(found("failover", both)).to.deep.equal(["TWO_PRIMARIES refuse"]);
  });

  it("takes no primary that has come back for one that was promoted: it knows the secondary that it had", () => {
    const returned = ok(aPrimary({ knownSecondaries: ["vault-dr-us-west-2"] }));
    const clusters = { [WEST]: SILENT, [EAST]: returned };
    expect(found("failover", { clusters, storeLeftOut: true })).to.deep.equal([
      "TARGET_NOT_SECONDARY refuse",
    ]);
  });

  describe("before a reattachment", () => {
    it("takes an old primary in either role", () => {
      expect(found("reattach")).to.deep.equal([]);
      expect(found("reattach", clustersOf({}, { role: "primary" }))).to.deep.equal([]);
    });

    it("refuses when nobody is there to attach to", () => {
      const clusters = { [WEST]: SILENT, [EAST]: ok(aSecondary()) };
      expect(found("reattach", { clusters })).to.deep.equal(["PRIMARY_NOT_RUNNING refuse"]);
      expect(found("reattach", clustersOf({ role: "secondary" }))).to.deep.equal([
        "PRIMARY_NOT_RUNNING refuse",
      ]);
    });

    it("waits for an old primary that does not answer", () => {
      const clusters = { [WEST]: ok(aPrimary()), [EAST]: SILENT };
      expect(found("reattach", { clusters })).to.deep.equal(["OLD_PRIMARY_SILENT refuse"]);
    });

    it("refuses one whose replication was switched off", () => {
      expect(found("reattach", clustersOf({}, { role: "disabled" }))).to.deep.equal([
        "NOT_ATTACHABLE refuse",
      ]);
    });
  });

  it("asks nothing for bookkeeping", () => {
    expect(found("reconcile", { clusters: { [WEST]: SILENT, [EAST]: SILENT } })).to.deep.equal([]);
  });
});
