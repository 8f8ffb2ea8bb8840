import { expect } from "chai";
import { balancerName, tagsFor } from "../../infra/naming.ts";

describe("the name of a load balancer or target group", () => {
  it("says environment and part", () => {
    expect(balancerName("test")).to.equal("vault-test");
    expect(balancerName("test", "api")).to.equal("vault-test-api");
  });

  it("is never longer than AWS takes, keeps its part, and ends in no hyphen", () => {
    const long = "production-of-the-payments-team";
    for (const part of ["api", "cluster"]) {
      const name = balancerName(long, part);
      expect(name.length).to.be.at.most(32);
      expect(name.endsWith(`-${part}`)).to.equal(true);
    }
    expect(balancerName(long)).to.equal("vault-production-of-the-payments");
    expect(balancerName("production-of-the-pay-ments", "cluster")).to.not.include("--");
  });
});

describe("the tags of a resource", () => {
  it("tell whose it is, and what it does in the pair", () => {
    const owned = { environment: "prod", tags: { owner: "platform", "data-class": "internal" } };
    expect(tagsFor(owned, "edge")).to.include({
      env: "prod",
      app: "vault",
      owner: "platform",
      "data-class": "internal",
      "vault:role": "edge",
    });
    const role = { "vault:role": "something else" };
    expect(tagsFor({ ...owned, tags: role }, "edge")).to.include({ "vault:role": "edge" });
  });
});
