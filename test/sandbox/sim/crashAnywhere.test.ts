import { expect } from "chai";
import { SCENES } from "../../../sandbox/sim/crashAnywhere.ts";
import { sameEnd } from "../../../sandbox/sim/invariants/sameEnd.ts";
import { type Settings, USUAL } from "../../../sandbox/sim/settings.ts";

const SETTINGS: Settings = { ...USUAL, credentials: "shares" };

describe("a command that dies at any call", function () {
  this.timeout(120_000);

  for (const scene of SCENES) {
    for (const [who, host] of [
      ["its operator resumes", "desk"],
      ["another operator takes the lease over", "other"],
    ] as const) {
      it(`${scene.verb}: ${who}, and it ends as without, or the rollback is due`, async () => {
        expect(await sameEnd({ scene, settings: SETTINGS, host })).to.equal(null);
      });
    }
  }
});
