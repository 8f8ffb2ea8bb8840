import { expect } from "chai";
import { emptyRun } from "../../../automation/journal/fold.ts";
import { leftBehind } from "../../../automation/journal/leftBehind.ts";
import { STORY_RUN, Story } from "../../helpers/story.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";
import { aPlannedMove } from "../../helpers/virtual/moves.ts";

describe("what an unfinished run leaves behind", () => {
  const aStory = () => new Story(aPlannedMove());
  const quiesced = () => aStory().done("quiesce");
  const proven = () =>
    quiesced()
      .done("demote-old-primary")
      .done("compare-roots", { facts: { rootsEqual: true } });

  it("is nothing where nothing was planned", () => {
    expect(leftBehind(emptyRun())).to.equal(null);
  });

  it("names the run and its sides", () => {
    expect(leftBehind(aStory().state)).to.deep.equal({
      run: STORY_RUN,
      verb: "switchover",
      from: WEST,
      to: EAST,
      quiesced: false,
      rootsEqual: false,
      busyUntil: 0,
    });
  });

  it("counts writers as stopped from the moment in which the hook was started", () => {
    expect(leftBehind(aStory().started("quiesce").state)?.quiesced).to.equal(true);
    expect(leftBehind(quiesced().failed("quiesce").state)?.quiesced).to.equal(true);
  });

  it("counts them as let go on once that hook has ended well, on either way", () => {
    expect(leftBehind(quiesced().done("unquiesce").state)?.quiesced).to.equal(false);
    expect(leftBehind(quiesced().wentBack().done("unquiesce").state)?.quiesced).to.equal(false);
    expect(leftBehind(quiesced().wentBack().failed("unquiesce").state)?.quiesced).to.equal(true);
  });

  it("keeps that every write was on the target, until the way back was begun", () => {
    expect(leftBehind(proven().state)?.rootsEqual).to.equal(true);
    expect(leftBehind(proven().wentBack().state)?.rootsEqual).to.equal(false);
  });

  it("knows until when a change of the record that nobody heard of may still land", () => {
    const heard = aStory().started("move-traffic", { at: 10_000 }).ok("move-traffic");
    expect(leftBehind(heard.state)?.busyUntil).to.equal(0);
    const lost = aStory().started("move-traffic", { at: 10_000 }).unknown("move-traffic");
    expect(leftBehind(lost.state)?.busyUntil).to.equal(25_000);
    const open = aStory().wentBack().started("traffic-back", { at: 20_000 });
    expect(leftBehind(open.state)?.busyUntil).to.equal(35_000);
    const vault = aStory().started("demote-old-primary", { at: 10_000 });
    expect(leftBehind(vault.state)?.busyUntil).to.equal(0);
  });
});
