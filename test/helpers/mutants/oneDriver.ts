import { expect } from "chai";
import { LeaseKeeper } from "../../../automation/engine/lease.ts";
import { endByHand } from "../../../automation/engine/release.ts";
import { aHolder, MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { EAST, WEST } from "../vaultWorld.ts";
import { Driver, storyOf } from "../virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../virtual/estate.ts";
import { aPlannedMove } from "../virtual/moves.ts";
import { sleepInCeremony } from "../virtual/weather.ts";

/** What must hold so that nobody acts beside, after or in place of another process. */
export const ONE_DRIVER: Record<string, () => Promise<void>> = {
  "one of two drivers acts": async () => {
    const estate = anEstate();
    let second: Promise<unknown> = Promise.resolve(null);
    const first = new Driver(estate).onEvent((event) => {
      if (event.kind !== "finished" || event.step !== "drain") return;
      const other = new Driver(estate).begin(aPlannedMove());
      second = other.catch((error: { failure?: { code: string } }) => error.failure?.code);
    });
    await first.begin(aPlannedMove()).catch(() => null);
    expect(await second).to.equal("LEASE_HELD");
    expect(countOf(estate, "vault.demote")).to.equal(1);
  },

  "a stranger waits until the holder's last call can have no effect": async () => {
    const clock = new VirtualClock(new Timeline(1_000_000));
    const store = new MemoryStore();
    const take = (pid: number, on: VirtualClock) =>
      LeaseKeeper.take(
        { store: store.as(aHolder(pid)), clock: on },
        { run: "r", verb: "failover", environment: "test" },
      );
    const asleep = new VirtualClock(new Timeline(1_000_000));
    await (await take(1, asleep)).beforeAct(40_000);
    clock.jump(39_000);
    const code = await take(2, clock).catch((error) => error.failure?.code);
    expect(code).to.equal("LEASE_HELD");
  },

  "a late writer is refused by the store, and sends nothing more": async () => {
    const estate = anEstate();
    const late = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "drain") takeOver(estate);
    });
    const error = await late.begin(aPlannedMove()).catch((reason: unknown) => reason);
    expect(error).to.have.nested.property("failure.code", "LEASE_LOST");
    expect(countOf(estate, "vault.demote")).to.equal(0);
    expect(storyOf(estate)).to.not.include("started demote-old-primary");
  },

  "a machine that slept before it sent does not send": async () => {
    for (const [step, call] of [
      ["demote-old-primary", "vault.demote"],
      ["unquiesce", "hook unquiesce"],
    ] as const) {
      const estate = anEstate();
      const sleeper = new Driver(estate).onEvent((event) => {
        if (event.kind === "started" && event.step === step) estate.clock.jump(120_000);
      });
      await sleeper.begin(aPlannedMove()).catch(() => null);
      expect(countOf(estate, call), call).to.equal(0);
    }
  },

  "a holder who was overtaken may not act": async () => {
    const clock = new VirtualClock(new Timeline(1_000_000));
    const store = new MemoryStore();
    const ports = { store: store.as(aHolder(1)), clock };
    const lease = await LeaseKeeper.take(ports, {
      run: "r",
      verb: "failover",
      environment: "test",
    });
    const stored = store.lease();
    if (stored === null) throw new Error("nobody holds the lease");
    await ports.store.putLease({ ...stored, number: 2, holder: aHolder(2) }, stored);
    const code = await lease.beforeAct(1_000).catch((error) => error.failure?.code);
    expect(code).to.equal("LEASE_LOST");
    expect(lease.mayStillSend(clock.now() + 1_000)).to.equal(false);
  },

  "a lease that was ended by hand is lost for its holder, and free when its last call is over":
    async () => {
      const clock = new VirtualClock(new Timeline(1_000_000));
      const store = new MemoryStore();
      const take = (pid: number) =>
        LeaseKeeper.take(
          { store: store.as(aHolder(pid)), clock },
          { run: "r", verb: "failover", environment: "test" },
        );
      const lease = await take(1);
      await lease.beforeAct(40_000);
      const seen = store.lease();
      if (seen === null) throw new Error("nobody holds the lease");
      await endByHand({ store: store.as(aHolder(9)), clock }, seen);
      const codeOf = (work: Promise<unknown>) => work.catch((error) => error.failure?.code);
      expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
      clock.jump(39_000);
      expect(await codeOf(take(2))).to.equal("LEASE_HELD");
      clock.jump(1_000);
      expect((await take(2)).number).to.equal(3);
    },

  "an act is announced in the store before it is made": async () => {
    const clock = new VirtualClock(new Timeline(1_000_000));
    const store = new MemoryStore();
    const ports = { store: store.as(aHolder(1)), clock };
    const lease = await LeaseKeeper.take(ports, {
      run: "r",
      verb: "failover",
      environment: "test",
    });
    store.fault = (call) => (call === "putLease" ? { applied: false } : null);
    const busyUntil = await lease.beforeAct(60_000).catch(() => null);
    if (busyUntil !== null) expect(store.lease()?.busyUntil).to.be.at.least(busyUntil);
  },

  "no promotion is sent after its announced end, however long the key ceremony took": async () => {
    const estate = anEstate();
    const dying = new Driver(estate, "shares").onEvent((event) => {
      if (event.kind === "finished" && event.step === "compare-roots") dying.die();
    });
    await dying.begin(aPlannedMove({}, 600_000));
    sleepInCeremony(estate, EAST, 60_000);
    const driver = new Driver(estate, "shares");
    await driver.resume().catch(unlessLeaseLost);
    expect(driver.violations).to.deep.equal([]);
  },

  "no attachment is sent after its announced end, however long the key ceremony took": async () => {
    const estate = anEstate();
    sleepInCeremony(estate, WEST, 300_000);
    const driver = new Driver(estate, "shares");
    await driver.begin(aPlannedMove()).catch(unlessLeaseLost);
    expect(driver.violations).to.deep.equal([]);
  },

  "a call that nobody waits for any more is not sent": async () => {
    const estate = anEstate();
    const driver = new Driver(estate).onEvent((event) => {
      // Somebody promotes the target by hand while this process has not even got its token.
      if (event.kind === "started" && event.step === "promote-new-primary")
        estate.pair.promote(EAST);
    });
    const { credentials, clock } = driver.ports;
    const operationToken = async (region: string) => {
      await clock.sleep(6_000);
      return credentials.operationToken(region);
    };
    Object.assign(driver.ports, { credentials: { ...credentials, operationToken } });
    await driver.begin(aPlannedMove()).catch(() => null);
    await estate.clock.pass(20_000);
    expect(driver.violations).to.deep.equal([]);
    expect(countOf(estate, "vault.promote")).to.equal(0);
  },

  "who resumes demotes nothing without a credential of its own": async () => {
    const estate = anEstate();
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "drain") dying.die();
    });
    await dying.begin(aPlannedMove());
    await estate.clock.pass(1_000);
    await new Driver(estate, "none").resume();
    expect(countOf(estate, "vault.demote")).to.equal(0);
  },
};

/** The lease ended while the machine slept: stopping is right, sending would not be. */
function unlessLeaseLost(error: { failure?: { code: string } }): void {
  if (error.failure?.code !== "LEASE_LOST") throw error;
}

function takeOver({ store, clock }: Estate): void {
  const seen = store.lease();
  if (seen === null) throw new Error("nobody holds the lease");
  const holder = aHolder(999);
  const next = { ...seen, number: seen.number + 1, holder, takenAt: clock.now() };
  void store.as(holder).putLease(next, seen);
}
