import { expect } from "chai";
import { edgeRules } from "../../infra/edgeRules.ts";
import { anEstateConfig, EAST, WEST } from "../helpers/infra/estateConfig.ts";

describe("who may reach a Region's load balancer", () => {
  const rules = (changes = {}) => edgeRules(anEstateConfig(changes), WEST);
  const said = (group: string, direction: string) =>
    rules()
      .filter((rule) => rule.group === group && rule.direction === direction)
      .map(({ port, cidr }) => `${port} ${cidr}`)
      .sort();

  it("are clients, operators and the peers' Vault on the API, the peers alone on 8201", () => {
    expect(said("client", "in")).to.deep.equal([
      "8200 10.0.0.0/8",
      "8200 10.2.0.0/20",
      "8200 10.9.0.0/16",
      "8201 10.2.0.0/20",
    ]);
  });

  it("are operators, and the peers on 8201, while the Region is fenced", () => {
    expect(said("fence", "in")).to.deep.equal(["8200 10.9.0.0/16", "8201 10.2.0.0/20"]);
  });

  it("and it reaches the Region's own nodes and nobody else, fenced or not", () => {
    for (const group of ["client", "fence"])
      expect(said(group, "out")).to.deep.equal(["8200 10.1.0.0/20", "8201 10.1.0.0/20"]);
  });

  it("have one rule each, although they stand in two lists", () => {
    const config = anEstateConfig();
    const region = config.regions[WEST];
    const network = { ...region?.network, operatorCidrs: ["10.0.0.0/8"] };
    const keys = edgeRules(
      { ...config, regions: { ...config.regions, [WEST]: { ...region, network } } } as never,
      WEST,
    ).map(({ key }) => key);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(keys.filter((key) => key.startsWith("client-in-8200"))).to.have.length(2);
  });

  it("are nobody's concern here where the load balancer is there already", () => {
    expect(edgeRules(anEstateConfig({ existing: EAST }), EAST)).to.deep.equal([]);
  });
});
