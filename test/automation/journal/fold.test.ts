import { expect } from "chai";
import {
  emptyRun,
  hasMore,
  isUnfinished,
  leftSteps,
  stepRecord,
} from "../../../automation/journal/fold.ts";
import { FAILURE, STORY_RUN, Story } from "../../helpers/story.ts";
import { aPlannedMove, aReattachment } from "../../helpers/virtual/moves.ts";

const DEMOTE = "demote-old-primary";
const PROMOTE = "promote-new-primary";
const aStory = () => new Story(aPlannedMove(), { reason: "maintenance" });

describe("the state of a run", () => {
  it("knows the plan, who planned it, why, and that it was agreed to", () => {
    expect(aStory().state).to.deep.include({
      run: STORY_RUN,
      plan: aPlannedMove(),
      operator: "kim@desk",
      reason: "maintenance",
      plannedAt: 0,
      confirmedAt: 1_000,
      phase: "forward",
      touched: false,
      steps: [],
    });
  });

  it("is touched from the start of an act that can change something, not from its end", () => {
    expect(aStory().started("follow-closely", { touches: false }).state.touched).to.equal(false);
    expect(aStory().started(DEMOTE).state.touched).to.equal(true);
  });

  it("has every sending of a step with its answer; none while it is out", () => {
    const { state } = aStory().started(DEMOTE).refused(DEMOTE, false).started(DEMOTE);
    const attempts = stepRecord(state, DEMOTE, "forward")?.attempts ?? [];
    expect(attempts.map(({ answer }) => answer?.is ?? null)).to.deep.equal(["refused", null]);
    expect(attempts[0]?.answer).to.include({ definite: false, text: "403: denied" });
    expect(attempts[1]).to.include({ at: 4_000, busyUntil: 19_000 });
  });

  it("takes a step's failure back when it is sent again, and when it finishes", () => {
    const failed = aStory().started(DEMOTE).refused(DEMOTE).failed(DEMOTE);
    expect(stepRecord(failed.state, DEMOTE, "forward")?.failed).to.deep.equal(FAILURE);
    expect(stepRecord(failed.started(DEMOTE).state, DEMOTE, "forward")?.failed).to.equal(null);
    const found = aStory().failed(DEMOTE).finished(DEMOTE, {}, { found: true });
    expect(stepRecord(found.state, DEMOTE, "forward")).to.deep.include({
      failed: null,
      finished: { at: 3_000, found: true, epoch: 0 },
    });
  });

  it("looks again at an attachment that was waited for in vain, once the run is taken up again", () => {
    const attach = "attach-old-primary";
    const finished = ({ state }: Story) => stepRecord(state, attach, "forward")?.finished ?? null;
    const waiting = () => aStory().done(attach);
    expect(finished(waiting().done("await-attached").resumed())).to.not.equal(null);
    expect(finished(waiting().failed("await-attached"))).to.not.equal(null);
    expect(finished(waiting().failed("await-attached").resumed())).to.equal(null);
  });

  it("waits anew for an attachment that is sent once more, however often it was waited for before", () => {
    const finished = ({ state }: Story) => stepRecord(state, "await-attached", "forward")?.finished;
    const shown = () => aStory().done("attach-old-primary").done("await-attached");
    expect(finished(shown().resumed())).to.not.equal(null);
    expect(finished(shown().resumed().started("attach-old-primary"))).to.equal(null);
  });

  it("has more for resume where it ended too late and left something: a step, or the old primary", () => {
    const remaining = [{ what: "reattach", command: "vault-dr reattach test" }];
    expect(hasMore(aStory().ended({ exitCode: 17 }).state)).to.equal(false);
    expect(hasMore(aStory().failed("unquiesce").ended({ exitCode: 17 }).state)).to.equal(true);
    expect(hasMore(aStory().ended({ exitCode: 17, remaining }).state)).to.equal(true);
  });

  it("is over when another run has taken its place, however it stood", () => {
    const { state } = aStory().done(DEMOTE).halted().superseded("r2");
    expect(state.supersededBy).to.equal("r2");
    expect([isUnfinished(state), hasMore(state)]).to.deep.equal([false, false]);
  });

  it("merges what steps found out, the later over the earlier", () => {
    const { facts } = aStory()
      .done("drain", { facts: { quietFor: 3, shippedWal: 7 } })
      .started("move-traffic")
      .ok("move-traffic", { trafficChange: "C1", shippedWal: 8 }).state;
    expect(facts).to.deep.equal({ quietFor: 3, shippedWal: 8, trafficChange: "C1" });
  });

  it("adds to the plan what is consented to when the run is taken up again, and takes nothing back", () => {
    const options = (story: Story) => story.state.plan?.move.options;
    const before = options(aStory());
    expect(options(aStory().resumed())).to.deep.equal(before);
    const once = aStory().resumed({ acceptUnfenced: true });
    expect(options(once)).to.deep.equal({ ...before, acceptUnfenced: true });
    expect(options(once.resumed({ acceptLoss: true }))).to.deep.equal({
      ...before,
      acceptUnfenced: true,
      acceptLoss: true,
    });
  });

  it("takes a reattachment's other stages once a root token is consented to", () => {
    const reattach = () => new Story(aReattachment()).done("demote-old-primary");
    const steps = ({ state: { plan } }: Story) =>
      plan?.stages.flatMap((stage) => stage.steps.map(({ step }) => step)) ?? [];
    expect(steps(reattach().resumed())).to.not.include("obtain-root-token");
    const later = reattach().resumed({ generateRoot: true });
    expect(steps(later)).to.include.members(["obtain-root-token", "discard-root-token"]);
    expect(steps(later.resumed())).to.deep.equal(steps(later));
    const move = aStory().resumed({ generateRoot: true });
    expect(steps(move)).to.deep.equal(steps(aStory()));
  });

  it("keeps the way back apart from the way forward", () => {
    const { state } = aStory().done("unquiesce").wentBack().started("unquiesce");
    expect(state).to.deep.include({ phase: "back", because: FAILURE });
    expect(stepRecord(state, "unquiesce", "forward")?.finished).to.not.equal(null);
    expect(stepRecord(state, "unquiesce", "back")?.finished).to.equal(null);
  });

  it("counts a step from the moment in which the first process reached it", () => {
    const story = aStory().finished("drain", {}, { at: 9_000 });
    const event = story.events.at(-1);
    if (event?.kind === "finished") event.since = 4_000;
    expect(stepRecord(story.state, "drain", "forward")).to.include({ firstAt: 4_000 });
  });
});

