import { expect } from "chai";
import type { OutcomeDocument } from "../../../../automation/report/outcome.ts";
import type { Ended } from "../../../../sandbox/sim/invariants/invariant.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { Story } from "../../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

const RESUME = { what: "finish the run", command: "vault-dr resume test" };
const REATTACH = { what: "reattach us-west-2", command: "vault-dr reattach test" };
const COMMIT = { what: "commit", command: 'git commit -m "vault-dr" Pulumi.test.yaml' };

type Document = Partial<OutcomeDocument> & Pick<OutcomeDocument, "exitCode" | "outcome">;
const done: Document = { exitCode: 0, outcome: "done" };
const incomplete: Document = { exitCode: 13, outcome: "incomplete", remaining: [REATTACH] };
const back: Document = { exitCode: 12, outcome: "rolled-back" };
const halted: Document = { exitCode: 14, outcome: "halted", remaining: [RESUME] };
const two: Document = { exitCode: 15, outcome: "halted" };
const refused: Document = { exitCode: 10, outcome: "refused" };

const move = () => new Story(aPlannedMove());
const moved = () => move().done("demote-old-primary").done("promote-new-primary");
const failover = (fence: string) =>
  new Story(aDisaster()).done("fence-old-primary", { facts: { fence } });
/** Its end is on record, as the document says. */
const on = (story: Story, { exitCode, outcome }: Document) => story.ended({ exitCode, outcome });

/** A run whose journal is the story's ends with that document; who serves is another rule's. */
async function ended(story: Story, document: Document, more: Partial<Ended> = {}) {
  const seen = new Watched();
  await seen.tells(story);
  seen.ends({ serving: null, ...document }, more);
  return seen;
}
const broken = async (...asked: Parameters<typeof ended>) => (await ended(...asked)).broken;

