import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("a promotion whose fate is unknown", function () {
  this.timeout(200_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  // The one scenario that waits for a bound of two minutes: it is the bound that is to be seen.
  it("is never rolled back: exit 14 after 120 s, and resume finishes it", async () => {
    world = await Rehearsal.start({ quiesce: true }, { rollbackAfter: "1s" });
    const call = "us-east-1 promote";
    world.sandbox.addFault({ call, times: 1, effect: { kind: "lose-answer", applied: false } });
    const balancer = { kind: "answer", status: 503, text: "no healthy upstream" } as const;
    world.sandbox.addFault({ call, times: 1_000, effect: balancer });

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(14);
    expect(end.document).to.include({ outcome: "halted", promoted: false, serving: null });
    expect(end.ms).to.be.within(115_000, 160_000);
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({ mode: "secondary" });
    const again = await world.run("switchover", "test", "--yes");
    expect(again.exitCode).to.equal(10);
    expect(again.document.findings[0]).to.include({
      id: "UNFINISHED_RUN",
      next: "Go on with it: vault-dr resume test",
    });

    world.sandbox.clearFaults();
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(world.sandbox.truth().serving).to.equal("us-east-1");
  });
});
