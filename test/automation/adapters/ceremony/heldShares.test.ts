import { expect } from "chai";
import { heldShares } from "../../../../automation/adapters/ceremony/heldShares.ts";
import { Secret } from "../../../../ground/secret.ts";

const secret = (digit: string) => new Secret(digit.repeat(66));
const [A, B, C] = ["a", "b", "c"].map(secret) as [Secret, Secret, Secret];

describe("the key shares of a process", () => {
  const empty = () => {
    const notices: string[] = [];
    return { notices, shares: heldShares((text) => notices.push(text)) };
  };
  const places = ({ shares }: ReturnType<typeof empty>) =>
    shares.sorted().usable.map(({ position }) => position);

  it("keep their places over all sources, useless ones too, which are told once", () => {
    const held = empty();
    held.shares.take([A, new Secret("not a share")]);
    held.shares.take([A, B]);
    expect(held.shares.given()).to.equal(4);
    expect(places(held)).to.deep.equal([1, 4]);
    expect(held.notices).to.deep.equal([
      "key share 2 is neither hex nor base64",
      "key share 3 is key share 1 again",
    ]);
  });

  it("that are offered one by one are kept, or said to be useless, and their place is free again", () => {
    const held = empty();
    held.shares.take([A]);
    expect(held.shares.offer(new Secret("abcd"))).to.equal("key share 2 has 2 bytes, not 16 to 33");
    expect(held.shares.offer(A)).to.equal("key share 2 is key share 1 again");
    expect(held.shares.offer(B)).to.equal(null);
    expect(held.shares.offer(C)).to.equal(null);
    expect(places(held)).to.deep.equal([1, 2, 3]);
    expect(held.notices).to.deep.equal([]);
  });
});
