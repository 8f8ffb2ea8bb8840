import { expect } from "chai";
import { beginDemotion, beginPromotion } from "../../../../sandbox/model/vault/roles.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../../sandbox/sim/world.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { Story } from "../../../helpers/story.ts";
import { aDisaster, aPlannedMove, aReattachment } from "../../../helpers/virtual/moves.ts";

describe("nothing is done that is not on record before", () => {
  const late = { now: 0 };

  it("a call of a step that is started holds, also of the way back", async () => {
    for (const [step, call] of [
      ["demote-old-primary", "vault.demote"],
      ["promote-new-primary", "vault.promote"],
      ["promote-back", "vault.promote"],
      ["move-traffic", "traffic.upsert"],
      ["unquiesce", "hooks.run"],
      ["update-stack", "stack.update"],
    ] as const) {
      const seen = new Watched();
      await seen.tells(new Story(aPlannedMove()).started(step));
      seen.calls(call, late);
      expect(seen.broken, step).to.deep.equal([]);
    }
  });

  it("breaks for a call of a step that is not started, or was answered", async () => {
    for (const story of [
      new Story(aPlannedMove()),
      new Story(aPlannedMove()).started("move-traffic"),
      new Story(aPlannedMove()).started("demote-old-primary").ok("demote-old-primary"),
    ]) {
      const seen = new Watched();
      await seen.tells(story);
      seen.calls("vault.demote", late);
      expect(seen.broken).to.deep.equal(["on record"]);
    }
  });

  it("breaks for a call of a step that only a process before this one had started", async () => {
    const seen = new Watched();
    await seen.tells(new Story(aPlannedMove()).started("demote-old-primary").resumed());
    seen.calls("vault.demote", late);
    expect(seen.broken).to.deep.equal(["on record"]);
  });

  it("asks nothing of a look, of tidying up, of a sample, and of what people ask for by hand", async () => {
    const seen = new Watched();
    await seen.tells(new Story(aPlannedMove()));
    for (const call of ["vault.view", "vault.cancelGeneration", "vault.revokeSelf"])
      seen.calls(call);
    seen.calls("store.putDocument", { args: ["lag", {}, null] });
    seen.calls("stackFile.write", { verb: "config pull" });
    expect(seen.broken).to.deep.equal([]);
  });

  it("a role that changes holds when a run has asked for it", async () => {
    const seen = new Watched();
    const { vault } = seen.world;
    await seen.tells(new Story(aReattachment()).started("demote-old-primary"));
    beginDemotion(vault, clusterIn(vault, WEST));
    seen.audit.step();
    expect(seen.broken).to.deep.equal([]);
  });

  it("a role that changes breaks when no run has asked that cluster to", async () => {
    const seen = new Watched();
    const { vault } = seen.world;
    await seen.tells(new Story(aDisaster()).started("fence-old-primary"));
    beginDemotion(vault, clusterIn(vault, WEST));
    seen.audit.step();
    expect(seen.broken).to.deep.equal([]);
    beginPromotion(vault, clusterIn(vault, EAST), "");
    seen.audit.step();
    expect(seen.audit.violations.join()).to.match(/^on record: us-east-1 becomes primary/);
  });
});
