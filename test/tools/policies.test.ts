import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { configSchemaOf, levelIn } from "../../policies/judge/policyOf.ts";
import { ENVIRONMENTS, type Environment } from "../../policies/judge/rule.ts";
import { RULES } from "../../policies/rules/catalogue.ts";
import { ELSEWHERE, IN_PART } from "../../tools/policies/words.ts";
import {
  type PackConfig,
  POLICIES_FILE,
  packConfig,
  packFile,
  packText,
  policiesPage,
} from "../../tools/policies.ts";

const ROOT = join(import.meta.dirname, "../..");
const stackFileOf = (environment: Environment) =>
  readFileSync(join(ROOT, `Pulumi.${environment}.yaml`), "utf8");
const written = (environment: Environment): PackConfig =>
  JSON.parse(readFileSync(packFile(environment), "utf8"));

/** Test, staging, prod, as the rules were agreed on; those that the design dropped or gave to others are left out. */
const TABLE = `
  P-01 M M M  P-02 M M M  P-03 A M M  P-04 A M M  P-05 M M M  P-06 A M M  P-07 A A M  P-08 M M M
  P-09 M M M  P-10 M M M  P-11 A M M  P-12 A M M  P-13 M M M  P-14 M M M  P-15 - A M  P-16 M M M
  P-17 M M M  P-18 M M M  P-20 M M M  P-21 A M M  P-22 A M M  P-23 - A M  P-24 A M M  P-25 M M M
  P-26 M M M  P-27 A M M  P-28 A M M  P-29 A M M  P-30 A M M  P-31 M M M  P-34 A M M  P-35 A M M
  P-36 - A M  P-37 A M M  P-38 A M M  P-40 A M M  P-41 M M M`;
const AGREED = [...TABLE.matchAll(/(P-\d\d) ([MA-]) ([MA-]) ([MA-])/g)].map(
  ([, id, ...levels]) => ({
    id: id ?? "",
    levels,
  }),
);

describe("the rules of the pack", () => {
  it("have the levels that were agreed on", () => {
    expect(RULES.map(({ id, levels }) => ({ id, levels: levels.split(" ") }))).to.deep.equal(
      AGREED,
    );
  });

  it("are all that were agreed on, but for those that somebody else keeps", () => {
    const table = Array.from(
      { length: 42 },
      (_, index) => `P-${String(index + 1).padStart(2, "0")}`,
    );
    const here = [...RULES.map(({ id }) => id), ...Object.keys(ELSEWHERE)];
    expect(here.toSorted()).to.deep.equal(table);
  });

  it("have each a name and a sentence of their own", () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, says, why } of RULES) {
      expect(name).to.match(/^[a-z]+(-[a-z]+)+$/);
      expect(says, name).to.match(/^[A-Z].+\.$/s);
      expect(why, name).to.match(/^[A-Z].+\.$/s);
    }
  });
});

describe("docs/policies.md", () => {
  it("is what the rules say (else: npm run docs)", () => {
    const committed = readFileSync(POLICIES_FILE, "utf8");
    expect(committed === policiesPage(), "docs/policies.md is stale; mend it with: npm run docs").to
      .be.true;
  });

  it("has one line for every rule, in the pack or elsewhere", () => {
    const page = policiesPage();
    for (const { id, name } of RULES) expect(page.split(`| ${id} \`${name}\` |`)).to.have.length(2);
    for (const id of Object.keys(ELSEWHERE)) expect(page.split(`\n| ${id} |`)).to.have.length(2);
  });

  it("speaks of what is seen in part only where there is a rule", () => {
    expect(RULES.map(({ id }) => id)).to.include.members(Object.keys(IN_PART));
  });
});

for (const environment of ENVIRONMENTS) {
  describe(`policies/${environment}.json`, () => {
    it("is what rules and stack file say (else: npm run docs)", () => {
      const text = readFileSync(packFile(environment), "utf8");
      const made = packText(packConfig(environment, stackFileOf(environment), JSON.parse(text)));
      expect(text === made, "it is stale; mend it with: npm run docs").to.be.true;
    });

    it("names every rule with its level, and nothing else", () => {
      const levels = Object.entries(written(environment)).map(([name, { enforcementLevel }]) => [
        name,
        enforcementLevel,
      ]);
      expect(levels).to.deep.equal(RULES.map((rule) => [rule.name, levelIn(rule, environment)]));
    });

    it("gives every rule what it must be given, and nothing that it does not know", () => {
      const config = written(environment);
      for (const rule of RULES) {
        const { enforcementLevel: _, ...given } = config[rule.name] ?? {};
        const { properties, required = [] } = configSchemaOf(rule);
        expect(given, rule.name).to.include.all.keys("unknowns", ...required);
        expect(Object.keys(properties), rule.name).to.include.members(Object.keys(given));
      }
    });

    it("tells all rules the same", () => {
      const told = new Map<string, string>();
      for (const { enforcementLevel: _, unknowns: __, ...given } of Object.values(
        written(environment),
      )) {
        for (const [name, value] of Object.entries(given)) {
          const text = JSON.stringify(value);
          expect(told.get(name) ?? text, name).to.equal(text);
          told.set(name, text);
        }
      }
      expect(told.has("serviceName")).to.equal(true);
    });
  });
}

describe("the pack's configuration of an environment", () => {
  it("fails on unknown values in prod, and advises before", () => {
    const unknowns = (environment: Environment) =>
      new Set(Object.values(written(environment)).map((entry) => entry.unknowns));
    expect([...unknowns("prod")]).to.deep.equal(["fail"]);
    expect([...unknowns("test"), ...unknowns("staging")]).to.deep.equal(["warn", "warn"]);
  });

  it("follows the stack file, and keeps what was written by hand", () => {
    const stackFile = stackFileOf("prod")
      .replace("vault.prod.acme.com", "vault.prod.example.org")
      .replace(/s3:\S+/, "s3://runs/prod?region=eu-west-1");
    const before = {
      "ingress-is-narrow": {
        enforcementLevel: "disabled",
        unknowns: "warn",
        vaultCidrs: ["10.1.0.0/16"],
        bastionSecurityGroups: ["sg-0b"],
      },
      "service-ttl-is-short": {
        enforcementLevel: "advisory",
        serviceName: "old",
        ttlSecondsMax: 7,
      },
      "no-such-rule": { enforcementLevel: "mandatory" },
    };
    const made = packConfig("prod", stackFile, before);
    expect(made["ingress-is-narrow"]).to.deep.equal({
      enforcementLevel: "mandatory",
      unknowns: "warn",
      vaultCidrs: ["10.21.0.0/22", "10.21.64.0/22"],
      bastionSecurityGroups: ["sg-0b"],
    });
    expect(made["service-ttl-is-short"]).to.deep.equal({
      enforcementLevel: "mandatory",
      unknowns: "fail",
      serviceName: "vault.prod.example.org",
      ttlSecondsMax: 7,
    });
    expect(made["regions-are-declared"]?.otherRegions).to.deep.equal(["us-east-2", "eu-west-1"]);
    expect(made).to.not.have.property("no-such-rule");
  });
});
