import { expect } from "chai";
import { aVaultPair, EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { eventsIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, type EstateOptions } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove, onVault } from "../../../helpers/virtual/moves.ts";

/** How long the run waited until the target followed closely, in milliseconds; null when it did not in time. */
async function waited(version: "1.1" | "1.21", prepare: Prepare, options: EstateOptions = {}) {
  const estate = anEstate({ version, ...options });
  prepare(estate);
  const driver = new Driver(estate, "shares");
  driver.onEvent(({ kind, ...event }) => {
    if (kind === "finished" && "step" in event) driver.interrupt();
  });
  await driver.begin(onVault(aPlannedMove(), version));
  const events = eventsIn(estate.store, RUN);
  const finished = events.find(({ kind }) => kind === "finished");
  return finished?.kind === "finished" ? finished.at - finished.since : null;
}
type Prepare = (estate: ReturnType<typeof anEstate>) => void;

describe("a target follows closely", () => {
  it("on a quiet Vault 1.1, whose counter holds local WALs that nobody receives", async () => {
    const pair = aVaultPair({ version: "1.1" });
    expect(Number(pair.drStatus(WEST).last_wal)).to.be.greaterThan(
      Number(pair.drStatus(EAST).last_remote_wal),
    );
    expect(await waited("1.1", () => undefined)).to.be.below(100);
  });

  for (const version of ["1.1", "1.21"] as const) {
    it(`when the write that was under way has come (Vault ${version})`, async () => {
      const written: Prepare = ({ pair }) => void pair.write(WEST, "team/a", "1");
      const ms = await waited(version, written, { lagMs: 3_000 });
      expect(ms).to.be.within(2_900, 3_200);
    });

    it(`right after a merkle sync, when it holds what the primary holds (Vault ${version})`, async () => {
      const synced: Prepare = ({ pair }) => {
        const east = pair.world.clusters.get(EAST);
        if (east?.upstream) east.upstream.lastRemoteWal = 0;
      };
      expect(await waited(version, synced)).to.be.below(100);
      const behind: Prepare = (estate) => {
        synced(estate);
        estate.pair.write(WEST, "team/a", "1");
      };
      expect(await waited(version, behind, { lagMs: 3_000 })).to.be.within(2_900, 3_200);
    });

    it(`not at all while writes do not come through (Vault ${version})`, async () => {
      const cut: Prepare = ({ pair }) => void pair.write(WEST, "team/a", "1");
      expect(await waited(version, cut, { lagMs: 600_000 })).to.equal(null);
    });
  }

  it("under steady writes on Vault 1.1, once it has as many WALs as the primary had counted", async () => {
    const writes: Prepare = ({ pair, clock }) => {
      const write = () => {
        pair.write(WEST, "team/a", String(clock.now()));
        clock.after(50, write);
      };
      write();
    };
    expect(await waited("1.1", writes, { lagMs: 1_000 })).to.be.within(500, 3_000);
  });
});
