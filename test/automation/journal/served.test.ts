import { expect } from "chai";
import { emptyRun } from "../../../automation/journal/fold.ts";
import { servedBy } from "../../../automation/journal/served.ts";
import type { Plan } from "../../../automation/plan/plan.ts";
import { STORY_RUN, Story } from "../../helpers/story.ts";
import { EAST } from "../../helpers/vaultWorld.ts";
import { aDisaster, aPlannedMove } from "../../helpers/virtual/moves.ts";

describe("who serves, by a run that could not write the serving record", () => {
  const bookkeeping = (verb: "reattach" | "reconcile"): Plan => {
    const plan = aDisaster();
    return { ...plan, move: { ...plan.move, verb } };
  };

  it("is nothing where nothing was planned, or nothing was promoted yet", () => {
    expect(servedBy(emptyRun())).to.equal(null);
    expect(servedBy(new Story(aDisaster()).started("promote-new-primary").state)).to.equal(null);
  });

  for (const [what, plan] of [
    ["a planned move", aPlannedMove()],
    ["a disaster", aDisaster()],
  ] as const) {
    it(`is the target of ${what} once that is seen to be primary`, () => {
      const { state } = new Story(plan).done("promote-new-primary", { at: 5_000, tookMs: 500 });
      const { takeover } = plan.move;
      const served = { activeRegion: EAST, takeover, run: STORY_RUN, at: 5_500 };
      expect(servedBy(state)).to.deep.equal(served);
    });
  }

  it("is said by nothing that went back", () => {
    const story = new Story(aPlannedMove()).done("demote-old-primary").wentBack();
    expect(servedBy(story.done("promote-back").state)).to.equal(null);
  });

  for (const verb of ["reattach", "reconcile"] as const) {
    it(`is what a ${verb} was planned by, so that it does not hide the move before it`, () => {
      const served = servedBy(new Story(bookkeeping(verb)).state);
      expect(served).to.include({ activeRegion: EAST, takeover: 2 });
    });
  }
});
