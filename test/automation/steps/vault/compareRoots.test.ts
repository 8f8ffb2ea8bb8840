import { expect } from "chai";
import { WEST } from "../../../helpers/vaultWorld.ts";
import { Driver } from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

/** Somebody promotes the old primary by hand as soon as it takes it. */
function promoteByHand(estate: Estate): void {
  if (estate.pair.promote(WEST).status !== 200) estate.clock.after(10, () => promoteByHand(estate));
}

describe("comparing what both clusters hold", () => {
  for (const [what, options] of [
    ["an equality was seen while it was quiet", {}],
    ["a loss was accepted", { acceptLoss: true, quiesce: false }],
  ] as const) {
    it(`promotes nothing beside an old primary that is primary again, although ${what}`, async () => {
      const estate = anEstate({ settings: { roleChangeMs: 100 } });
      const driver = new Driver(estate).onEvent((event) => {
        if (event.kind === "answered" && event.step === "demote-old-primary") promoteByHand(estate);
      });
      await driver.begin(aPlannedMove(options, 60_000));
      expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
    });
  }
});
