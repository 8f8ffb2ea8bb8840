import { expect } from "chai";
import type { Reach } from "../../sandbox/model/vault/cluster.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("disaster", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const lost: [string, Reach][] = [
    ["refuses connections", "refused"],
    ["accepts and never answers", "hanging"],
  ];
  for (const [does, reach] of lost) {
    it(`serves from the target when the old primary ${does}, and attaches it again when it is back`, async () => {
      world = await Rehearsal.start();
      world.sandbox.startWriters({ writesPerSecond: 50 });
      await world.writesFlow();
      await world.run("status", "test");
      await world.sandbox.setReach("us-west-2", reach);

      const end = await world.run(
        "failover",
        "test",
        "--to",
        "us-east-1",
        "--yes",
        "-m",
        "us-west-2 is gone",
      );

      expect(end.exitCode, end.stderr).to.equal(13);
      expect(end.document).to.include({
        outcome: "incomplete",
        serving: "us-east-1",
        promoted: true,
        fence: "unproven",
      });
      expect(end.document.remaining).to.deep.include({
        what: "reattach us-west-2",
        command: "vault-dr reattach test",
      });
      expect(end.document.dataLoss).to.include({ possible: "unknown", lastShippedWal: null });
      expect(end.document.dataLoss.lastReceivedWal).to.be.greaterThan(0);
      // Nothing waits on the dead Region: from the consent to the clients' first good answer, the target's times only.
      expect(end.document.timings?.writeOutageMs).to.be.lessThan(8_000);
      await world.writesFlow();
      expect(world.servingRecord()).to.include({ activeRegion: "us-east-1", takeover: 2 });
      expect(world.stackOutput()).to.include({ activeRegion: "us-east-1", takeover: 2 });

      await world.sandbox.setReach("us-west-2", "up");
      expect(world.sandbox.truth().regions["us-west-2"]).to.include({ mode: "primary" });
      const back = await world.run("reattach", "test", "--yes");

      expect(back.exitCode, back.stderr).to.equal(0);
      await world.sandbox.stopWriters();
      const { regions } = world.sandbox.truth();
      expect(regions["us-west-2"]).to.include({
        mode: "secondary",
        state: "stream-wals",
        upstream: "us-east-1",
      });
      expect(regions["us-east-1"]).to.include({ mode: "primary" });
      const status = await world.run("status", "test", "--check");
      expect(status.exitCode, status.stdout).to.equal(0);
    });
  }

  it("fences an old primary that answers by demoting it, and never has two", async () => {
    world = await Rehearsal.start();
    world.sandbox.startWriters({ writesPerSecond: 20 });
    await world.writesFlow();
    const end = await world.run("failover", "test", "--yes", "-m", "rehearsal", "--treat-as-lost");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ fence: "demoted", serving: "us-east-1" });
    expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
  });

  it("refuses while the serving Region still serves, and names the planned move", async () => {
    world = await Rehearsal.start();
    const end = await world.run("failover", "test", "--yes", "-m", "nervous");
    expect(end.exitCode).to.equal(10);
    const finding = end.document.findings.find(({ id }) => id === "STILL_SERVING");
    expect(finding?.next).to.include("vault-dr switchover test --to us-east-1");
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({ mode: "primary" });
  });

  it("stops before promoting, exit 15, when the old primary answers and cannot be demoted", async () => {
    world = await Rehearsal.start();
    world.sandbox.addFault({
      call: "us-west-2 demote",
      times: 5,
      effect: { kind: "answer", status: 403, text: "permission denied" },
    });
    const end = await world.run("failover", "test", "--yes", "-m", "rehearsal", "--treat-as-lost");
    expect(end.exitCode, end.stderr).to.equal(15);
    expect(end.document).to.include({ outcome: "halted", promoted: false });
    expect(world.sandbox.truth().regions["us-east-1"]).to.include({ mode: "secondary" });
  });

  it("refuses a lag that was too high when contact was lost, unless the loss is accepted", async () => {
    world = await Rehearsal.start({ lagMs: 3_000 }, { maxLag: "500ms" });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    await world.run("status", "test");
    await world.writesFlow(60);
    await world.run("status", "test");
    await world.sandbox.setReach("us-west-2", "refused");

    const refused = await world.run("failover", "test", "--yes", "-m", "gone");
    expect(refused.exitCode, refused.stderr).to.equal(10);
    expect(refused.document.findings.map(({ id }) => id)).to.include("LAG_TOO_HIGH");
    const accepted = await world.run("failover", "test", "--yes", "-m", "gone", "--accept-loss");
    expect(accepted.exitCode, accepted.stderr).to.equal(13);
  });

  it("that took longer than the declared RTO ends 17 when that is to count", async () => {
    world = await Rehearsal.start({}, { rto: "10ms" });
    await world.sandbox.setReach("us-west-2", "refused");
    const end = await world.run("failover", "test", "--yes", "-m", "gone", "--enforce-rto");
    expect(end.exitCode, end.stderr).to.equal(17);
    expect(end.document).to.include({ outcome: "done", rtoMissed: true, serving: "us-east-1" });
    expect(end.document.remaining.map(({ what }) => what)).to.include("reattach us-west-2");
  });

  it("brings two primaries back to one by reattach", async () => {
    world = await Rehearsal.start();
    await world.sandbox.setReach("us-west-2", "refused");
    await world.run("failover", "test", "--yes", "-m", "gone");
    await world.sandbox.setReach("us-west-2", "up");
    const status = await world.run("status", "test", "--check");
    expect(status.exitCode).to.equal(16);
    expect(status.document.findings.map(({ id }) => id)).to.include("TWO_PRIMARIES");

    const back = await world.run("resume", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({
      mode: "secondary",
      upstream: "us-east-1",
    });
  });
});
