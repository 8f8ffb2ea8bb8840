import { expect } from "chai";
import { clockGuard } from "../../../../../automation/plan/guards/clusters/clock.ts";
import { aCaseOf, clustersOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the clock guard", () => {
  const skewed = (west: number | null, east = 0) =>
    foundBy(
      clockGuard,
      aCaseOf("switchover", clustersOf({ clockSkewMs: west }, { clockSkewMs: east })),
    );

  it("lets small differences pass, and clocks that nobody tells", () => {
    expect(skewed(10_000, -10_000)).to.deep.equal([]);
    expect(skewed(null)).to.deep.equal([]);
  });

  it("warns of each clock that is far off, ahead or behind", () => {
    expect(skewed(10_001)).to.deep.equal(["CLOCK_SKEW warn"]);
    expect(skewed(-60_000, 60_000)).to.deep.equal(["CLOCK_SKEW warn", "CLOCK_SKEW warn"]);
  });
});
