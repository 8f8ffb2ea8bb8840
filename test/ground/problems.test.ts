import { expect } from "chai";
import { listProblems, nearest, shown } from "../../ground/problems.ts";

describe("problems", () => {
  it("are listed together, a line each", () => {
    const port = { key: "port", found: "0", allowed: "1 to 65535", example: "8200" };
    const ttl = { key: "ttl", found: "nothing", allowed: "1 to 60", example: "5" };
    expect(listProblems("Pulumi.test.yaml:", [port, ttl])).to.equal(
      [
        "Pulumi.test.yaml:",
        "  port: found 0; allowed: 1 to 65535; example: 8200",
        "  ttl: found nothing; allowed: 1 to 60; example: 5",
      ].join("\n"),
    );
  });

  it("show what stands there, shortened", () => {
    expect(shown(undefined)).to.equal("nothing");
    expect(shown(null)).to.equal("nothing");
    expect(shown("a")).to.equal('"a"');
    expect(shown({ ttl: 5 })).to.equal('{"ttl":5}');
    expect(shown("x".repeat(500)))
      .to.have.length(58)
      .and.match(/…$/);
  });
});

describe("the nearest word", () => {
  const known = ["activeRegion", "homeRegion", "takeover", "service"];

  for (const [word, meant] of [
    ["activeregion", "activeRegion"],
    ["servcie", "service"],
    ["takover", "takeover"],
    ["takeover", "takeover"],
    ["ttl", undefined],
    ["", undefined],
  ] as const) {
    it(`to "${word}" is ${meant ?? "none"}`, () => {
      expect(nearest(word, known)).to.equal(meant);
    });
  }

  it("is none where nothing is known", () => {
    expect(nearest("word", [])).to.equal(undefined);
  });
});
