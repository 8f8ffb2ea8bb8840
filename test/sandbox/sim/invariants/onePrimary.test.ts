import { expect } from "chai";
import { EAST, WEST } from "../../../../sandbox/sim/world.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { Story } from "../../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

/** Both clusters take writes, and nobody has asked for it. */
const TWO = { mode: "primary", state: "running", upstream: null } as const;

describe("at most one cluster takes writes", () => {
  const fenced = (fence: string, options = {}) =>
    new Story(aDisaster(options)).done("fence-old-primary", { facts: { fence } });

  it("and breaks as soon as two do", () => {
    const seen = new Watched();
    seen.audit.step();
    expect(seen.broken).to.deep.equal([]);
    seen.change(EAST, TWO);
    seen.audit.step();
    expect(seen.broken).to.deep.equal(["one primary"]);
  });

  it("does not break while only one of two primaries is reachable", () => {
    const seen = new Watched();
    seen.change(WEST, { reach: "refused" });
    seen.change(EAST, TWO);
    seen.audit.step();
    expect(seen.broken).to.deep.equal([]);
  });

  it("is told of two only once, however long they last", () => {
    const seen = new Watched();
    seen.change(EAST, TWO);
    for (let times = 0; times < 5; times++) seen.audit.step();
    expect(seen.audit.violations).to.have.length(1);
  });

  it("excepts a disaster that has recorded a silent old primary, and counts it once a run", async () => {
    const seen = new Watched();
    await seen.tells(fenced("unproven"), { verb: "failover" });
    seen.change(EAST, TWO);
    seen.audit.step();
    seen.audit.step();
    expect(seen.broken).to.deep.equal([]);
    expect(seen.audit.exceptions()).to.deep.equal({ "two primaries, unproven": 1 });
  });

  it("excepts a primary that cannot be fenced only with the operator's consent", async () => {
    for (const acceptUnfenced of [true, false]) {
      const seen = new Watched();
      await seen.tells(fenced("none", { acceptUnfenced }), { verb: "failover" });
      seen.change(EAST, TWO);
      seen.audit.step();
      expect(seen.broken).to.deep.equal(acceptUnfenced ? [] : ["one primary"]);
    }
  });

  it("excepts no disaster that has demoted its old primary, and no planned move", async () => {
    for (const story of [
      fenced("demoted"),
      new Story(aPlannedMove()).done("fence-old-primary", { facts: { fence: "unproven" } }),
    ]) {
      const seen = new Watched();
      await seen.tells(story);
      seen.change(EAST, TWO);
      seen.audit.step();
      expect(seen.broken).to.deep.equal(["one primary"]);
    }
  });

  it("excepts nothing any more once that old primary was demoted", async () => {
    const seen = new Watched();
    await seen.tells(fenced("unproven"), { verb: "failover" });
    seen.change(WEST, { mode: "secondary", state: "idle" });
    seen.change(EAST, TWO);
    seen.audit.step();
    seen.change(WEST, TWO);
    seen.audit.step();
    expect(seen.broken).to.include("one primary");
  });
});
