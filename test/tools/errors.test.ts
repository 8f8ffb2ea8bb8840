import { readFileSync } from "node:fs";
import { expect } from "chai";
import { BEFORE } from "../../ground/codes/before.ts";
import { PREFLIGHT } from "../../ground/codes/preflight.ts";
import { RUN } from "../../ground/codes/run.ts";
import { CATALOGUE } from "../../ground/errors.ts";
import { ERRORS_FILE, errorsPage } from "../../tools/errors.ts";
import { faultsIn } from "../helpers/words/sentences.ts";

const headings = (page: string): string[] =>
  page.split("\n").flatMap((line) => /^## (\d+):/.exec(line)?.[1] ?? []);

describe("docs/errors.md", () => {
  it("is what the catalogue says (else: npm run docs)", () => {
    const committed = readFileSync(ERRORS_FILE, "utf8");
    expect(committed === errorsPage(), "docs/errors.md is stale; mend it with: npm run docs").to.be
      .true;
  });

  it("has every exit code of the contract as a heading, in order", () => {
    const exits = ["0", "1", "2", "3", "6", "8", "9", "10", "11", "12", "13", "14", "15", "16"];
    expect(headings(errorsPage())).to.deep.equal([...exits, "17"]);
  });

  it("has one line for every code, under its exit code", () => {
    const lines = errorsPage().split("\n");
    for (const [code, { exit }] of Object.entries(CATALOGUE)) {
      const at = lines.flatMap((line, index) =>
        line.startsWith(`| \`${code}\` |`) ? [index] : [],
      );
      expect(at, code).to.have.length(1);
      expect(headings(lines.slice(0, at[0]).join("\n")).at(-1), code).to.equal(String(exit));
    }
  });

  it("keeps a table whole where a text holds its sign", () => {
    const page = errorsPage({ A: { exit: 10, means: "One | two.", fix: "Choose." } });
    expect(page).to.include("| `A` | One \\| two. | Choose. |");
  });

  it("cannot be made for an exit code that has no meaning", () => {
    expect(() => errorsPage({ A: { exit: 5, means: "Strange.", fix: "None." } })).to.throw("of A");
  });
});

describe("the catalogue", () => {
  it("has no code in two of its tables: one would hide the other", () => {
    const codes = [BEFORE, PREFLIGHT, RUN].flatMap((table) => Object.keys(table));
    expect(codes).to.have.length(Object.keys(CATALOGUE).length);
  });

  it("says in sentences what is the case and what to do", () => {
    const faults = Object.values(CATALOGUE).flatMap(({ means, fix }) =>
      faultsIn({ now: means, next: fix }),
    );
    expect(faults).to.deep.equal([]);
  });
});