describe("the exit code says what stands in the journal", () => {
  it("and holds for each end of a run that ends so", async () => {
    for (const [story, document] of [
      [on(moved(), done), done],
      [on(moved(), incomplete), incomplete],
      [on(moved().wentBack().done("promote-back"), back), back],
      [on(moved().halted(), halted), halted],
      [on(move(), refused), refused],
      [on(failover("none"), two), two],
      [on(moved(), { ...done, exitCode: 17 }), { ...done, exitCode: 17 }],
    ] as const)
      expect(await broken(story, document)).to.deep.equal([]);
  });

  it("and breaks when a run that has changed something says that it has not", async () => {
    for (const [exitCode, outcome] of [
      [1, "failed"],
      [3, "refused"],
      [6, "failed"],
      [9, "failed"],
      [10, "refused"],
    ] as const) {
      const document = { exitCode, outcome };
      expect(await broken(on(moved(), document), document)).to.deep.equal(["exit code"]);
    }
  });

  it("and lets whoever cannot know whether an act is on record stop half-way, for the store did not say so", async () => {
    const silent = { id: "STORE_UNREACHABLE", severity: "refuse", now: "", next: "" } as const;
    const unsure = { ...halted, findings: [silent] };
    expect(await broken(on(move(), halted), unsure)).to.deep.equal([]);
    expect(await broken(on(move(), halted), halted)).to.deep.equal(["exit code"]);
  });

  it("and lets whoever lost the run to another process say so, whatever that one made of it", async () => {
    const finding = { id: "LEASE_LOST", severity: "refuse", now: "", next: "" } as const;
    const lost = { ...halted, findings: [finding] };
    const story = on(moved().wentBack().done("promote-back"), back);
    const endsBy = async (pid: number, document: Document) => {
      const seen = new Watched();
      await seen.tells(story, { pid: 202 });
      seen.ends({ serving: null, ...document }, { pid });
      return seen.broken;
    };
    expect(await endsBy(101, lost)).to.deep.equal([]);
    const early = { ...refused, findings: [finding] };
    expect(await endsBy(101, early), "before an act of its own").to.deep.equal([]);
    expect(await endsBy(202, lost), "its own lease").to.deep.equal(["exit code"]);
    expect(await endsBy(101, halted), "and does not say so").to.deep.equal(["exit code"]);
  });

  it("and breaks when a process has changed something and no run says so", async () => {
    const seen = new Watched();
    await seen.tells(move().started("demote-old-primary"));
    seen.calls("vault.demote", { now: 0 });
    seen.audit.hasEnded({
      verb: "switchover",
      end: null,
      pid: 101,
      begunAt: 0,
      tookMs: 1,
    });
    expect(seen.broken).to.deep.equal([]);
    seen.ends({ ...refused, run: null });
    expect(seen.broken).to.deep.equal(["exit code"]);
  });

  it("and breaks when outcome and exit code do not belong together", async () => {
    for (const [exitCode, outcome] of [
      [13, "done"],
      [0, "incomplete"],
      [14, "rolled-back"],
      [10, "failed"],
      [8, "refused"],
    ] as const) {
      const document = { exitCode, outcome, run: null };
      const seen = new Watched();
      seen.ends(document);
      expect(seen.broken).to.include("exit code");
    }
  });

  it("and breaks when it says another way than the run went", async () => {
    for (const [story, document] of [
      [on(moved(), back), back],
      [on(moved().wentBack(), done), done],
      [on(move(), halted), halted],
      [on(move(), back), back],
      [on(moved(), two), two],
    ] as const)
      expect(await broken(story, document)).to.deep.equal(["exit code"]);
  });

  it("and breaks when a silent old primary is called done, or fenced", async () => {
    const story = () => failover("unproven").done("promote-new-primary");
    const unproven = { ...incomplete, fence: "unproven" } as const;
    expect(await broken(on(story(), unproven), unproven)).to.deep.equal([]);
    expect(await broken(on(story(), incomplete), incomplete)).to.deep.equal(["exit code"]);
    expect(await broken(on(story(), done), { ...done, fence: "unproven" })).to.deep.equal([
      "exit code",
    ]);
  });

  it("and breaks when the journal says another end", async () => {
    expect(await broken(on(moved(), incomplete), done)).to.deep.equal(["exit code"]);
  });

  it("excepts an end that is not on record, while the run is there to be gone on with", async () => {
    const seen = await ended(moved(), done);
    expect(seen.broken).to.deep.equal([]);
    expect(seen.audit.exceptions()).to.deep.equal({ "exit 0 not on record": 1 });
    expect((await ended(moved(), halted)).audit.exceptions()).to.deep.equal({});
    expect(await broken(moved().superseded(), done)).to.deep.equal(["exit code"]);
  });
});

describe("what is left to do is named where the exit code says so", () => {
  const remaining = async (document: Document) => {
    const seen = new Watched();
    seen.ends({ serving: null, run: null, ...document });
    return seen.broken.filter((rule) => rule === "remaining");
  };

  it("nothing with 0, beside a commit, and something with 13", async () => {
    expect(await remaining(done)).to.deep.equal([]);
    expect(await remaining({ ...done, remaining: [COMMIT] })).to.deep.equal([]);
    expect(await remaining({ ...done, remaining: [REATTACH] })).to.deep.equal(["remaining"]);
    expect(await remaining(incomplete)).to.deep.equal([]);
    expect(await remaining({ ...incomplete, remaining: [COMMIT] })).to.deep.equal(["remaining"]);
  });

  it("nothing where nothing was changed, and `resume` where a run stopped half-way", async () => {
    expect(await remaining(refused)).to.deep.equal([]);
    expect(await remaining({ ...refused, remaining: [RESUME] })).to.deep.equal(["remaining"]);
    const seen = await ended(on(moved().halted(), halted), { ...halted, remaining: [REATTACH] });
    expect(seen.broken).to.deep.equal(["remaining"]);
    expect(await remaining({ ...back, remaining: [RESUME] })).to.deep.equal([]);
  });
});
