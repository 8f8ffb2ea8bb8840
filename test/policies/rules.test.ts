import { expect } from "chai";
import type { Rule } from "../../policies/judge/rule.ts";
import { RULES } from "../../policies/rules/catalogue.ts";
import type { Breach } from "../helpers/policies/case.ts";
import { CASES } from "../helpers/policies/cases/all.ts";
import { SETTINGS } from "../helpers/policies/estate.ts";
import { estate, latchEstate } from "../helpers/policies/estateStorage.ts";
import { type Fixture, judge, type Violation } from "../helpers/policies/judge.ts";

const lines = (violations: Violation[]): string[] =>
  violations.map(({ rule, resource, text }) => `${rule} ${resource ?? "stack"}: ${text}`);

const judged = (fixtures: Fixture[], rules = RULES, settings: Breach["settings"] = {}) =>
  judge(rules, fixtures, { ...SETTINGS, ...settings });

describe("the rules of the policy pack", () => {
  it("are each in a case", () => {
    expect(CASES.map(({ rule }) => rule.id).toSorted()).to.deep.equal(RULES.map(({ id }) => id));
  });

  it("let an estate pass that keeps all of them, with a CNAME and with a latch", () => {
    expect(lines(judged(estate).violations)).to.deep.equal([]);
    expect(lines(judged(latchEstate).violations)).to.deep.equal([]);
  });

  for (const { rule, kept = {}, broken } of CASES) {
    describe(`${rule.id} ${rule.name}`, () => {
      for (const [what, fixtures] of Object.entries(kept)) {
        it(`lets pass: ${what}`, () => {
          expect(lines(judged(fixtures, [rule]).violations)).to.deep.equal([]);
        });
      }

      it("has for each thing that it asks a case that nothing else in it catches", () => {
        const count = (checks: Rule["checks"]) =>
          Object.values(broken).map(
            ({ estate: fixtures, settings }) =>
              judged(fixtures, [{ ...rule, checks }], settings).violations.length,
          );
        const all = count(rule.checks);
        const idle = rule.checks.flatMap((check, index) => {
          const others = rule.checks.filter((other) => other !== check);
          return count(others).join() === all.join() ? [index] : [];
        });
        expect(idle, "their places in the rule").to.deep.equal([]);
      });

      for (const [what, { estate: fixtures, says, settings }] of Object.entries(broken)) {
        it(`catches: ${what}`, () => {
          const said = judged(fixtures, [rule], settings).violations.map(({ text }) => text);
          expect(said).to.have.length(says.length);
          for (const [index, text] of says.entries()) expect(said[index]).to.include(text);
        });
      }
    });
  }

  it("name the twin of every load balancer, listener and target group", () => {
    const twins = estate
      .filter(({ type }) => type.startsWith("aws:lb/"))
      .map((one) => ({ ...one, type: one.type.replace("aws:lb/", "aws:alb/") }));
    expect(twins).to.have.length(5);
    const named = judged(twins).violations.filter(({ rule }) => rule === "P-01");
    expect(named.map(({ resource }) => resource)).to.deep.equal(twins.map(({ name }) => name));
  });

  it("repeat no secret, wherever one stands", () => {
    const canary = "hvs.CAESIcanaryCanaryCanary";
    const broken = [...CASES.flatMap((one) => Object.values(one.broken)), { estate }];
    for (const { estate: fixtures } of broken) {
      const { violations } = judged(fixtures.map((one) => salted(one, canary)));
      expect(lines(violations).join("\n")).to.include("found a Vault token");
      expect(lines(violations).filter((line) => line.includes("canary"))).to.deep.equal([]);
    }
  });
});

/** A fixture with a secret in each of its texts, and in the keys of its tags and variables. */
function salted({ props, ...rest }: Fixture, canary: string): Fixture {
  const salt = (value: unknown): unknown => {
    if (typeof value === "string") return `${value} ${canary}`;
    if (Array.isArray(value)) return value.map(salt);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, salt(inner)]);
    return Object.fromEntries([...entries, [`${canary}_TOKEN`, canary]]);
  };
  return { ...rest, props: salt(props) as Record<string, unknown> };
}
