import { expect } from "chai";
import { DEMOTE_PATH, demotable } from "../../../automation/plan/demotable.ts";
import { ok, refused, unknown } from "../../../ground/answer.ts";

describe("whether VAULT_TOKEN may demote a primary", () => {
  it("is told by what is missing: the demotion, not what the other primary is asked for", () => {
    expect(demotable(ok([]))).to.deep.equal({ is: "demotable" });
    expect(demotable(ok(["sys/replication/dr/primary/secondary-token"]))).to.deep.equal({
      is: "demotable",
    });
    expect(demotable(ok([DEMOTE_PATH]))).to.include({ is: "refused" });
  });

  it("is refused by Vault's own word alone", () => {
    expect(demotable(refused(403, "permission denied"))).to.deep.equal({
      is: "refused",
      why: "it does not accept VAULT_TOKEN (403: permission denied)",
    });
    expect(demotable(refused(503, "no words", false))).to.deep.equal({ is: "unknown" });
    expect(demotable(unknown("timed-out", "no answer"))).to.deep.equal({ is: "unknown" });
  });

  it("is no question for what is no running primary", () =>
    expect(demotable(undefined)).to.deep.equal({ is: "not-needed" }));
});
