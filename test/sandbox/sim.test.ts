import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { GROUPS } from "../../sandbox/sim/commandLine/counters.ts";
import { wishIn } from "../../sandbox/sim/commandLine/wish.ts";
import { INCIDENT_KINDS } from "../../sandbox/sim/incidents/kinds.ts";
import { INVARIANT_NAMES } from "../../sandbox/sim/invariants/all.ts";
import { PER_THOUSAND_MAX } from "../../sandbox/sim/invariants/exceptions.ts";
import { settingsOf } from "../../sandbox/sim/settings.ts";
import { wordsOf } from "../helpers/words/typedCommands.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/simulation.md"), "utf8");

/** What the tables under a heading have in their first column: every `name` there. */
function namesUnder(heading: string): string[] {
  const [, section = ""] = PAGE.split(`\n## ${heading}\n`);
  const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
}

const typedOnPage = (): string[] =>
  [...PAGE.matchAll(/`(npm run sim[^`]*)`/g)].flatMap(([, typed = ""]) => typed);

describe("docs/simulation.md", () => {
  it("names every rule and every exception, and no other", () => {
    const rules = [...INVARIANT_NAMES, "no defect", "same twice"];
    const exceptions = Object.keys(PER_THOUSAND_MAX);
    expect(namesUnder("What must hold").toSorted()).to.deep.equal(
      [...rules, ...exceptions].toSorted(),
    );
  });

  it("names every group of counters, and no other", () => {
    expect(namesUnder("What is counted")).to.deep.equal(Object.keys(GROUPS));
  });

  it("has commands that can be typed", () => {
    const own = ["npm", "run", "sim", "--"];
    for (const typed of typedOnPage()) {
      const words = wordsOf(typed);
      if (typed.startsWith("npm run sim:")) continue;
      expect(words.slice(0, Math.min(4, words.length)), typed).to.deep.equal(
        own.slice(0, words.length),
      );
      expect(wishIn(words.slice(4)), typed).to.not.have.property("problems");
    }
    expect(typedOnPage().length).to.be.greaterThan(5);
  });

  it("names every setting that is drawn, and every fault, once, and no other", () => {
    const settings = Object.keys(settingsOf(1)).filter((name) => name !== "seed");
    const named = namesUnder("What is drawn").toSorted();
    expect(named).to.deep.equal([...settings, ...INCIDENT_KINDS].toSorted());
  });
});
