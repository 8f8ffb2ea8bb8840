import { expect } from "chai";
import { type OutcomeDocument, outcomeOf, withoutRun } from "../../../automation/report/outcome.ts";
import { findingText, outcomeText } from "../../../automation/report/text.ts";
import { Story } from "../../helpers/story.ts";
import { EAST } from "../../helpers/vaultWorld.ts";
import { aDisaster, aPlannedMove } from "../../helpers/virtual/moves.ts";

const PROMOTE = "promote-new-primary";

describe("the end of a run in words", () => {
  const text = (story: Story, more: Partial<OutcomeDocument> = {}) =>
    outcomeText({ ...outcomeOf(story.state, 60_000), ...more });
  const timings = {
    totalMs: 14_200,
    writeOutageMs: 2_611,
    clientOutageMs: null,
    waitedForVaultMs: 6_480,
    waitedForDnsMs: 7_400,
    overheadMs: 310,
  };

  it("of a move says that nothing was lost, how long writes were out, and where the time went", () => {
    const story = new Story(aPlannedMove())
      .done("compare-roots", { facts: { rootsEqual: true } })
      .done(PROMOTE)
      .ended({ serving: EAST, timings });
    expect(text(story).split("\n")).to.deep.equal([
      "switchover test: done (exit 0)",
      "serving: us-east-1",
      "write outage, as the command saw it: 2.61 s",
      "time: 14.2 s, of it Vault 6.48 s, DNS and AWS 7.40 s, our own 0.31 s",
      "lost writes: none",
      "",
    ]);
  });

  it("of a disaster never says that nothing was lost", () => {
    const story = new Story(aDisaster())
      .finished("fence-old-primary", { fence: "unproven" })
      .done(PROMOTE)
      .ended({
        outcome: "incomplete",
        exitCode: 13,
        serving: EAST,
        remaining: [{ what: "reattach us-west-2", command: "vault-dr reattach test" }],
      });
    const lines = text(story);
    expect(lines).to.include("done, and something is left to do (exit 13)");
    expect(lines).to.include("old primary: silent, so not proven fenced");
    expect(lines).to.include(
      "lost writes: not known: what was written after WAL 1401, last heartbeat 1.0 s before",
    );
    expect(lines).to.match(/left to do:\n {2}reattach us-west-2: vault-dr reattach test\n$/);
  });

  it("says so when a loss was accepted", () => {
    const story = new Story(aPlannedMove())
      .done("compare-roots", { facts: { rootsEqual: false } })
      .done(PROMOTE)
      .ended();
    expect(text(story)).to.include("lost writes: yes, accepted after WAL 1401");
  });

  const words: [OutcomeDocument["outcome"], string][] = [
    ["refused", "refused: nothing was changed"],
    ["failed", "failed: nothing was changed"],
    ["rolled-back", "rolled back: the old primary serves"],
    ["halted", "stopped half-way"],
  ];
  for (const [outcome, says] of words) {
    it(`of ${outcome} says: ${says}`, () => {
      const story = new Story(aPlannedMove()).ended({ outcome, exitCode: 10 });
      expect(text(story).split("\n")[0]).to.equal(`switchover test: ${says} (exit 10)`);
    });
  }

  it("of a refusal lists the reasons, and no times", () => {
    const findings = [
      { id: "SEALED", severity: "refuse", now: "It is sealed.", next: "Unseal it." },
      { id: "NO_QUIESCE", severity: "warn", now: "No hook.", next: "Set one." },
    ] as const;
    const about = { verb: "switchover", environment: "test", outcome: "refused" } as const;
    expect(outcomeText(withoutRun({ ...about, exitCode: 10, findings: [...findings] }))).to.equal(
      [
        "switchover test: refused: nothing was changed (exit 10)",
        "✖ SEALED: It is sealed.",
        "    Unseal it.",
        "! NO_QUIESCE: No hook.",
        "    Set one.",
        "",
      ].join("\n"),
    );
  });

  it("marks what only has to be known", () => {
    const finding = { id: "LAG_UNKNOWN", severity: "info", now: "a", next: "b" } as const;
    expect(findingText(finding)).to.equal("· LAG_UNKNOWN: a\n    b");
  });
});
