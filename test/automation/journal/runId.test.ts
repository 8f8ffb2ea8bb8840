import { expect } from "chai";
import { newRunId } from "../../../automation/journal/runId.ts";
import { randomFor } from "../../../ground/random.ts";

const AT = Date.UTC(2026, 10, 23, 20, 36, 59);

describe("a run's id", () => {
  it("has its minute, a colour and an animal, and fits a file name", () => {
    expect(newRunId(AT, randomFor(3, "run"))).to.match(/^2026-11-23T20-36-[a-z]+-[a-z]+$/);
  });

  it("sorts by time", () => {
    const random = randomFor(3, "run");
    const ids = [AT, AT + 60_000, AT + 86_400_000].map((at) => newRunId(at, random));
    expect(ids.toSorted()).to.deep.equal(ids);
  });

  it("is drawn: two runs of one minute have different names as a rule", () => {
    const random = randomFor(3, "run");
    const ids = new Set(Array.from({ length: 50 }, () => newRunId(AT, random)));
    expect(ids.size).to.be.above(35);
  });

  for (const next of [0, 0.999_999]) {
    it(`has a name at the edge of chance (${next})`, () => {
      expect(newRunId(AT, { next: () => next })).to.match(/-(amber-crane|teal-wren)$/);
    });
  }

  it("is no other run's, although two of one minute draw the same words", () => {
    const first = newRunId(0, randomFor(1, "run"));
    expect(newRunId(0, randomFor(1, "run"))).to.equal(first);
    const others = { taken: [first], unseen: false };
    expect(newRunId(0, randomFor(1, "run"), others)).to.not.equal(first);
  });

  it("is no other run's where the run store is silent, either (seed 33259)", () => {
    const random = randomFor(3, "run");
    const others = { taken: [], unseen: true };
    const ids = Array.from({ length: 1_000 }, () => newRunId(AT, random, others));
    expect(ids[0]).to.match(/^2026-11-23T20-36-[a-z]+-[a-z]+-[0-9a-f]{4}$/);
    expect(new Set(ids).size).to.be.above(990);
  });
});
