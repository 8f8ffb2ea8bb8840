import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

/** What must be the same at the end, whether or not the driver died on the way. */
type EndState = {
  serving: string | null;
  modes: Record<string, string>;
  upstream: string | null | undefined;
  record: { values: string[]; ttlSeconds: number } | null;
  file: object;
  servingRecord: object | null;
  stack: object;
};

function endState(world: Rehearsal): EndState {
  const truth = world.sandbox.truth();
  const { record } = truth.service;
  const stack = world.stackOutput();
  const stored = world.servingRecord();
  return {
    serving: truth.serving,
    modes: Object.fromEntries(
      Object.entries(truth.regions).map(([region, { mode, state }]) => [
        region,
        `${mode} ${state}`,
      ]),
    ),
    upstream: truth.regions["us-west-2"]?.upstream,
    record: record === null ? null : { values: record.values, ttlSeconds: record.ttlSeconds },
    file: world.stackKeys(),
    servingRecord:
      stored === null ? null : { activeRegion: stored.activeRegion, takeover: stored.takeover },
    stack: { activeRegion: stack.activeRegion, takeover: stack.takeover },
  };
}

describe("kill -9, then resume", function () {
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
    ["after the activation token was issued", "us-east-1 secondary-token"],
    ["after update-primary", "us-west-2 update-primary"],
  ];
  for (const [when, call] of moments) {
    it(`${when} ends as without`, async () => {
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

  it("after the record was moved ends as without", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    // The first change is the one that takes the TTL down.
    await world.killAfterNth(2, "route53 ChangeResourceRecordSets", "switchover", "test", "--yes");
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([
      "vault-us-east-1.test.acme.com",
    ]);
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(endState(world)).to.deep.equal(undisturbed);
  });

  it("after demote goes back when rollbackAfter has passed meanwhile: the rollback is due", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 }, { rollbackAfter: "1s" });
    const before = endState(world);
    await world.killAfter("us-west-2 demote", "switchover", "test", "--yes");
    await new Promise((wake) => setTimeout(wake, 1_500));

    const resumed = await world.run("resume", "test", "--yes");

    expect(resumed.exitCode, resumed.stderr).to.equal(12);
    expect(endState(world)).to.deep.equal(before);
    expect(world.sandbox.truth().regions["us-east-1"]).to.include({
      mode: "secondary",
      upstream: "us-west-2",
    });
  });

  it("after promote of a disaster goes on to 13, and reattach to 0", async () => {
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
