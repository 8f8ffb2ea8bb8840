import { expect } from "chai";
import { goneThroughTwice, whatDiffers } from "../../../../sandbox/sim/simulate/twice.ts";
import type { Result } from "../../../../sandbox/sim/story.ts";

const result = (log: string[], rest: Partial<Result> = {}): Result => ({
  seed: 1,
  violations: [],
  counted: {},
  virtualMs: 0,
  log,
  ...rest,
});

/** Tells one result after the other. */
const telling = (...results: Result[]) => {
  const left = [...results];
  return goneThroughTwice(async () => left.shift() ?? result([]));
};

describe("the same world twice", () => {
  it("is no violation where both logs are the same", async () => {
    const { violations, logs } = await telling(result(["a", "b"]), result(["a", "b"]));
    expect(violations).to.deep.equal([]);
    expect(logs).to.deep.equal([]);
  });

  it("is one where they differ, which names the first line that does, and keeps both", async () => {
    const first = result(["a", "b", "c"], { violations: ["writers: stopped"] });
    const { violations, logs } = await telling(first, result(["a", "x", "y"]));
    expect(violations).to.deep.equal(["writers: stopped", `same twice: line 2 is "b", then "x"`]);
    expect(logs).to.deep.equal([
      ["a", "b", "c"],
      ["a", "x", "y"],
    ]);
  });

  it("differs where one goes on for longer, or is judged or counted differently", () => {
    expect(whatDiffers(result(["a"]), result(["a", "b"]))).to.contain(`line 2 is "nothing"`);
    expect(whatDiffers(result(["a"]), result(["a"], { counted: { died: 1 } }))).to.be.a("string");
    expect(whatDiffers(result(["a"]), result(["a"], { violations: ["x"] }))).to.be.a("string");
  });
});
