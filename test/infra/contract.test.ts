import { expect } from "chai";
import {
  addressOf,
  clusterAddressOf,
  duration,
  isBareHostName,
  parseStackConfig,
} from "../../infra/contract.ts";

const loadBalancer = { dnsName: "internal-vault-1.us-west-2.elb.amazonaws.com" };

/** The smallest file, as YAML gives it. */
const least = () => ({
  activeRegion: "us-west-2",
  takeover: 4,
  homeRegion: "us-west-2",
  service: { name: "vault.acme.com", hostedZoneId: "Z1" } as Record<string, unknown>,
  regions: {
    "us-west-2": { name: "vault-w.acme.com", existingLoadBalancer: loadBalancer },
    "us-east-1": { name: "vault-e.acme.com", existingLoadBalancer: loadBalancer },
  } as Record<string, Record<string, unknown>>,
  recovery: { journal: "file:./.vault-dr/test" } as Record<string, unknown>,
});

const parsed = (raw: Record<string, unknown>) => {
  const result = parseStackConfig(raw);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.config;
};
const problems = (raw: Record<string, unknown>) => {
  const result = parseStackConfig(raw);
  return "problems" in result ? result.problems : [];
};

describe("the stack file's contract", () => {
  it("fills in the defaults, durations in milliseconds", () => {
    const config = parsed(least());
    expect(config.service).to.include({
      privateZone: false,
      ttlSeconds: 5,
      traffic: "cname",
      existingRecords: false,
      port: 8200,
    });
    expect(config.recovery).to.deep.equal({
      journal: "file:./.vault-dr/test",
      existingBucket: false,
      rollbackAfterMs: 15_000,
      drainTimeoutMs: 10_000,
      lagMsMax: 5_000,
      rtoMs: 60_000,
    });
  });

  it("takes what Pulumi gives a program (strings and JSON) for the same as YAML", () => {
    const asPulumi = Object.fromEntries(
      Object.entries(least()).map(([key, value]) => [
        key,
        typeof value === "object" ? JSON.stringify(value) : String(value),
      ]),
    );
    expect(parsed(asPulumi)).to.deep.equal(parsed(least()));
  });

  it("knows how each Region is reached", () => {
    const raw = least();
    raw.regions["us-east-1"] = {
      ...raw.regions["us-east-1"],
      address: "https://127.0.2.1:8200",
      clusterAddress: "127.0.2.1:8201",
    };
    const config = parsed(raw);
    expect(addressOf(config, "us-west-2")).to.equal("https://vault-w.acme.com:8200");
    expect(addressOf(config, "us-east-1")).to.equal("https://127.0.2.1:8200");
    expect(clusterAddressOf(config, "us-west-2")).to.equal("vault-w.acme.com:8201");
    expect(clusterAddressOf(config, "us-east-1")).to.equal("127.0.2.1:8201");
  });

  it("reports every problem at once: the key, what stands there, what is allowed, an example", () => {
    const raw = { ...least(), takeover: "four", homeRegion: "eu-west-1" };
    raw.service.ttlSeconds = 600;
    raw.recovery.rollbackAfter = "15";
    const found = problems(raw);
    expect(found.map(({ key }) => key)).to.have.members([
      "vault-dr:takeover",
      "vault-dr:homeRegion",
      "vault-dr:service.ttlSeconds",
      "vault-dr:recovery.rollbackAfter",
    ]);
    expect(found.find(({ key }) => key === "vault-dr:service.ttlSeconds")).to.deep.equal({
      key: "vault-dr:service.ttlSeconds",
      found: "600",
      allowed: "1 to 60",
      example: "5",
    });
  });

  it("refuses an unknown key and names the nearest known one", () => {
    const raw = least();
    raw.service.ttlSecond = 5;
    const [problem] = problems({ ...raw, homeRegio: "us-west-2" });
    expect(problems(raw)[0]?.allowed).to.equal("did you mean vault-dr:service.ttlSeconds?");
    expect(problem?.allowed).to.contain("vault-dr:");
  });

  it("refuses one Region, an active Region that is not listed, and a Region without load balancer", () => {
    const one = least();
    delete one.regions["us-east-1"];
    expect(problems(one)[0]?.allowed).to.equal("two or more Regions");
    expect(problems({ ...least(), activeRegion: "eu-west-1" })[0]?.allowed).to.equal(
      "us-west-2, us-east-1",
    );
    const bare = least();
    bare.regions["us-east-1"] = { name: "vault-e.acme.com" };
    expect(problems(bare)[0]?.key).to.contain("us-east-1.existingLoadBalancer");
    bare.service.existingRecords = true;
    expect(problems(bare)).to.deep.equal([]);
  });

  it("refuses a key that has no code behind it yet", () => {
    const raw = least();
    raw.service.traffic = "latch";
    const found = problems({ ...raw, notifications: { topic: "arn:aws:sns:us-east-2:1:a" } });
    for (const { allowed } of found) expect(allowed).to.contain("not in this release");
    expect(found).to.have.length(2);
  });

  it("takes lists of commands for the hooks before and after, and refuses one command in place of the list", () => {
    const before = [["./hooks/announce", "begin"], ["./hooks/page"]];
    expect(problems({ ...least(), hooks: { before, after: [["true"]] } })).to.deep.equal([]);
    for (const wrong of [["./hooks/announce"], [[]], "./hooks/announce", [[""]]]) {
      const [problem] = problems({ ...least(), hooks: { after: wrong } });
      expect(problem?.key, JSON.stringify(wrong)).to.match(/^vault-dr:hooks\.after/);
      expect(problem?.allowed).to.equal("a list of argv lists, run in order");
    }
  });

  it("refuses a CNAME value that is not a bare host name", () => {
    for (const text of ["https://vault.acme.com", "vault.acme.com:8200", "vault acme.com", ""]) {
      expect(isBareHostName(text), text).to.equal(false);
    }
    expect(isBareHostName("vault-w.acme.com")).to.equal(true);
  });

  it("reads durations in ms, s and m", () => {
    expect(["500ms", "15s", "2m"].map((text) => duration.parse(text))).to.deep.equal([
      500, 15_000, 120_000,
    ]);
    expect(duration.safeParse("2h").success).to.equal(false);
  });
});
