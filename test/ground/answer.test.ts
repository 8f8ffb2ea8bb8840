import { expect } from "chai";
import { closing, inWords, ok, refused, unknown } from "../../ground/answer.ts";

describe("an answer", () => {
  it("is what the system said, or that it did not", () => {
    expect(ok(4)).to.deep.equal({ is: "ok", value: 4 });
    expect(refused(403, "permission denied").definite).to.equal(true);
    expect(refused(503, "no target", false).definite).to.equal(false);
    expect(unknown("cut", "socket hang up")).to.include({ is: "unknown", why: "cut" });
  });

  it("can be read by an operator in one line", () => {
    expect(inWords(refused(403, "permission denied"))).to.equal("403: permission denied");
    expect(inWords(unknown("timed-out", "2000 ms"))).to.equal("timed-out: 2000 ms");
  });

  it("closes a sentence of ours with one full stop", () => {
    expect(closing("permission denied")).to.equal("permission denied.");
    expect(closing("Share 2 is wrong.")).to.equal("Share 2 is wrong.");
  });
});
