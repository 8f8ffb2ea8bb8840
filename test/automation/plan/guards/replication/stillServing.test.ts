import { expect } from "chai";
import { stillServingGuard } from "../../../../../automation/plan/guards/replication/stillServing.ts";
import { NO_CONSENTS } from "../../../../../automation/plan/snapshot.ts";
import { ok, unknown } from "../../../../../ground/answer.ts";
import {
  aCase,
  aCaseOf,
  aRequest,
  aSnapshot,
  clustersOf,
  foundBy,
} from "../../../../helpers/healthyCase.ts";

describe("the guard of what is not lost", () => {
  const found = (...given: Parameters<typeof aCaseOf>) =>
    foundBy(stillServingGuard, aCaseOf(...given));
  const service = ok(undefined);

  it("refuses a failover of a Region that still serves, and names switchover", () => {
    expect(found("failover", { service })).to.deep.equal(["STILL_SERVING refuse"]);
    const [finding] = stillServingGuard(aCaseOf("failover", { service }));
    expect(finding?.next).to.include("vault-dr switchover test --to us-east-1");
  });

  it("only warns with --treat-as-lost", () => {
    const consents = { ...NO_CONSENTS, treatAsLost: true };
    const look = aCase({
      request: aRequest({ verb: "failover", consents }),
      snapshot: aSnapshot({ service }),
    });
    expect(foundBy(stillServingGuard, look)).to.deep.equal(["STILL_SERVING warn"]);
  });

  it("lets it pass when clients cannot read and write, or nobody says that it is primary", () => {
    expect(found("failover", { service: unknown("timed-out", "") })).to.deep.equal([]);
    expect(found("failover", { service: null })).to.deep.equal([]);
    const demoted = clustersOf({ role: "secondary" });
    expect(found("failover", { service, ...demoted })).to.deep.equal([]);
  });

  it("is for disasters alone", () => expect(found("switchover", { service })).to.deep.equal([]));
});
