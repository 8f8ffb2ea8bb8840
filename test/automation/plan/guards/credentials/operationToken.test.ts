import { expect } from "chai";
import { operationTokenGuard } from "../../../../../automation/plan/guards/credentials/operationToken.ts";
import { aCaseOf, aSnapshot, foundBy } from "../../../../helpers/healthyCase.ts";

const PROMOTE = "sys/replication/dr/secondary/promote";
const UPDATE = "sys/replication/dr/secondary/update-primary";

describe("the guard of what VAULT_DR_OPERATION_TOKEN may do", () => {
  const lacking = (paths: string[], shares = 0) => ({
    credentials: { ...aSnapshot().credentials, operationTokenLacks: paths, shares },
  });
  const found = (...given: Parameters<typeof aCaseOf>) =>
    foundBy(operationTokenGuard, aCaseOf(...given));

  it("refuses a planned move by one that may not promote, or not attach; the path is named", () => {
    expect(found("switchover", lacking([PROMOTE]))).to.deep.equal(["CREDENTIAL_REFUSED refuse"]);
    expect(found("failback", lacking([UPDATE]))).to.deep.equal(["CREDENTIAL_REFUSED refuse"]);
    const [finding] = operationTokenGuard(aCaseOf("switchover", lacking([PROMOTE])));
    expect(finding?.now).to.include(PROMOTE);
  });

  it("only warns where key shares do what it may not", () => {
    expect(found("switchover", lacking([PROMOTE], 3))).to.deep.equal(["CREDENTIAL_REFUSED warn"]);
  });

  it("only warns in a disaster, and asks for what a disaster needs", () => {
    expect(found("failover", lacking([PROMOTE]))).to.deep.equal(["CREDENTIAL_REFUSED warn"]);
    expect(found("failover", lacking([UPDATE]))).to.deep.equal([]);
  });

  it("asks a reattachment for the attachment alone, and bookkeeping for nothing", () => {
    expect(found("reattach", lacking([UPDATE]))).to.deep.equal(["CREDENTIAL_REFUSED refuse"]);
    expect(found("reattach", lacking([PROMOTE]))).to.deep.equal([]);
    expect(found("reconcile", lacking([PROMOTE, UPDATE]))).to.deep.equal([]);
  });

  it("says nothing where nobody has told", () => expect(found("switchover")).to.deep.equal([]));
});
