import { expect } from "chai";
import { isEverywhere, liesIn } from "../../../policies/facts/cidr.ts";

describe("networks", () => {
  for (const [inner, outer, lies] of [
    ["10.1.2.0/24", "10.1.0.0/16", true],
    ["10.1.0.0/16", "10.1.0.0/16", true],
    ["10.2.0.0/24", "10.1.0.0/16", false],
    ["10.0.0.0/8", "10.1.0.0/16", false],
    ["10.1.128.0/17", "10.1.0.0/17", false],
    ["0.0.0.0/0", "10.0.0.0/8", false],
    ["fd00:1:2::/48", "fd00:1::/32", true],
    ["fd00:2::/32", "fd00:1::/32", false],
    ["::1/128", "::/64", true],
    ["10.1.0.0/16", "::/0", false],
    ["10.1.0.0", "10.0.0.0/8", false],
    ["10.1.0/24", "10.0.0.0/8", false],
    ["nonsense/8", "10.0.0.0/8", false],
  ] as const) {
    it(`${inner} ${lies ? "lies" : "does not lie"} in ${outer}`, () => {
      expect(liesIn(inner, outer)).to.equal(lies);
    });
  }

  it("are everywhere when no bit of theirs is fixed", () => {
    expect(["0.0.0.0/0", "::/0", "0:0::/00", " 0.0.0.0/0 "].every(isEverywhere)).to.equal(true);
    expect(["10.0.0.0/8", "0.0.0.0/10", "::/10"].some(isEverywhere)).to.equal(false);
  });
});
