import { expect } from "chai";
import { setReach } from "../../../../sandbox/model/vault/reach.ts";
import { Stage } from "../../../../sandbox/sim/crashAnywhere.ts";
import type { Death } from "../../../../sandbox/sim/process.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { WEST } from "../../../../sandbox/sim/world.ts";

type Crashes = { failover?: Death; reconcile?: Death };

/** A disaster without the run store, the store's return, and what is left to do: dead at one call, and gone on with. */
async function disaster(store: "folder" | "s3", { failover, reconcile }: Crashes) {
  const stage = new Stage({ ...USUAL, store, credentials: "token" });
  const { world } = stage;
  const storeIsBack = world.store.troubles.gone(false);
  setReach(world.vault, WEST, "refused");
  const first = await stage.run("failover", { host: "laptop", death: failover });
  // Whoever died before anything was planned has nothing to resume, and is told to fail over.
  for (let times = 0; times < 4 && world.stack.activeRegion === WEST; times++) {
    const resumed = await stage.run("resume", { host: "laptop" });
    if (resumed.end?.exitCode === 1) await stage.run("failover", { host: "laptop" });
    await world.clock.pass(1_000);
  }
  storeIsBack();
  setReach(world.vault, WEST, "up");
  await world.clock.pass(1_000);
  const joining = await stage.run("reconcile", { host: "laptop", death: reconcile });
  await world.clock.pass(20_000);
  // The machine that has it does what is left; another one may have gone on before.
  if (reconcile !== undefined) await stage.run("resume", { host: "desk" });
  await world.clock.pass(100_000);
  for (const verb of ["reconcile", "resume", "reattach", "reconcile"] as const)
    await stage.run(verb, { host: "laptop" });
  return {
    calls: { failover: first.calls, reconcile: joining.calls },
    end: stage.endState(),
    waiting: world.locals.waiting(),
    violations: stage.violations(),
  };
}

describe("a disaster without the run store that dies at any call", function () {
  this.timeout(120_000);

  for (const [verb, store] of [
    ["failover", "folder"],
    ["reconcile", "folder"],
    ["reconcile", "s3"],
  ] as const) {
    it(`of its ${verb} ends as without (${store})`, async () => {
      const { calls, ...undisturbed } = await disaster(store, {});
      expect(undisturbed).to.deep.include({ violations: [], waiting: [] });
      for (let nth = 1; nth <= calls[verb]; nth++) {
        for (const when of ["before", "after"] as const) {
          const { calls: _, ...ended } = await disaster(store, { [verb]: { nth, when } });
          expect(ended, `dead ${when} call ${nth} of ${calls[verb]}`).to.deep.equal(undisturbed);
        }
      }
    });
  }
});
