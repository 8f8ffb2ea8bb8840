import { expect } from "chai";
import {
  discardRoot,
  endingWith,
  rootTokenLeft,
} from "../../../../automation/commands/run/rootToken.ts";
import type { CredentialsPort } from "../../../../automation/ports/credentials.ts";
import { type Answer, ok, refused, unknown } from "../../../../ground/answer.ts";
import { idAndSeverity } from "../../../helpers/healthyCase.ts";
import { FAILURE, Story } from "../../../helpers/story.ts";
import { aReattachment } from "../../../helpers/virtual/moves.ts";
import { faultsIn } from "../../../helpers/words/sentences.ts";

const OBTAIN = "obtain-root-token";
const DISCARD = "discard-root-token";
const aStory = () => new Story(aReattachment({ generateRoot: true }));
const REVOKED = ok({ left: false });

describe("what became of a run's root token", () => {
  let asked = 0;
  const found = async (story: Story, answer: Answer<{ left: boolean }> = REVOKED) => {
    asked = 0;
    const discard = async () => {
      asked += 1;
      return answer;
    };
    const credentials = { discardRoot: discard } as unknown as CredentialsPort;
    const findings = await discardRoot(credentials, story.state);
    expect(findings.flatMap(faultsIn)).to.deep.equal([]);
    return findings;
  };
  const ids = async (...given: Parameters<typeof found>) =>
    (await found(...given)).map(idAndSeverity);
  const LEFT = ["TOKENS_LEFT warn"];
  const GONE = ["ROOT_DISCARDED info"];

  it("is no question where none was asked for", async () => {
    expect(await ids(aStory())).to.deep.equal([]);
    expect(await ids(aStory().finished(OBTAIN, {}, { found: true }))).to.deep.equal([]);
    expect(asked).to.equal(0);
  });

  it("is that it was revoked, when the run stopped while the old primary still was one", async () => {
    expect(await ids(aStory().done(OBTAIN).started("demote-old-primary"))).to.deep.equal(GONE);
    expect(asked).to.equal(1);
    expect((await found(aStory().done(OBTAIN)))[0]?.now).to.equal(
      "The root token generated in us-west-2 was revoked.",
    );
  });

  it("is that it may be left, when it was not revoked; with what ends it", async () => {
    const demoted = aStory().done(OBTAIN).done("demote-old-primary").failed("attach-old-primary");
    const disabled = refused(400, "path disabled in replication DR secondary mode");
    expect(await ids(demoted, disabled)).to.deep.equal(LEFT);
    expect(await ids(aStory().done(OBTAIN), unknown("timed-out", "no answer"))).to.deep.equal(LEFT);
    const [finding] = await found(demoted, disabled);
    expect(finding?.next).to.include("vault-dr resume test");
  });

  it("is that one may be left of which nobody heard: its answer was lost, or its process died", async () => {
    expect(await ids(aStory().done(OBTAIN), ok({ left: true }))).to.deep.equal(LEFT);
    expect(await ids(aStory().started(OBTAIN).resumed().done(OBTAIN))).to.deep.equal(LEFT);
    expect(
      await ids(aStory().done(OBTAIN).resumed().started(OBTAIN).refused(OBTAIN)),
    ).to.deep.equal(LEFT);
  });

  it("is nothing when Vault refused every call for one", async () => {
    expect(await ids(aStory().started(OBTAIN).refused(OBTAIN))).to.deep.equal([]);
  });

  it("is what the run's own step found; it is not asked again", async () => {
    const gone = { rootToken: "gone with the old data" };
    const through = aStory().done(OBTAIN).done("await-attached").done(DISCARD, { facts: gone });
    expect(await ids(through)).to.deep.equal(GONE);
    expect((await found(through))[0]?.now).to.include("gone with the data");
    expect(await ids(aStory().done(OBTAIN).failed(DISCARD))).to.deep.equal([]);
    expect(asked).to.equal(0);
  });

  it("is not called gone where none was ever made", async () => {
    const needless = aStory().finished(OBTAIN, {}, { found: true }).done(DISCARD);
    expect(await ids(needless)).to.deep.equal([]);
  });

  it("makes a run that failed one that stopped half-way, when one may be left", async () => {
    const failed = { is: "failed", failure: FAILURE } as const;
    const left = await found(aStory().done(OBTAIN), unknown("cut", "gone"));
    expect(endingWith(left, failed)).to.deep.equal({ is: "halted", failure: FAILURE });
    expect(endingWith(await found(aStory().done(OBTAIN)), failed)).to.equal(failed);
    expect(endingWith(left, { is: "succeeded" })).to.deep.equal({ is: "succeeded" });
  });

  it("is said of a run that is closed without being taken further", () => {
    expect(rootTokenLeft(aStory().done(OBTAIN).state).map(idAndSeverity)).to.deep.equal(LEFT);
    expect(rootTokenLeft(aStory().done(OBTAIN).state)[0]?.next).to.include(
      "vault-dr reattach test --generate-root",
    );
    expect(rootTokenLeft(aStory().state)).to.deep.equal([]);
  });
});
