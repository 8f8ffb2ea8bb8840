import { expect } from "chai";
import {
  positionsOf,
  shareSets,
  wrongShares,
} from "../../../../automation/adapters/ceremony/shareSets.ts";
import { Secret } from "../../../../ground/secret.ts";

const sharesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ position: index + 1, share: new Secret("") }));
const setsOf = (count: number, size: number, limit = 1_000) =>
  shareSets(sharesOf(count), size, limit).map(positionsOf);

describe("sets of key shares", () => {
  it("are all there are, each once, beginning with the first shares", () => {
    expect(setsOf(3, 3)).to.deep.equal(["1, 2, 3"]);
    expect(setsOf(4, 3)).to.deep.equal(["1, 2, 3", "2, 3, 4", "1, 3, 4", "1, 2, 4"]);
    expect(new Set(setsOf(6, 3)).size).to.equal(20);
    expect(setsOf(6, 3)).to.have.length(20);
    expect(setsOf(2, 1)).to.deep.equal(["1", "2"]);
  });

  it("are no more than the limit", () => {
    expect(setsOf(6, 3, 7)).to.have.length(7);
    expect(setsOf(6, 3, 2)).to.have.length(2);
  });

  it("avoid any single wrong share within as many sets as there are shares", () => {
    for (let count = 2; count <= 9; count++) {
      for (let size = 1; size < count; size++) {
        const first = setsOf(count, size, count).map((set) => set.split(", "));
        for (const { position } of sharesOf(count)) {
          const without = first.some((set) => !set.includes(String(position)));
          expect(without, `${size} of ${count} without ${position}`).to.equal(true);
        }
      }
    }
  });

  it("tell which share is wrong, or which one of several, once a set is accepted", () => {
    const set = (...positions: number[]) =>
      sharesOf(9).filter(({ position }) => positions.includes(position));
    expect(wrongShares(set(2, 3, 4), [])).to.deep.equal([]);
    expect(wrongShares(set(2, 3, 4), [set(1, 2, 3)])).to.deep.equal(["key share 1 is wrong"]);
    expect(wrongShares(set(3, 4, 5), [set(1, 2, 3)])).to.deep.equal([
      "one of the key shares 1, 2 is wrong",
    ]);
    expect(wrongShares(set(3, 4, 5), [set(1, 2, 3), set(2, 3, 4)])).to.deep.equal([
      "key share 2 is wrong",
    ]);
  });
});
