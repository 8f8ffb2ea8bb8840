import { expect } from "chai";
import { folded, indented, pairs, seconds, table } from "../../../sandbox/demo/tables.ts";

describe("the demo's tables", () => {
  it("make every column as wide as its widest cell, numbers to the right", () => {
    const lines = table(
      [
        { title: "step", align: "left" },
        { title: "took", align: "right" },
        { title: "end", align: "left" },
      ],
      [
        ["demote-old-primary", "2.01 s", "done"],
        ["drain", "12.40 s", "found-done"],
      ],
    );
    expect(lines).to.deep.equal([
      "step                    took   end",
      "demote-old-primary    2.01 s   done",
      "drain                12.40 s   found-done",
    ]);
  });

  it("show titles alone where there are no rows", () => {
    expect(table([{ title: "step", align: "left" }], [])).to.deep.equal(["step"]);
  });

  it("put values under one another, a long one broken between words", () => {
    const long = `${"word ".repeat(20)}end`;
    const lines = pairs([
      ["exit code", "0"],
      ["time", long],
    ]);
    expect(lines[0]).to.equal("exit code   0");
    expect(lines).to.have.length(3);
    expect(lines[2]).to.match(/^ {12}\w/);
    for (const line of lines) expect(line.length).to.be.at.most(100);
  });

  it("fold a long line under its lead and keep the lead's bar", () => {
    expect(folded("one two three four five six", "  1.2 s | ", 30)).to.deep.equal([
      "  1.2 s | one two three four",
      "        | five six",
    ]);
  });

  it("fold a word that is longer than the line, and lose nothing of it", () => {
    const lines = folded("x".repeat(50), "", 20);
    expect(lines.join("")).to.equal("x".repeat(50));
    for (const line of lines) expect(line.length).to.be.at.most(20);
  });

  it("keep an empty line empty", () => {
    expect(folded("", "")).to.deep.equal([""]);
    expect(indented(["a", ""])).to.deep.equal(["   a", ""]);
  });

  it("write seconds with two digits, whatever their size, and a dash for none", () => {
    expect([0, 84, 2_051, 12_404, null].map(seconds)).to.deep.equal([
      "0.00 s",
      "0.08 s",
      "2.05 s",
      "12.40 s",
      "-",
    ]);
  });
});
