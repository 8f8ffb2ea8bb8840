import { expect } from "chai";
import { type Status, statusOf, statusText } from "../../../automation/report/status.ts";
import { ok, unknown } from "../../../ground/answer.ts";
import {
  anUnfinished,
  aPrimary,
  aSecondary,
  aSnapshot,
  clustersOf,
} from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

const SILENT = unknown("timed-out", "no answer in 2000 ms");

describe("the status", () => {
  it("is what everybody says who was asked", () => {
    expect(statusOf(aSnapshot(), WEST)).to.deep.equal({
      serving: WEST,
      regions: {
        [WEST]: { answers: true, says: "primary, running", version: "1.21.0+ent" },
        [EAST]: {
          answers: true,
          says: "secondary, stream-wals, link ready",
          version: "1.21.0+ent",
        },
      },
      record: "vault-us-west-2.test.acme.com, TTL 5 s",
      resolvers: { "10.0.0.2:53": "vault-us-west-2.test.acme.com" },
      stackFile: "us-west-2, takeover 4",
      servingRecord: "us-west-2, takeover 4",
      stack: "us-west-2, takeover 4",
      lag: { wals: 0, ms: 0 },
      unfinished: null,
    });
  });

  it("says who is silent, and why, and takes nothing that is unknown for none", () => {
    const status = statusOf(
      aSnapshot({
        clusters: { [WEST]: ok(aPrimary()), [EAST]: SILENT },
        record: SILENT,
        stackFile: SILENT,
        serving: SILENT,
        stack: null,
        resolvers: [{ resolver: "r", answer: SILENT }],
        lag: { now: null, last: { region: EAST, wals: 0, atLeastMs: 0, atMostMs: 0, at: 0 } },
      }),
      WEST,
    );
    const silent = "timed-out: no answer in 2000 ms";
    expect(status.regions[EAST]).to.deep.equal({ answers: false, says: silent, version: null });
    expect(status).to.deep.include({
      record: silent,
      stackFile: silent,
      servingRecord: silent,
      stack: "not asked",
      resolvers: { r: silent },
      lag: null,
    });
  });

  it("says what is missing, sealed or unfinished", () => {
    const status = statusOf(
      aSnapshot({
        ...clustersOf({ sealed: true }, { state: "" }),
        record: ok(null),
        serving: ok(null),
        unfinished: anUnfinished({ verb: "failover" }),
      }),
      WEST,
    );
    expect(status.regions[WEST]?.says).to.equal("sealed");
    expect(status.regions[EAST]?.says).to.equal("secondary, no state, link ready");
    expect(status).to.include({
      record: "none",
      servingRecord: "none",
      unfinished: "2026-11-26T01-00-teal-owl (failover)",
    });
  });
});

describe("the status screen", () => {
  const screen = (more: Partial<Status> = {}) =>
    statusText({ ...statusOf(aSnapshot(), WEST), ...more });

  it("has a line per cluster, the serving one marked, and one per witness", () => {
    const lines = screen().split("\n");
    expect(lines[1]).to.equal("  → us-west-2        primary, running  (Vault 1.21.0+ent)");
    expect(lines[2]).to.match(/^ {4}us-east-1 +secondary, stream-wals, link ready/);
    expect(lines.map((line) => line.slice(0, 28).trim()).slice(3)).to.deep.equal([
      "Route 53",
      "resolver 10.0.0.2:53",
      "serving record",
      "stack file",
      "stack, as last kept",
      "lag",
      "unfinished run",
      "",
    ]);
  });

  it("fits one screen", () => expect(screen().split("\n").length).to.be.below(24));

  it("does not show an unknown lag, or an unknown age, as none", () => {
    expect(screen({ lag: null })).to.match(/lag +not known/);
    expect(screen({ lag: { wals: 9, ms: null } })).to.match(/lag +9 WALs\n/);
    expect(screen()).to.match(/lag +0 WALs, at most 0 ms\n/);
  });

  it("names a silent cluster without a version", () => {
    const clusters = { [WEST]: ok(aPrimary()), [EAST]: SILENT };
    const text = statusText(statusOf(aSnapshot({ clusters }), WEST));
    expect(text).to.match(/us-east-1 +timed-out: no answer in 2000 ms\n/);
    expect(
      statusOf(aSnapshot({ clusters: { [EAST]: ok(aSecondary()) } }), WEST).regions,
    ).to.have.all.keys(EAST);
  });
});
