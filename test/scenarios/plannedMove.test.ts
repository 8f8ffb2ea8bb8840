import { expect } from "chai";
import { Rehearsal, until } from "../helpers/rehearsal.ts";

describe("planned move", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  it("goes and comes back without losing an acknowledged write, under 200 writes per second and 400 ms of lag", async () => {
    world = await Rehearsal.start({ lagMs: 400, quiesce: true });
    world.sandbox.startWriters({ writesPerSecond: 200 });
    await world.writesFlow();

    const there = await world.run("switchover", "test", "--yes");
    expect(there.exitCode, there.stderr).to.equal(0);
    expect(there.document).to.include({
      outcome: "done",
      from: "us-west-2",
      serving: "us-east-1",
      promoted: true,
    });
    expect(there.document.dataLoss.possible).to.equal("no");
    await world.writesFlow();

    const back = await world.run("failback", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    await world.writesFlow();
    await world.sandbox.stopWriters();

    const truth = world.sandbox.truth();
    expect(truth.serving).to.equal("us-west-2");
    expect(truth.lostKeys).to.deep.equal([]);
    expect(truth.clients.acknowledged).to.be.greaterThan(200);
    expect(truth.twoPrimaries).to.deep.equal([]);
    expect(truth.service.record).to.deep.include({
      values: ["vault-us-west-2.test.acme.com"],
      ttlSeconds: 1,
    });
    for (const keys of [world.stackKeys(), world.servingRecord(), world.stackOutput()]) {
      expect(keys).to.include({ activeRegion: "us-west-2", takeover: 3 });
    }
  });

  it("tells what it does in the event log, by names that other programs rely on", async () => {
    world = await Rehearsal.start({ quiesce: true });
    expect((await world.run("switchover", "test", "--yes")).exitCode).to.equal(0);
    const milestones = world.events().filter((name) => !name.startsWith("step."));
    const [side, byside] = [["stack.reconciled", "reattached"], milestones.slice(-3, -1)];
    expect(milestones.slice(0, -3)).to.deep.equal([
      "run.started",
      "wal.converged",
      "fence.confirmed",
      "demoted",
      "traffic.moved",
      "wal.converged",
      "promoted",
      "client.first_ok",
    ]);
    expect(byside).to.have.members(side);
    expect(milestones.at(-1)).to.equal("run.finished");
  });

  it("leaves the left Region attached as a secondary that holds the same data", async () => {
    world = await Rehearsal.start({ quiesce: true });
    const end = await world.run("switchover", "test", "--to", "us-east-1", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.document.fence).to.equal("demoted");
    const { regions } = world.sandbox.truth();
    expect(regions["us-west-2"]).to.include({
      mode: "secondary",
      state: "stream-wals",
      upstream: "us-east-1",
    });
    await until(() => {
      const now = world.sandbox.truth().regions;
      return now["us-west-2"]?.merkleRoot === now["us-east-1"]?.merkleRoot;
    }, "both hold the same");
  });

  it("is rolled back when a write slips in without a way to quiesce: nothing is lost, the secondary is attached again", async () => {
    world = await Rehearsal.start({ lagMs: 400 });
    world.sandbox.startWriters({ writesPerSecond: 100 });
    await world.writesFlow();
    const before = world.stackKeys();

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document).to.include({
      outcome: "rolled-back",
      serving: "us-west-2",
      promoted: false,
    });
    expect(end.document.findings.map(({ id }) => id)).to.include.members([
      "NO_QUIESCE",
      "ROOTS_DIFFER",
    ]);
    await world.writesFlow();
    await world.sandbox.stopWriters();
    const truth = world.sandbox.truth();
    expect(truth.lostKeys).to.deep.equal([]);
    expect(truth.twoPrimaries).to.deep.equal([]);
    expect(truth.regions["us-east-1"]).to.include({ mode: "secondary", upstream: "us-west-2" });
    expect(truth.service.record?.values).to.deep.equal(["vault-us-west-2.test.acme.com"]);
    expect(world.stackKeys()).to.deep.equal(before);
    expect(world.servingRecord()).to.equal(null);
  });

  it("goes through without quiesce when no client writes", async () => {
    world = await Rehearsal.start();
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.document.findings.map(({ id }) => id)).to.include("NO_QUIESCE");
  });

  it("is rolled back when the quiesce hook fails, before anything is demoted", async () => {
    const hooks = { quiesce: ["false"], unquiesce: ["true"] };
    world = await Rehearsal.start({}, { hooks });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document.findings.map(({ id }) => id)).to.include("HOOK_FAILED");
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({
      mode: "primary",
      state: "running",
    });
    expect(world.sandbox.truth().service.record?.ttlSeconds).to.equal(1);
  });

  it("has nothing to do when the Region serves already", async () => {
    world = await Rehearsal.start();
    const end = await world.run("switchover", "test", "--to", "us-west-2", "--yes");
    expect(end.exitCode).to.equal(0);
    expect(end.document).to.include({ outcome: "done", run: null });
    expect(end.document.findings.map(({ id }) => id)).to.deep.equal(["NOTHING_TO_DO"]);
  });

  it("ends 13 while another update holds the stack, and reconcile brings it up to date", async () => {
    world = await Rehearsal.start({ quiesce: true });
    world.lockStack(true);
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.remaining).to.deep.include({
      what: "bring the stack up to date",
      command: "vault-dr reconcile test",
    });
    expect(world.stackOutput()).to.include({ activeRegion: "us-west-2" });
    world.lockStack(false);

    const reconciled = await world.run("reconcile", "test");
    expect(reconciled.exitCode, reconciled.stderr).to.equal(0);
    expect(world.stackOutput()).to.include({ activeRegion: "us-east-1", takeover: 2 });
  });
});
