import { expect } from "chai";
import { usualMs } from "../../../automation/journal/usual.ts";
import { Story } from "../../helpers/story.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const took = (tookMs: number) => new Story(aPlannedMove()).done(DEMOTE, { tookMs }).state;

describe("how long steps take as a rule", () => {
  it("is nothing where nothing was run", () => expect(usualMs([])).to.deep.equal({}));

  it("is the median: one slow night changes nothing", () => {
    expect(usualMs([took(1_900), took(2_100), took(90_000)])).to.deep.equal({ [DEMOTE]: 2_100 });
  });

  it("is the faster of two", () => {
    expect(usualMs([took(4_000), took(2_000)])).to.deep.equal({ [DEMOTE]: 2_000 });
  });

  it("leaves out what had nothing to do and what did not finish", () => {
    const found = new Story(aPlannedMove()).finished(DEMOTE, {}, { found: true });
    const failed = new Story(aPlannedMove()).started(DEMOTE).refused(DEMOTE).failed(DEMOTE);
    expect(usualMs([found.state, failed.state])).to.deep.equal({});
  });
});
