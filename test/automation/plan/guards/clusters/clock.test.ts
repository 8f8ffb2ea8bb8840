import { expect } from "chai";
import { clockGuard } from "../../../../../automation/plan/guards/clusters/clock.ts";
import { aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the clock guard", () => {
  const skewed = (
    west: number | null,
    east: number | null = 0,
    verb: "switchover" | "failover" = "switchover",
  ) => foundBy(clockGuard, aCaseOf(verb, clustersOf({ clockSkewMs: west }, { clockSkewMs: east })));

  it("lets small differences pass, and clocks that nobody tells", () => {
    expect(skewed(10_000, -10_000)).to.deep.equal([]);
    expect(skewed(null)).to.deep.equal([]);
  });

  it("warns of each clock that is far off, ahead or behind", () => {
    expect(skewed(10_001)).to.deep.equal(["CLOCK_SKEW warn"]);
    expect(skewed(-60_000, 60_000)).to.deep.equal(["CLOCK_SKEW warn", "CLOCK_SKEW warn"]);
  });

  it("refuses a planned move from a machine whose own clock is wrong: both clusters agree, and not with it", () => {
    for (const [west, east] of [
      [60_000, 60_000],
      [-60_000, -60_000],
      [10_001, 20_001],
    ] as const)
      expect(skewed(west, east)).to.deep.equal(["CLOCK_SKEW refuse"]);
    expect(skewed(10_001, 20_002), "they do not agree").to.deep.equal([
      "CLOCK_SKEW warn",
      "CLOCK_SKEW warn",
    ]);
    expect(skewed(60_000, null), "one alone may be wrong").to.deep.equal(["CLOCK_SKEW warn"]);
    expect(skewed(60_000, 60_000, "failover"), "a disaster goes on").to.deep.equal([
      "CLOCK_SKEW warn",
      "CLOCK_SKEW warn",
    ]);
  });
});
