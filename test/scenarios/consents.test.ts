import { expect } from "chai";
import { idsOf } from "../helpers/endState.ts";
import { Rehearsal, until } from "../helpers/rehearsal.ts";

describe("a consent, for one run and one thing", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const FAILOVER = ["failover", "test", "--yes", "-m", "gone"];
  const promotions = () => world.sandbox.truth().calls["us-east-1 promote"] ?? 0;

  it("--force-incomplete promotes a secondary whose data are incomplete; without it: 10, nothing sent", async () => {
    world = await Rehearsal.start({ vault: { attachMs: 60_000 } });
    world.sandbox.compareAnew("us-east-1");
    await world.sandbox.setReach("us-west-2", "hanging");
    await until(
      () => world.sandbox.truth().regions["us-east-1"]?.state === "merkle-diff",
      "it compares its tree anew",
    );
    const without = await world.run(...FAILOVER);
    expect(without.exitCode, without.stderr).to.equal(10);
    expect(idsOf(without)).to.include("MERKLE_SYNC");
    expect(without.document.findings.find(({ id }) => id === "MERKLE_SYNC")?.next).to.include(
      "--force-incomplete",
    );
    expect(promotions()).to.equal(0);

    const end = await world.run(...FAILOVER, "--force-incomplete");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ serving: "us-east-1", promoted: true });
  });

  it("--accept-unfenced promotes although the old primary answers and cannot be demoted; without it: 15, nothing promoted", async () => {
    world = await Rehearsal.start();
    const effect = { kind: "answer", status: 403, text: "permission denied" } as const;
    world.sandbox.addFault({ call: "us-west-2 demote", times: 100, effect });
    const line = [...FAILOVER, "--treat-as-lost"];
    const without = await world.run(...line);
    expect(without.exitCode, without.stderr).to.equal(15);
    expect(idsOf(without)).to.include("FENCE_IMPOSSIBLE");
    expect(promotions()).to.equal(0);

    const end = await world.run("resume", "test", "--yes", "--accept-unfenced");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ serving: "us-east-1", fence: "none" });
    world.sandbox.clearFaults();
    const attached = await world.run("reattach", "test", "--yes");
    expect(attached.exitCode, attached.stderr).to.equal(0);
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({ upstream: "us-east-1" });
  });

  it("--accept-loss lets a planned move go on with a write that slipped in; without it: 12, nothing lost", async () => {
    for (const [flags, exitCode] of [
      [[], 12],
      [["--accept-loss"], 0],
    ] as const) {
      world = await Rehearsal.start({ lagMs: 3_000 });
      world.sandbox.startWriters({ writesPerSecond: 100 });
      await world.writesFlow();
      const end = await world.run("switchover", "test", "--yes", ...flags);
      expect(end.exitCode, end.stderr).to.equal(exitCode);
      expect(end.document.dataLoss.possible).to.equal(exitCode === 0 ? "yes" : "no");
      await world.sandbox.stopWriters();
      if (exitCode === 12) {
        expect(world.sandbox.truth().lostKeys).to.deep.equal([]);
        await world.stop();
      }
    }
  });
});
