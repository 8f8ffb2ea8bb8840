import { expect } from "chai";
import { withoutRun } from "../../../automation/report/outcome.ts";
import { surprisesIn, theActs } from "../../../sandbox/demo/acts.ts";
import type { CommandEnd } from "../../../sandbox/demo/command.ts";
import type { Figures } from "../../../sandbox/demo/figures.ts";

type Left = { what: string; command: string }[];

const ended = (exitCode: number, what: string[] = []): CommandEnd => {
  const remaining: Left = what.map((one) => ({ what: one, command: "vault-dr …" }));
  const document = withoutRun({
    verb: "switchover",
    environment: "test",
    outcome: "done",
    exitCode,
    remaining,
  });
  return { exitCode, document, cutOff: false, ms: 1 };
};

const saw = (figures: Partial<Figures> = {}): Figures => ({
  writeOutageMs: 4_000,
  readOutageMs: 4_000,
  acknowledged: 500,
  lost: 0,
  twoPrimariesMs: 0,
  serving: "us-east-1",
  recovered: true,
  ...figures,
});

describe("the demo's acts", () => {
  const [there, , disaster, reattach] = theActs("us-west-2", "us-east-1", true);
  if (!there || !disaster || !reattach) throw new Error("there are four acts");

  it("are as expected when the ends of the contract come", () => {
    expect(surprisesIn(there, ended(0), saw())).to.deep.equal([]);
    expect(
      surprisesIn(disaster, ended(13, ["reattach us-west-2"]), saw({ lost: 5 })),
    ).to.deep.equal([]);
    expect(surprisesIn(reattach, ended(0), saw({ twoPrimariesMs: 900 }))).to.deep.equal([]);
  });

  it("do not let a planned move lose a write, or have two primaries", () => {
    expect(surprisesIn(there, ended(0), saw({ lost: 1 }))).to.deep.equal([
      "1 acknowledged writes lost, expected 0",
    ]);
    expect(surprisesIn(there, ended(0), saw({ twoPrimariesMs: 3 }))).to.deep.equal([
      "two writable primaries for 3 ms, expected 0",
    ]);
  });

  it("take another end for what it is, every part of it at once", () => {
    const figures = saw({ serving: "us-west-2", recovered: false });
    expect(surprisesIn(there, ended(12, ["attach us-east-1"]), figures)).to.deep.equal([
      "exit 12, expected 0",
      "us-west-2 serves, expected us-east-1",
      "left to do, and not expected: attach us-east-1",
      "clients did not write and read again",
    ]);
  });

  it("say when a command had to be ended", () => {
    expect(surprisesIn(there, { ...ended(0), cutOff: true }, saw())).to.deep.equal([
      "not done in 120 s, so it was ended",
    ]);
  });

  it("expect the disaster to name what it leaves, and nothing more", () => {
    const more = ["reattach us-west-2", "bring the stack up to date"];
    expect(surprisesIn(disaster, ended(13, more), saw())).to.have.length(1);
    expect(surprisesIn(disaster, ended(13), saw())).to.deep.equal([
      "expected to be left to do, and not named: reattach us-west-2",
    ]);
  });

  it("leave the stack to do where there is no Pulumi CLI", () => {
    const ends = theActs("us-west-2", "us-east-1", false).map(({ due }) => [
      due.exitCode,
      due.remaining.includes("bring the stack up to date"),
    ]);
    expect(ends).to.deep.equal([
      [13, true],
      [13, true],
      [13, true],
      [0, false],
    ]);
  });
});
