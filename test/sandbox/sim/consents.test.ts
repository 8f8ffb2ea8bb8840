import { expect } from "chai";
import { NO_CONSENTS } from "../../../automation/plan/snapshot.ts";
import { withoutRun } from "../../../automation/report/outcome.ts";
import type { Random } from "../../../ground/random.ts";
import { CONSENT_FLAGS, consented } from "../../../sandbox/sim/consents.ts";

const always = (drawn: number): Random => ({ next: () => drawn });
const BOLD = always(0);
const CAREFUL = always(0.99);

describe("an operator who takes a risk", () => {
  const refusedWith = (next: string, severity: "refuse" | "warn" = "refuse") =>
    withoutRun({
      verb: "failover",
      environment: "test",
      outcome: "refused",
      exitCode: 10,
      findings: [{ id: "STILL_SERVING", severity, now: "", next }],
    });

  it("runs the command again with the flag that was named, or the command that was named with it", () => {
    const alone = refusedWith(
      "Move it: vault-dr switchover test. Or lose it with --treat-as-lost.",
    );
    expect(consented("failover", alone, BOLD)).to.deep.equal({
      verb: "failover",
      consents: { treatAsLost: true },
    });
    const other = refusedWith("To accept two: vault-dr resume test --accept-unfenced");
    expect(consented("failover", other, BOLD)).to.deep.equal({
      verb: "resume",
      consents: { acceptUnfenced: true },
    });
  });

  it("does not when nothing is offered, when it is no refusal, or when it is not worth it to him", () => {
    expect(consented("failover", refusedWith("Wait."), BOLD)).to.equal(null);
    expect(consented("failover", refusedWith("--accept-loss", "warn"), BOLD)).to.equal(null);
    expect(consented("failover", refusedWith("--accept-loss"), CAREFUL)).to.equal(null);
    expect(consented("failover", null, BOLD)).to.equal(null);
  });

  it("knows every flag", () =>
    expect(Object.keys(CONSENT_FLAGS).sort()).to.deep.equal(Object.keys(NO_CONSENTS).sort()));
});
