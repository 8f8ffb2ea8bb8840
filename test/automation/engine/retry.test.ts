import { expect } from "chai";
import { doubling } from "../../../automation/engine/retry.ts";

describe("pauses between sendings", () => {
  it("double from the first to the longest", () => {
    const { next } = doubling(250, 2_000);
    expect([1, 2, 3, 4, 5, 50].map(next)).to.deep.equal([250, 500, 1_000, 2_000, 2_000, 2_000]);
  });
});
