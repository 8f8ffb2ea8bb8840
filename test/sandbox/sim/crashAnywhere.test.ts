import { expect } from "chai";
import { SCENES } from "../../../sandbox/sim/crashAnywhere.ts";
import { sameEnd } from "../../../sandbox/sim/invariants/sameEnd.ts";
import { type Settings, USUAL } from "../../../sandbox/sim/settings.ts";

const settingsWith = (store: Settings["store"]): Settings => ({
  ...USUAL,
  credentials: "shares",
  store,
});

describe("a command that dies at any call", function () {
  this.timeout(120_000);

  for (const store of ["folder", "s3"] as const) {
    const settings = settingsWith(store);
    for (const scene of SCENES) {
      for (const [who, host] of [
        ["its operator resumes", "desk"],
        ["another operator takes the lease over", "other"],
      ] as const) {
        it(`${scene.verb} (${store}): ${who}, and it ends as without, or the rollback is due`, async () => {
          expect(await sameEnd({ scene, settings, host })).to.equal(null);
        });
      }
    }
  }
});
