import { expect } from "chai";
import { COLUMNS_MAX, Log } from "../../../../sandbox/sim/story/log.ts";

describe("the log of a world", () => {
  it("has time, subject, event and detail in fixed columns", () => {
    let passedMs = 0;
    const log = new Log(true, () => passedMs);
    log.add("us-west-2", "role", "primary running → secondary idle");
    passedMs = 432_168;
    log.add("serving record", "region", "none → us-east-1 takeover 2");
    log.add("world", "healed");
    expect(log.lines).to.deep.equal([
      "     0.000  us-west-2       role          primary running → secondary idle",
      "   432.168  serving record  region        none → us-east-1 takeover 2",
      "   432.168  world           healed",
    ]);
  });

  it("puts whatever is said into one line that is not too wide", () => {
    const log = new Log(true, () => 0);
    log.add("journal", "answered", `a\nb ${"long ".repeat(50)}`);
    expect(log.lines).to.have.length(1);
    expect(log.lines[0])
      .to.have.length(COLUMNS_MAX)
      .and.match(/ a b long .*…$/);
  });

  it("numbers runs as they come", () => {
    const log = new Log(true, () => 0);
    for (const run of ["r-b", "r-a", "r-b"]) log.addOfRun(run, "planned", "");
    expect(log.lines.map((line) => line.trim().split(/ {2,}/)[1])).to.deep.equal([
      "run 1",
      "run 2",
      "run 1",
    ]);
  });

  it("keeps nothing where nobody reads it", () => {
    const log = new Log(false, () => 0);
    log.add("world", "healed");
    expect(log.lines).to.deep.equal([]);
  });
});
