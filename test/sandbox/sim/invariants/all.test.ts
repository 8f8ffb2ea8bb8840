import { expect } from "chai";
import { INVARIANT_NAMES, INVARIANTS } from "../../../../sandbox/sim/invariants/all.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { play } from "../../../../sandbox/sim/story.ts";

describe("the invariants", () => {
  it("are named functions, each asked once in its moment", () => {
    for (const [moment, asked] of Object.entries(INVARIANTS)) {
      const functions = asked.map(({ holds }) => holds.name);
      expect(functions, moment).to.satisfy((names: string[]) => names.every((name) => name !== ""));
      expect(new Set(functions).size, moment).to.equal(asked.length);
    }
  });

  it("are those of the design", () => {
    expect(INVARIANT_NAMES).to.include.members([
      "one primary",
      "no lost write",
      "one driver",
      "on record",
      "journal",
      "one Region",
      "no secret",
      "heals",
    ]);
  });

  it("hold in a world in which nothing goes wrong, without any exception", async () => {
    for (const wish of ["switchover", "failover"] as const) {
      const { violations, counted } = await play({ ...USUAL, wish }, []);
      expect(violations).to.deep.equal([]);
      expect(Object.keys(counted).filter((what) => what.startsWith("exception"))).to.be.empty;
    }
  });
});
