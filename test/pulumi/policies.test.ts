import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ENVIRONMENTS } from "../../policies/judge/rule.ts";
import { RULES } from "../../policies/rules/catalogue.ts";
import { regionsAreDeclared } from "../../policies/rules/estate/regionsAreDeclared.ts";
import { latchJudgesFromOutside } from "../../policies/rules/records/latchJudgesFromOutside.ts";
import { but, having } from "../helpers/policies/case.ts";
import { CASES } from "../helpers/policies/cases/all.ts";
import { SETTINGS, service } from "../helpers/policies/estate.ts";
import { estate, latchEstate } from "../helpers/policies/estateStorage.ts";
import { type Fixture, judge } from "../helpers/policies/judge.ts";
import { PACK, packFlags, previewOf, previewOwn } from "../helpers/policies/packInEngine.ts";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

describe("the policy pack in the real engine", function () {
  this.timeout(120_000);

  for (const environment of ENVIRONMENTS) {
    it(`has nothing to say against our own program in ${environment}`, async () => {
      const { exitCode, stdout, events } = await previewOwn(environment);
      expect(events, stdout).to.deep.equal([]);
      expect(exitCode, stdout).to.equal(0);
      expect(stdout).to.contain("vault-dr@v0.1.0");
    });
  }

  it("has nothing to say against an estate that keeps every rule, on its first preview", async () => {
    const { exitCode, stdout, events } = await previewOf(estate, SETTINGS);
    expect(events, stdout).to.deep.equal([]);
    expect(exitCode, stdout).to.equal(0);
  });

  it("names what breaks a rule, for every rule, in one preview, as it is without an engine", async () => {
    const broken = brokenAtOnce();
    const { exitCode, stdout, events } = await previewOf(broken, SETTINGS);
    expect(exitCode).to.not.equal(0);
    const named = events.filter(({ level }) => level === "mandatory");
    const rules = new Set(named.map(({ rule }) => rule));
    expect([...rules].toSorted(), stdout).to.deep.equal(RULES.map(({ name }) => name).toSorted());
    expect(pairsOf(named)).to.deep.equal(
      pairsOf(
        judge(RULES, broken, SETTINGS).violations.map(({ rule, resource = "vault-dr-prod" }) => ({
          rule: RULES.find(({ id }) => id === rule)?.name ?? rule,
          resource,
        })),
      ),
    );
  });

  describe("with a value that decides and is not known in a preview", () => {
    const fromOutput = { ...but(service, { records: undefined }), uses: { records: ["edge"] } };
    const rule = "record-value-is-bare-host";

    it("fails, and names it", async () => {
      const { exitCode, events } = await previewOf(having([fromOutput]), SETTINGS);
      expect(exitCode).to.not.equal(0);
      const event = events.find((one) => one.rule === rule);
      expect(event).to.include({ resource: "service", level: "mandatory" });
      expect(event?.text).to.include("records is known, so that it can be judged before");
    });

    it("lets it pass with the engine's advice, where that is configured", async () => {
      const warned = { ...SETTINGS, unknowns: "warn" };
      const { exitCode, stdout, events } = await previewOf(having([fromOutput]), warned);
      expect(exitCode, stdout).to.equal(0);
      const event = events.find((one) => one.rule === rule);
      expect(event).to.include({ level: "advisory" });
      expect(event?.text).to.include("can't run policy");
    });
  });

  describe("of an update", () => {
    let world: StackWorld;
    afterEach(() => world.stop());

    for (const flags of [[], ["--skip-preview"]]) {
      it(`stops it before anything is changed ${flags.join("")}`, async () => {
        world = await aStackWorld();
        const { dir, pulumi } = world.workspace;
        await rm(join(dir, "index.ts"));
        await writeFile(
          join(dir, "index.ts"),
          `import { Record } from "@pulumi/aws/route53/index.js";
          new Record("regional", {
            zoneId: "Z3DG6IL3SJCGPX",
            name: "vault-us-west-2.test.acme.com",
            type: "CNAME",
            ttl: 5,
            records: ["https://vault.us-west-2.elb.amazonaws.com"],
          });`,
        );
        const pack = packFlags(join(PACK, "test.json"));
        const up = ["up", "--yes", ...flags, ...pack, "--stack", "test"];
        const { exitCode, stdout } = await pulumi(up);
        expect(exitCode, stdout).to.not.equal(0);
        expect(stdout).to.contain("record-value-is-bare-host");
        expect(stdout).to.contain("its value is a bare host name");
        expect(world.zone.history).to.deep.equal([]);

        const unchecked = await pulumi(["up", "--yes", "--skip-preview", "--stack", "test"]);
        expect(unchecked.exitCode, unchecked.stdout).to.equal(0);
        expect(world.zone.history).to.have.length(1);
      });
    }
  });
});

/**
 * Who is named by which rule. Left out are two that depend on what the cases do not share: each case has a latch of its
 * own for one record, and providers in other Regions.
 */
function pairsOf(named: { rule: string; resource: string }[]): string[] {
  const apart = [latchJudgesFromOutside.name, regionsAreDeclared.name];
  const pairs = named
    .filter(({ rule }) => !apart.includes(rule))
    .map(({ rule, resource }) => `${rule}: ${resource}`);
  return [...new Set(pairs)].toSorted();
}

/** What each case changes, all side by side; of other providers there is no plugin. */
function brokenAtOnce(): Fixture[] {
  const whole = [...estate, ...latchEstate];
  return CASES.flatMap(({ rule, broken }) =>
    Object.values(broken).flatMap((breach, index) =>
      breach.estate
        .filter((one) => !whole.includes(one) && one.type.startsWith("aws:"))
        .map((one) => ({ ...but(one, {}), name: `${rule.id}-${index}-${one.name}`, uses: {} })),
    ),
  );
}
