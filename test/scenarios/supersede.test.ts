import { expect } from "chai";
import { idsOf } from "../helpers/endState.ts";
import { Rehearsal, until } from "../helpers/rehearsal.ts";

describe("failover while a planned move is unfinished", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const SWITCHOVER = ["switchover", "test", "--yes"];
  const FAILOVER = ["failover", "test", "--yes", "-m", "its old primary died in the middle"];

  it("takes its place when the old primary died after the demotion: 13, writers go on, then reattach", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    await until(() => !world.sandbox.truth().regions["us-west-2"]?.changingRole, "it is demoted");
    await world.sandbox.setReach("us-west-2", "refused");

    const end = await world.run(...FAILOVER);

    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.serving).to.equal("us-east-1");
    expect(idsOf(end)).to.include("UNFINISHED_RUN");
    await world.writesFlow();
    await world.sandbox.stopWriters();
    expect(world.sandbox.truth().lostKeys).to.deep.equal([]);
    expect(world.sandbox.truth().service.record?.ttlSeconds).to.equal(2);
    expect(world.stackKeys()).to.deep.equal({ activeRegion: "us-east-1", takeover: 2 });

    await world.sandbox.setReach("us-west-2", "up");
    const attached = await world.run("reattach", "test", "--yes");
    expect(attached.exitCode, attached.stderr).to.equal(0);
    const more = await world.run("resume", "test", "--yes");
    expect(idsOf(more)).to.deep.equal(["NOTHING_TO_DO"]);
  });

  it("is refused when the promotion took effect: 10, resume is named and finishes", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    await world.killAfter("us-east-1 promote", ...SWITCHOVER);
    await until(() => !world.sandbox.truth().regions["us-east-1"]?.changingRole, "it is promoted");
    await world.sandbox.setReach("us-west-2", "refused");
    const refused = await world.run(...FAILOVER);
    expect(refused.exitCode, refused.stderr).to.equal(10);
    const finding = refused.document.findings.find(({ id }) => id === "UNFINISHED_RUN");
    expect(finding?.now).to.include("us-east-1 is primary already");
    expect(finding?.next).to.equal("Go on with it: vault-dr resume test");
    await world.sandbox.setReach("us-west-2", "up");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(resumed.document.dataLoss.possible).to.equal("no");
  });

  it("after a promotion that was refused and an old primary that died: 13, and it is known that nothing is lost", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    world.sandbox.addFault({
      call: "us-east-1 promote",
      times: 1_000,
      effect: { kind: "answer", status: 503, text: "a load balancer has no target" },
    });
    const { child, ended } = world.begin(...SWITCHOVER);
    await until(() => (world.sandbox.truth().calls["us-east-1 promote"] ?? 0) >= 1, "it is sent");
    child.kill("SIGKILL");
    await ended;
    world.sandbox.clearFaults();
    await world.sandbox.setReach("us-west-2", "refused");

    const end = await world.run(...FAILOVER);

    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.dataLoss.possible).to.equal("no");
  });

  it("is refused while the old primary answers: 10, and resume is named", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    const end = await world.run(...FAILOVER, "--treat-as-lost");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.include("UNFINISHED_RUN");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
  });
});
