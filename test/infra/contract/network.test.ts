import { expect } from "chai";
import { parseStackConfig } from "../../../infra/contract.ts";
import { EAST, estateKeys, WEST } from "../../helpers/infra/estateConfig.ts";

type Region = Record<string, Record<string, unknown>>;

describe("the network of a Region in the stack file", () => {
  const keys = () => {
    const raw = estateKeys();
    return { raw, west: raw.regions[WEST] as unknown as Region };
  };
  const problems = (raw: object) => {
    const parsed = parseStackConfig(raw as Record<string, unknown>);
    return "problems" in parsed ? parsed.problems.map(({ key }) => key) : [];
  };

  it("is right as it is documented", () => {
    expect(problems(keys().raw)).to.deep.equal([]);
  });

  it("names one way to find Vault's nodes", () => {
    for (const [targets, isRight] of [
      [{ instanceIds: ["i-0a"] }, true],
      [{ ips: ["10.1.0.4"] }, true],
      [{}, false],
      [{ ips: ["10.1.0.4"], instanceIds: ["i-0a"] }, false],
      [{ ips: ["vault-1"] }, false],
    ] as const) {
      const { raw, west } = keys();
      if (west.network !== undefined) west.network.targets = targets;
      expect(problems(raw).length === 0, JSON.stringify(targets)).to.equal(isRight);
    }
  });

  it("goes with no load balancer of somebody else's", () => {
    const { raw, west } = keys();
    west.existingLoadBalancer = { dnsName: "internal-1.us-west-2.elb.amazonaws.com" };
    expect(problems(raw)).to.deep.equal([`vault-dr:regions.${WEST}.network`]);
  });

  it("needs to know where every Region's Vault is: 8201 is opened to these alone", () => {
    const raw = estateKeys({ existing: EAST });
    const east = raw.regions[EAST] as unknown as Region;
    delete east.vaultCidrs;
    expect(problems(raw)).to.deep.equal([`vault-dr:regions.${EAST}.vaultCidrs`]);
  });

  it("takes networks of IPv4 only, and two subnets at least", () => {
    const { raw, west } = keys();
    if (west.network !== undefined)
      Object.assign(west.network, { clientCidrs: ["10.0.0.0"], subnetIds: ["subnet-1"] });
    expect(problems(raw)).to.have.members([
      `vault-dr:regions.${WEST}.network.clientCidrs.0`,
      `vault-dr:regions.${WEST}.network.subnetIds`,
    ]);
  });
});
