import { expect } from "chai";
import { route53Guard } from "../../../../../automation/plan/guards/traffic/route53.ts";
import { ok, refused, unknown } from "../../../../../ground/answer.ts";
import { aCaseOf, foundBy } from "../../../../helpers/healthyCase.ts";

const record = (value: string) => ok({ name: "vault.test.acme.com", value, ttlSeconds: 5 });

describe("the guard of Route 53", () => {
  const found = (...given: Parameters<typeof aCaseOf>) => foundBy(route53Guard, aCaseOf(...given));

  for (const [id, broken] of Object.entries({
    ROUTE53_UNREACHABLE: unknown("timed-out", "5000 ms"),
    RECORD_MISSING: ok(null),
    RECORD_NOT_AS_DECLARED: record("vault-us-east-1.test.acme.com"),
  })) {
    it(`${id}: refuses a planned move, warns in a disaster`, () => {
      expect(found("switchover", { record: broken })).to.deep.equal([`${id} refuse`]);
      expect(found("failover", { record: broken })).to.deep.equal([`${id} warn`]);
    });
  }

  it("names reconcile for a record that leads to the other Region, and who serves for a strange one", () => {
    const nextFor = (value: string) =>
      route53Guard(aCaseOf("switchover", { record: record(value) }))[0]?.next;
    expect(nextFor("vault-us-east-1.test.acme.com")).to.include("vault-dr reconcile test");
    expect(nextFor("maintenance.test.acme.com")).to.include("vault-dr status test");
  });

  it("counts a refusal as not reached", () => {
    expect(found("switchover", { record: refused(403, "AccessDenied") })).to.deep.equal([
      "ROUTE53_UNREACHABLE refuse",
    ]);
  });

  it("has nothing to say where no traffic is moved", () => {
    expect(found("reattach", { record: ok(null) })).to.deep.equal([]);
    expect(found("reconcile", { record: ok(null) })).to.deep.equal([]);
  });
});
