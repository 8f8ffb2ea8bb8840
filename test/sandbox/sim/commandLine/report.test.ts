import { expect } from "chai";
import { brokenLines, summaryLines } from "../../../../sandbox/sim/commandLine/report.ts";
import type { Broken } from "../../../../sandbox/sim/simulate/chunk.ts";
import type { Seen } from "../../../../sandbox/sim/simulate/threads.ts";

const seen = (given: Partial<Seen>): Seen => ({
  worlds: 10_000,
  broken: [],
  counted: {},
  virtualMs: 36_000_000,
  cpuMs: 600_000,
  lost: [],
  digest: 0,
  ...given,
});
const broken = (
  seed: number,
  violations = ["writers: at rest they are still stopped"],
): Broken => ({
  seed,
  violations,
  schedule: "1.000s link-down us-east-1 2s #0; 3.000s hooks-fail us-east-1 1s #2",
  logs: [],
});

describe("what is said of many worlds", () => {
  it("is how many there were, what they cost, and how long they lasted", () => {
    const lines = summaryLines(seen({ broken: [broken(1)], digest: 0xabc }), 300_000);
    expect(lines.slice(-3)).to.deep.equal([
      "10,000 worlds, 1 broke a rule",
      "300.0 s, 60.0 ms of CPU a world, 10 h in the worlds' own time",
      "digest of the logs: 000000000abc",
    ]);
    expect(summaryLines(seen({ worlds: 0 }), 0).join()).to.contain("0.0 ms of CPU a world");
  });

  it("is how often what happened, by groups, numbers in their order", () => {
    const counted = {
      "exit 13": 2,
      "exit 8": 1_000,
      died: 7,
      "incident link-down": 3,
      "no way back: promotion done (abort)": 4,
      "way back ROOTS_DIFFER": 5,
      "finding LINK_DOWN": 6,
      "refuse LINK_DOWN": 6,
      "second driver exit 11": 8,
      "something new": 9,
    };
    const [table] = summaryLines(seen({ counted }), 0).join("\n").split("\n\n");
    expect(table?.split("\n").map((line) => line.trim().replace(/ +/g, " "))).to.deep.equal([
      ...["exit codes", "1,000 8 2 13"],
      ...["exit codes of a command beside another one", "8 11"],
      ...["processes that died", "7"],
      ...["faults", "3 link-down"],
      ...["findings that refuse, or end a run", "6 LINK_DOWN"],
      ...["ways back, by what led to them", "5 ROOTS_DIFFER"],
      ...["ways back that were barred, by what bars them", "4 promotion done (abort)"],
      ...["others", "9 something new"],
    ]);
  });

  it("fits into 100 columns", () => {
    const names = Array.from({ length: 40 }, (_, index) => `incident fault-of-number-${index}`);
    const counted = Object.fromEntries(names.map((name) => [name, 1]));
    const lines = summaryLines(seen({ counted }), 0);
    expect(lines.filter(({ length }) => length > 100)).to.deep.equal([]);
    expect(lines.length).to.be.lessThan(25);
  });

  it("is, for each that broke a rule, the commands that repeat it", () => {
    expect(brokenLines([broken(8123)])).to.deep.equal([
      "seed 8123",
      "  writers: at rest they are still stopped",
      "  npm run sim -- --seed 8123",
      `  npm run sim -- --seed 8123 --faults "${broken(1).schedule}"`,
      "",
    ]);
  });

  it("says of a world that was not the same twice to go through it twice again", () => {
    const lines = brokenLines([{ ...broken(5), logs: [["a"], ["b"]] }]);
    expect(lines).to.include("  npm run sim -- --seed 5 --twice");
  });

  it("ends where nobody would read on, and names what it leaves out", () => {
    const many = Array.from({ length: 9 }, (_, index) => `writers: ${index}`);
    expect(brokenLines([broken(1, many)])).to.include("  and 4 more");
    const lines = brokenLines(Array.from({ length: 23 }, (_, seed) => broken(seed)));
    expect(lines.at(-1)).to.equal("and 3 more: seeds 20 21 22");
  });
});
