import { expect } from "chai";
import { emptyRun } from "../../../automation/journal/fold.ts";
import {
  historyText,
  type PastRun,
  pastRunOf,
  unreadableRun,
} from "../../../automation/report/history.ts";
import { Story } from "../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../helpers/virtual/moves.ts";

const RUN = "2026-11-27T00-00-amber-fox";

describe("a past run", () => {
  const past = (story: Story): PastRun => {
    const found = pastRunOf(story.state);
    if (found === null) throw new Error("the run has begun");
    return found;
  };

  it("is told from its journal: who, when, from where to where, how it ended, and why it was begun", () => {
    const story = new Story(aDisaster(), { reason: "us-west-2 is gone" })
      .done("promote-new-primary", { at: 4_000, tookMs: 1_500 })
      .ended({ at: 9_000, outcome: "incomplete", exitCode: 13 });
    expect(past(story)).to.deep.equal({
      run: RUN,
      startedAt: "1970-01-01T00:00:00.000Z",
      endedAt: "1970-01-01T00:00:09.000Z",
      verb: "failover",
      from: "us-west-2",
      to: "us-east-1",
      outcome: "incomplete",
      exitCode: 13,
      durationMs: 8_000,
      writeOutageMs: null,
      operator: "kim@desk",
      reason: "us-west-2 is gone",
      resumed: 0,
      supersededBy: null,
      problem: null,
    });
  });

  it("is unfinished while it waits for resume", () => {
    expect(past(new Story(aPlannedMove()).started("demote-old-primary"))).to.include({
      outcome: "unfinished",
      exitCode: null,
      endedAt: null,
      durationMs: null,
    });
  });

  it("says how often it was taken up, and its end is the last one", () => {
    const story = new Story(aPlannedMove())
      .ended({ outcome: "halted", exitCode: 14 })
      .resumed()
      .ended({ outcome: "done", exitCode: 0 });
    expect(past(story)).to.include({ resumed: 1, outcome: "done", exitCode: 0 });
  });

  it("was declined when nobody agreed: by an answer, or because the process was gone", () => {
    const asked = new Story(aPlannedMove());
    asked.events.pop(); // nobody confirmed
    expect(past(asked)).to.include({ outcome: "declined", exitCode: null, durationMs: null });
    asked.ended({ outcome: "failed", exitCode: 8 });
    expect(past(asked)).to.include({ outcome: "declined", exitCode: 8, durationMs: null });
  });

  it("was superseded when a failover took its place", () => {
    const story = new Story(aPlannedMove()).started("demote-old-primary");
    story.events.push({ kind: "superseded", at: 9_000, by: "2026-11-27T00-01-ruby-owl" });
    expect(past(story)).to.include({
      outcome: "superseded",
      supersededBy: "2026-11-27T00-01-ruby-owl",
    });
  });

  it("is none where no entry was ever acknowledged", () => {
    expect(pastRunOf(emptyRun())).to.equal(null);
  });
});

describe("the history as a person reads it", () => {
  const run = (more: Partial<PastRun> = {}): PastRun => ({
    ...unreadableRun("2026-11-27T07-57-coral-eagle", ""),
    startedAt: "2026-11-27T07:57:12.345Z",
    endedAt: "2026-11-27T07:57:15.432Z",
    verb: "switchover",
    from: "us-west-2",
    to: "us-east-1",
    outcome: "done",
    exitCode: 0,
    durationMs: 3_087,
    writeOutageMs: 876,
    operator: "kim@desk",
    problem: null,
    ...more,
  });

  it("is a line a run that fits a wide terminal, and below it who ran it and why", () => {
    const failed = run({
      run: "2026-11-26T03-12-amber-fox",
      startedAt: "2026-11-26T03:12:00.000Z",
      verb: "failover",
      outcome: "rolled-back",
      exitCode: 12,
      durationMs: 3_600_000,
      writeOutageMs: null,
      reason: "us-west-2 is gone",
      resumed: 2,
      supersededBy: "2026-11-27T07-57-coral-eagle",
    });
    const lines = historyText([run(), failed], 2).split("\n");
    expect(lines).to.deep.equal([
      "started (UTC)        run                           move                              end (exit)        took    outage",
      "2026-11-27 07:57:12  2026-11-27T07-57-coral-eagle  switchover us-west-2 → us-east-1  done (0)          3.09 s  0.88 s",
      "    kim@desk",
      "2026-11-26 03:12:00  2026-11-26T03-12-amber-fox    failover us-west-2 → us-east-1    rolled-back (12)  60 min  -",
      "    kim@desk: us-west-2 is gone · taken up again 2 times · replaced by 2026-11-27T07-57-coral-eagle",
      "",
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(120);
  });

  it("says which run cannot be read", () => {
    const broken = unreadableRun("2026-11-27T07-57-coral-eagle", "Entry 3 cannot be read.");
    expect(historyText([broken, run()], 2).split("\n")[1]).to.equal(
      "2026-11-27T07-57-coral-eagle cannot be read: Entry 3 cannot be read.",
    );
  });

  it("says when there is none, and how to see older ones", () => {
    expect(historyText([], 0)).to.equal("There is no run yet.\n");
    expect(historyText([run()], 34)).to.include("\n33 older: --limit 34\n");
  });
});
