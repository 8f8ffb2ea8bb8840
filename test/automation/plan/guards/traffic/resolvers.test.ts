import { expect } from "chai";
import { resolversGuard } from "../../../../../automation/plan/guards/traffic/resolvers.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";

describe("the guard of resolvers", () => {
  const answering = (resolver: string, cname: string | null) => ({
    resolver,
    answer: ok({ cname, addresses: [], ttlSeconds: 5 }),
  });
  const found = (...given: Parameters<typeof aCaseOf>) =>
    foundBy(resolversGuard, aCaseOf(...given));
  const other = answering("a", "vault-us-east-1.test.acme.com");

  it("warns of each that answers something else than Route 53 has", () => {
    const resolvers = [
      other,
      answering("b", null),
      answering("c", "vault-us-west-2.test.acme.com"),
    ];
    expect(found("switchover", { resolvers })).to.deep.equal([
      "RESOLVER_DIFFERS warn",
      "RESOLVER_DIFFERS warn",
    ]);
  });

  it("warns of one that does not answer", () => {
    const resolvers = [{ resolver: "a", answer: unknown("timed-out", "2000 ms") }];
    expect(found("switchover", { resolvers })).to.deep.equal(["RESOLVER_DIFFERS warn"]);
  });

  it("cannot compare while Route 53 is silent", () => {
    const record = unknown("unreachable", "down");
    expect(found("failover", { resolvers: [other], record })).to.deep.equal([]);
  });
});