describe("whether a run is unfinished", () => {
  const cases: [string, boolean, boolean][] = [
    ["nothing was planned", isUnfinished(emptyRun()), false],
    ["it began and its process is gone", isUnfinished(aStory().state), true],
    ["it stopped half-way", isUnfinished(aStory().started(DEMOTE).halted().state), true],
    [
      "it ended as halted",
      isUnfinished(aStory().started(DEMOTE).ended({ outcome: "halted", exitCode: 14 }).state),
      true,
    ],
    [
      "it goes on after it had ended",
      isUnfinished(aStory().started(DEMOTE).ended({ outcome: "done" }).resumed().state),
      true,
    ],
    ["it is done", isUnfinished(aStory().done(PROMOTE).ended().state), false],
    ...(["incomplete", "rolled-back", "refused", "failed"] as const).map(
      (outcome): [string, boolean, boolean] => [
        `it ended as ${outcome}`,
        isUnfinished(aStory().ended({ outcome }).state),
        false,
      ],
    ),
  ];
  for (const [what, is, expected] of cases) {
    it(`${expected ? "yes" : "no"}: ${what}`, () => expect(is).to.equal(expected));
  }

  it("no: it was planned, and nobody agreed before its process was gone", () => {
    const [planned] = aStory().events;
    const story = aStory();
    story.events.length = 0;
    if (planned) story.events.push(planned);
    expect(isUnfinished(story.state)).to.equal(false);
  });
});

describe("what a run left behind", () => {
  const left = (story: Story) => leftSteps(story.state).map(({ step }) => step);

  it("is what failed and was gone on without, on the way that was taken", () => {
    expect(left(aStory().failed("update-stack").done(PROMOTE))).to.deep.equal(["update-stack"]);
    expect(left(aStory().failed("update-stack").done("update-stack"))).to.deep.equal([]);
    expect(left(aStory().failed("compare-roots").wentBack().failed("restore-ttl"))).to.deep.equal([
      "restore-ttl",
    ]);
  });

  it("is more to do after 13, after 12 with something left, and while the run is unfinished", () => {
    const ended = (story: Story, exitCode: number) =>
      hasMore(story.ended({ outcome: "incomplete", exitCode }).state);
    expect(ended(aStory(), 13)).to.equal(true);
    expect(ended(aStory().wentBack().failed("attach-new-secondary"), 12)).to.equal(true);
    expect(ended(aStory().failed("compare-roots").wentBack(), 12)).to.equal(false);
    expect(hasMore(aStory().started(DEMOTE).state)).to.equal(true);
    expect(hasMore(aStory().done(PROMOTE).ended().state)).to.equal(false);
  });
});
