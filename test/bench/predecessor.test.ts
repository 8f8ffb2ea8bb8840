import { expect } from "chai";
import { measureSequence, type PredecessorFigures, worldAt } from "../../bench/predecessor.ts";
import { inWorld } from "../../bench/world.ts";
import { startSandbox } from "../../sandbox/doors/loopback/sandbox.ts";

describe("the predecessor's sequence", function () {
  this.timeout(30_000);
  const SCALE = 100;

  it("has two writable primaries meanwhile, and loses most of what clients were told is written", async () => {
    const { figures, truth } = await inWorld(startSandbox(worldAt(SCALE)), async (sandbox) => {
      const figures: PredecessorFigures = await measureSequence(sandbox, SCALE);
      return { figures, truth: sandbox.truth() };
    });

    expect(truth.serving).to.equal("us-east-1");
    expect(truth.regions["us-west-2"]).to.include({ mode: "secondary", upstream: "us-east-1" });
    expect(truth.twoPrimaries.map(({ regions }) => regions)).to.deep.equal([
      ["us-west-2", "us-east-1"],
    ]);
    expect(figures.twoPrimariesMs).to.be.within(450, 1_500);
    expect(figures.lostWrites).to.be.greaterThan(50);
    expect(figures.lostPercent).to.be.within(50, 100);
    // Clients hold its TTL of 3 s, and the old primary stops taking writes after 0.6 s.
    expect(figures.outageMs).to.be.within(1_500, 3_500);
    expect(figures.totalMs).to.be.within(600, 10_000);
  });
});
