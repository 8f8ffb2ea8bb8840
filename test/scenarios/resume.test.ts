import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("resume after a run that ended", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  it("13 does what remained: the old primary is attached when it could not be before", async () => {
    world = await Rehearsal.start({ quiesce: true });
    const call = "us-west-2 update-primary";
    world.sandbox.addFault({
      call,
      times: 1,
      effect: { kind: "answer", status: 400, text: "not today" },
    });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.serving).to.equal("us-east-1");
    expect(end.document.remaining.map(({ what }) => what)).to.deep.equal(["reattach us-west-2"]);
    // Nobody waits for the stream of a cluster that was not attached.
    expect(end.ms).to.be.lessThan(30_000);

    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({
      mode: "secondary",
      upstream: "us-east-1",
    });
  });

  it("12 has nothing to do, and a declined run in between changes nothing of that", async () => {
    world = await Rehearsal.start({ quiesce: true }, { rollbackAfter: "1s" });
    const call = "us-east-1 promote";
    world.sandbox.addFault({
      call,
      times: 99,
      effect: { kind: "answer", status: 400, text: "not today" },
    });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document.findings.map(({ id }) => id)).to.include("PROMOTION_REFUSED");
    expect(end.document.steps.find(({ name }) => name === "demote-old-primary")?.state).to.equal(
      "undone",
    );
    expect(end.document.remaining).to.deep.equal([]);

    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode).to.equal(0);
    expect(resumed.document.findings.map(({ id }) => id)).to.deep.equal(["NOTHING_TO_DO"]);
  });
});
