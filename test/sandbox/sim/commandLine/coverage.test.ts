import { expect } from "chai";
import { GROUPS } from "../../../../sandbox/sim/commandLine/counters.ts";
import { coverageOf } from "../../../../sandbox/sim/commandLine/coverage.ts";
import { expectedCounters } from "../../../../sandbox/sim/coverage.ts";

const EXPECTED = expectedCounters();
const allSeen = (): Record<string, number> => Object.fromEntries(EXPECTED.map((what) => [what, 1]));

describe("what many worlds have not seen", () => {
  it("is nothing where every expected counter is above zero", () => {
    const coverage = coverageOf({ worlds: 10_000, counted: allSeen() });
    expect(coverage).to.deep.equal({ missing: [], lines: [] });
  });

  it("is named one by one, and a failure, in ten thousand worlds", () => {
    for (const what of EXPECTED) {
      const counted = { ...allSeen(), [what]: 0 };
      expect(coverageOf({ worlds: 10_000, counted })).to.deep.equal({
        missing: [what],
        lines: [`never seen: ${what}`],
      });
      delete counted[what];
      expect(coverageOf({ worlds: 10_000, counted }).missing).to.deep.equal([what]);
    }
  });

  it("is no failure in fewer worlds: how much was seen, and from a thousand on what was not", () => {
    const { died: _, ...counted } = allSeen();
    const seen = `${EXPECTED.length - 1} of ${EXPECTED.length} expected counters seen`;
    expect(coverageOf({ worlds: 999, counted })).to.deep.equal({ missing: [], lines: [seen] });
    const { missing, lines } = coverageOf({ worlds: 9_999, counted });
    expect(missing).to.deep.equal([]);
    expect(lines).to.deep.equal([`${seen}, not died`]);
  });

  it("has a group in the table for every counter that is expected", () => {
    const strangers = EXPECTED.filter(
      (what) =>
        !what.startsWith("finding ") &&
        !Object.keys(GROUPS).some((group) => new RegExp(`^${group}(:? |$)`).test(what)),
    );
    expect(strangers).to.deep.equal([]);
  });
});
