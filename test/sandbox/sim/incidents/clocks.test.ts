import { expect } from "chai";
import { BOUNDS } from "../../../../ground/bounds.ts";
import { CLOCKS } from "../../../../sandbox/sim/incidents/clocks.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { buildWorld } from "../../../../sandbox/sim/world.ts";

const HALF_MS = (BOUNDS.leaseMs - BOUNDS.leaseRenewMs) / 2;

describe("a clock that is wrong", () => {
  for (const [kind, change] of Object.entries(CLOCKS)) {
    it(`is off by half of what the lease tolerates at most, and by something: ${kind}`, () => {
      const seen = new Set<number>();
      for (let amount = 0; amount < 48; amount++) {
        const world = buildWorld(USUAL);
        change(world, { at: 0, kind, target: "desk", forMs: 0, amount });
        for (let passedMs = 0; passedMs < 300_000; passedMs += 7_000)
          seen.add(world.clocks.get("desk")?.(world.clock.now() + passedMs) ?? Number.NaN);
      }
      const most = Math.max(...seen);
      expect(most).to.be.within(HALF_MS * 0.9, HALF_MS);
      expect(Math.min(...seen)).to.be.within(-HALF_MS, -HALF_MS * 0.9);
      expect([...seen].every(Number.isInteger)).to.equal(true);
    });
  }
});
