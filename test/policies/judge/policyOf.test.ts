import { expect } from "chai";
import { levelIn, policyOf } from "../../../policies/judge/policyOf.ts";
import { defineRule, each, eachInStack } from "../../../policies/judge/rule.ts";
import { RULES } from "../../../policies/rules/catalogue.ts";
import { but, having } from "../../helpers/policies/case.ts";
import {
  apiGroup,
  loadBalancer,
  SETTINGS,
  securityGroup,
  service,
} from "../../helpers/policies/estate.ts";
import { secret } from "../../helpers/policies/estateSecrets.ts";
import { estate } from "../../helpers/policies/estateStorage.ts";
import { type Fixture, judge, UNKNOWN } from "../../helpers/policies/judge.ts";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const internalAndNamed = defineRule({
  id: "P-99",
  name: "internal-and-named",
  says: "A load balancer is internal and has a name.",
  why: "A test needs a rule that asks two things.",
  levels: "- A M",
  checks: [
    each(LOAD_BALANCER, ({ internal }) => (internal === true ? null : "internal is true")),
    each(LOAD_BALANCER, ({ name }) => (name === "vault" ? null : "name is vault")),
    eachInStack(LOAD_BALANCER, ({ props }) => (props.ipAddressType === "ipv4" ? null : "ipv4")),
  ],
});

const balancer = (props: object): Fixture => ({
  type: LOAD_BALANCER,
  name: "lb",
  props: { ...props },
});
const judged = (fixture: Fixture, unknowns: "fail" | "warn") => {
  const { violations, advised } = judge([internalAndNamed], [fixture], { unknowns });
  return { said: violations.map(({ text }) => text), advised };
};

describe("a rule in the engine", () => {
  it("says with its number what is true of a stack that keeps it", () => {
    const { name, description } = policyOf(internalAndNamed);
    expect(name).to.equal("internal-and-named");
    expect(description).to.equal("P-99 A load balancer is internal and has a name.");
  });

  it("is as strict as in prod where nothing is configured", () => {
    const { enforcementLevel, configSchema } = policyOf(internalAndNamed);
    expect(enforcementLevel).to.equal("mandatory");
    expect(configSchema?.properties.unknowns).to.include({ default: "fail" });
    const levels = (["test", "staging", "prod"] as const).map((one) =>
      levelIn(internalAndNamed, one),
    );
    expect(levels).to.deep.equal(["disabled", "advisory", "mandatory"]);
  });

  it("reports all that it asks", () => {
    const none = balancer({ internal: false, name: "x", ipAddressType: "ipv6" });
    expect(judged(none, "fail").said).to.deep.equal(["internal is true", "name is vault", "ipv4"]);
  });

  it("fails on a value that is not known yet, and names it", () => {
    const open = balancer({ internal: UNKNOWN, name: "vault", ipAddressType: UNKNOWN });
    expect(judged(open, "fail")).to.deep.equal({
      said: [
        "internal is known, so that it can be judged before anything is changed",
        "ipAddressType is known, so that it can be judged before anything is changed",
      ],
      advised: [],
    });
  });

  it("leaves it to the engine to advise, where that is configured", () => {
    const open = balancer({ internal: UNKNOWN, name: "vault", ipAddressType: "ipv4" });
    expect(judged(open, "warn")).to.deep.equal({ said: [], advised: ["P-99"] });
  });

  it("does not overlook behind an unknown value what is known to be wrong", () => {
    const open = balancer({ internal: UNKNOWN, name: "x", ipAddressType: "ipv4" });
    expect(judged(open, "warn")).to.deep.equal({ said: ["name is vault"], advised: ["P-99"] });
    expect(judged(open, "fail").said).to.have.length(2);
  });

  it("takes null for what is left out, in lists and objects too", () => {
    const nulls = having([
      but(secret, { kmsKeyId: null, replicas: null }),
      but(apiGroup, { healthCheck: { path: null }, stickiness: null, deregistrationDelay: null }),
      but(securityGroup, { ingress: null, egress: [{ protocol: "-1", cidrBlocks: null }] }),
    ]);
    const said = judge(RULES, nulls, SETTINGS).violations.map(
      ({ rule, text }) => `${rule} ${text}`,
    );
    expect(said).to.include.members([
      "P-27 kmsKeyId is a key of ours",
      "P-28 it has a replica in us-east-1",
      "P-02 healthCheck.path leads to /v1/sys/health, found nothing",
      "P-07 deregistrationDelay is at most 30 s, found 300 s",
    ]);
    expect(said.filter((line) => /^P-(12|14|15)/.test(line))).to.deep.equal([]);
  });

  it("lets an error of its own through: it is a defect, and no rule was kept by it", () => {
    const broken = defineRule({
      ...internalAndNamed,
      checks: [
        each(LOAD_BALANCER, () => {
          throw new Error("a defect");
        }),
      ],
      settings: [],
    });
    expect(() => judge([broken], [balancer({})], {})).to.throw("a defect");
  });
});

describe("what a first update cannot know", () => {
  /** Ids and ARNs of what the same update makes. */
  const firstPreview = having([
    but(loadBalancer, { securityGroups: [UNKNOWN], subnets: [UNKNOWN, UNKNOWN, UNKNOWN] }),
    but(apiGroup, { vpcId: UNKNOWN, arn: UNKNOWN }),
    ...estate
      .filter(({ props }) => "kmsKeyId" in props || "kmsKeyArn" in props)
      .map((one) =>
        but(one, "kmsKeyId" in one.props ? { kmsKeyId: UNKNOWN } : { kmsKeyArn: UNKNOWN }),
      ),
  ]);

  it("is not asked for: such a preview passes every rule", () => {
    expect(judge(RULES, firstPreview, { ...SETTINGS, unknowns: "fail" })).to.deep.equal({
      violations: [],
      advised: [],
    });
  });

  it("is asked for where a rule depends on it", () => {
    const open = having([but(service, { records: [UNKNOWN] })]);
    const { violations } = judge(RULES, open, { ...SETTINGS, unknowns: "fail" });
    expect(violations.map(({ rule, text }) => `${rule} ${text}`)).to.include(
      "P-17 records.0 is known, so that it can be judged before anything is changed",
    );
  });
});
