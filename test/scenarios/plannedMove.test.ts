import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("planned move", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  it("moves both ways without losing an acknowledged write, under 200 writes per second and 400 ms of lag", async () => {
    world = await Rehearsal.start({ lagMs: 400, quiesce: true });
    world.sandbox.startWriters({ writesPerSecond: 200 });
    await world.writesFlow();

    const there = await world.run("switchover", "test", "--yes");
    expect(there.exitCode, there.stderr).to.equal(0);
    expect(there.document).to.include({ outcome: "done", serving: "us-east-1", promoted: true });
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
    expect(world.stackKeys()).to.deep.equal({ activeRegion: "us-west-2", takeover: 3 });
    expect(world.servingRecord()).to.include({ activeRegion: "us-west-2", takeover: 3 });
    expect(world.stackOutput()).to.include({ activeRegion: "us-west-2", takeover: 3 });
  });
});
