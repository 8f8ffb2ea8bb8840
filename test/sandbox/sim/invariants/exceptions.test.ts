import { expect } from "chai";
import { exceptionsOverBound } from "../../../../sandbox/sim/invariants/exceptions.ts";

describe("exceptions to the rules are bounded", () => {
  const used = (what: string, times: number, worlds = 2_000) =>
    exceptionsOverBound({ worlds, counted: { [`exception ${what}`]: times, "exit 0": 9_999 } });

  it("each by its own share of the worlds", () => {
    expect(used("two primaries, unproven", 700)).to.deep.equal([]);
    expect(used("two primaries, unproven", 701)).to.deep.equal([
      "exception two primaries, unproven: 701 times, 700 at most",
    ]);
    expect(used("exit 1 not on record", 40)).to.deep.equal([]);
    expect(used("exit 1 not on record", 41)).to.have.length(1);
  });

  it("and one that nobody has allowed is one too many", () => {
    expect(used("a new one", 1)).to.deep.equal(["exception a new one: 1 times, 0 at most"]);
  });

  it("and few worlds say nothing of it", () => {
    expect(used("two primaries, unproven", 999, 999)).to.deep.equal([]);
  });
});
