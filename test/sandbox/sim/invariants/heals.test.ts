import { expect } from "chai";
import { Watched } from "../../../helpers/sim/watched.ts";

describe("once the world is healed", () => {
  const ends = (healed: boolean, tookMs: number) => {
    const seen = new Watched();
    seen.audit.healed = healed;
    seen.ends({ run: null }, { tookMs });
    return seen.broken;
  };

  it("every command comes to its end in time", () => {
    expect(ends(true, 300_000)).to.deep.equal([]);
    expect(ends(true, 300_001)).to.deep.equal(["heals"]);
  });

  it("before that nobody is hurried", () => {
    expect(ends(false, 3_000_000)).to.deep.equal([]);
  });
});
