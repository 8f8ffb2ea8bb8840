import { expect } from "chai";
import { type EndState, endState } from "../helpers/endState.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";

/** With writers that never stop by themselves; every call at which a run may die is a row of killTable/. */
describe("kill -9 while clients write, then resume", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  let undisturbed: EndState;
  afterEach(() => world.stop());

  before(async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    undisturbed = endState(world);
    await world.stop();
  });

  const moments: [string, string][] = [
    ["after the TTL was taken down", "route53 ChangeResourceRecordSets"],
    ["after demote", "us-west-2 demote"],
    ["after promote", "us-east-1 promote"],
    ["after update-primary", "us-west-2 update-primary"],
  ];
  for (const [when, call] of moments) {
    it(`${when} ends as without, and no write is lost`, async () => {
      world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
      world.sandbox.startWriters({ writesPerSecond: 50 });
      await world.writesFlow();
      await world.killAfter(call, "switchover", "test", "--yes");

      const resumed = await world.run("resume", "test", "--yes");

      expect(resumed.exitCode, resumed.stderr).to.equal(0);
      await world.writesFlow();
      await world.sandbox.stopWriters();
      expect(endState(world)).to.deep.equal(undisturbed);
      expect(world.sandbox.truth().lostKeys).to.deep.equal([]);
      expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
    });
  }

  it("after promote of a disaster and after demote of the reattach ends as a planned move does", async () => {
    world = await Rehearsal.start({ ttlSeconds: 2 });
    await world.sandbox.setReach("us-west-2", "refused");
    await world.killAfter("us-east-1 promote", "failover", "test", "--yes", "-m", "gone");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    expect(resumed.document.serving).to.equal("us-east-1");

    await world.sandbox.setReach("us-west-2", "up");
    await world.killAfter("us-west-2 demote", "reattach", "test", "--yes");
    const attached = await world.run("resume", "test", "--yes");
    expect(attached.exitCode, attached.stderr).to.equal(0);
    expect(endState(world)).to.deep.equal(undisturbed);
  });

  it("says that nothing is unfinished when nothing is", async () => {
    world = await Rehearsal.start();
    const end = await world.run("resume", "test", "--yes");
    expect(end.exitCode).to.equal(0);
    expect(end.document.findings.map(({ id }) => id)).to.deep.equal(["NOTHING_TO_DO"]);
  });
});
