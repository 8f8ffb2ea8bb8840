import { expect } from "chai";
import { drawBelow, type Random, randomFor } from "../../ground/random.ts";

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe("chance from a seed", () => {
  it("is the same for the same seed and subject", () => {
    expect(draws(randomFor(17, "dns"), 20)).to.deep.equal(draws(randomFor(17, "dns"), 20));
  });

  it("is another stream for another subject or seed", () => {
    const first = draws(randomFor(17, "dns"), 3);
    expect(draws(randomFor(17, "link"), 3)).to.not.deep.equal(first);
    expect(draws(randomFor(18, "dns"), 3)).to.not.deep.equal(first);
  });

  it("lies evenly in [0, 1)", () => {
    const drawn = draws(randomFor(1, "spread"), 10_000);
    expect(drawn.every((value) => value >= 0 && value < 1)).to.equal(true);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(mean).to.be.within(0.48, 0.52);
  });

  it("draws every whole number below a bound, and none above", () => {
    const random = randomFor(3, "dice");
    const faces = new Set(Array.from({ length: 500 }, () => drawBelow(random, 6)));
    expect([...faces].sort()).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });
});
