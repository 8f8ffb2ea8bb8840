import { expect } from "chai";
import { lagGuard } from "../../../../../automation/plan/guards/replication/lag.ts";
import { NO_CONSENTS } from "../../../../../automation/plan/snapshot.ts";
import type { LagSample } from "../../../../../automation/ports/store.ts";
import {
  AT,
  aCase,
  aCaseOf,
  aRequest,
  aSnapshot,
  foundBy,
} from "../../../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";

const sample = (
  atLeastMs: number,
  atMostMs: number | null = atLeastMs,
  region = EAST,
): LagSample => ({
  region,
  wals: 40,
  atLeastMs,
  atMostMs,
  at: AT - 60_000,
});

describe("the lag guard", () => {
  const found = (now: LagSample | null, last: LagSample | null) =>
    foundBy(lagGuard, aCaseOf("failover", { lag: { now, last } }));

  it("refuses a disaster that would lose more than maxLag", () => {
    expect(found(sample(5_001), null)).to.deep.equal(["LAG_TOO_HIGH refuse"]);
    expect(found(sample(5_001, null), null), "and perhaps more").to.deep.equal([
      "LAG_TOO_HIGH refuse",
    ]);
    expect(found(sample(0, 5_000), null)).to.deep.equal([]);
  });

  it("goes by the last sample that was kept when the old primary is silent", () => {
    expect(found(null, sample(9_000))).to.deep.equal(["LAG_TOO_HIGH refuse"]);
    expect(found(sample(0), sample(9_000)), "the newer one counts").to.deep.equal([]);
  });

  it("only warns when the loss is accepted", () => {
    const request = aRequest({ verb: "failover", consents: { ...NO_CONSENTS, acceptLoss: true } });
    const snapshot = aSnapshot({ lag: { now: sample(9_000), last: null } });
    expect(foundBy(lagGuard, aCase({ request, snapshot }))).to.deep.equal(["LAG_TOO_HIGH warn"]);
  });

  it("shows an unknown lag and does not refuse it", () => {
    expect(found(null, null)).to.deep.equal(["LAG_UNKNOWN info"]);
    expect(found(sample(0, null), null)).to.deep.equal(["LAG_UNKNOWN info"]);
    expect(found(sample(5_000, 5_001), null), "perhaps").to.deep.equal(["LAG_UNKNOWN info"]);
  });

  it("does not take another Region's lag for the target's", () => {
    expect(found(sample(9_000, 9_000, WEST), null)).to.deep.equal(["LAG_UNKNOWN info"]);
  });

  it("leaves a planned move alone: it waits for the target anyway", () => {
    const look = aCaseOf("switchover", { lag: { now: sample(9_000), last: null } });
    expect(foundBy(lagGuard, look)).to.deep.equal([]);
  });
});
