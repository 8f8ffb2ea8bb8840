import { expect } from "chai";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import type { Lease, StorePort } from "../../../../automation/ports/store.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";

const START = 1_000_000;

describe("holding the lease", () => {
  let clock: VirtualClock;
  let store: MemoryStore;
  let lease: LeaseKeeper;
  beforeEach(async () => {
    clock = new VirtualClock(new Timeline(START));
    store = new MemoryStore();
    lease = await LeaseKeeper.take(
      { store: store.as(aHolder(1)), clock },
      { run: "run-1", verb: "switchover", environment: "test" },
    );
  });
  const stored = (): Lease => {
    const found = store.lease();
    if (found === null) throw new Error("no lease is stored");
    return found;
  };
  const takenByAnother = () =>
    store.as(aHolder(2)).putLease({ ...stored(), number: 2, holder: aHolder(2) }, stored());
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure?: { code: string } }).failure?.code;
  };

  it("renews it every five seconds for as long as it is held", async () => {
    const ends: number[] = [];
    for (let second = 0; second < 20; second++) {
      await clock.pass(1_000);
      ends.push(stored().expiresAt - START);
    }
    expect([...new Set(ends)]).to.deep.equal([15_000, 20_000, 25_000, 30_000, 35_000]);
  });

  it("announces until when an act may take effect, before it is made, and never earlier than another's", async () => {
    expect(await lease.beforeAct(30_000)).to.equal(START + 30_000);
    expect(stored()).to.include({ busyUntil: START + 30_000, expiresAt: START + 15_000 });
    await clock.pass(1_000);
    expect(await lease.beforeAct(2_000)).to.equal(START + 3_000);
    expect(stored().busyUntil, "the longer of two acts side by side").to.equal(START + 30_000);
    await clock.pass(10_000);
    expect(stored().busyUntil, "kept by renewals").to.equal(START + 30_000);
  });

  it("takes no announcement back by a renewal that was asked for while the store was slow to take it", async () => {
    const slow = {
      ...store.as(aHolder(1)),
      putLease: async (...asked: Parameters<StorePort["putLease"]>) => {
        await clock.sleep(2_000);
        return store.as(aHolder(1)).putLease(...asked);
      },
    };
    const what = { run: "run-2", verb: "switchover", environment: "test" };
    await lease.release();
    const keeper = await clock.until(LeaseKeeper.take({ store: slow, clock }, what));
    await clock.pass(4_000);
    const longer = keeper.beforeAct(60_000);
    await clock.pass(500);
    const shorter = keeper.beforeAct(20_000); // and the renewal of every five seconds falls into this, too
    const busyUntil = await clock.until(longer);
    await clock.until(shorter);
    await clock.pass(10_000);
    expect(stored().busyUntil).to.equal(busyUntil);
  });

  it("lets a call be sent until the announced end, and not at it", async () => {
    const busyUntil = await lease.beforeAct(15_000);
    expect(lease.mayStillSend(busyUntil)).to.equal(true);
    clock.jump(14_999);
    expect(lease.mayStillSend(busyUntil)).to.equal(true);
    clock.jump(1);
    expect(lease.mayStillSend(busyUntil), "the laptop slept").to.equal(false);
  });

  it("refuses to announce when the machine slept while the store was asked", async () => {
    const slow = store.as(aHolder(1));
    const keeper = await LeaseKeeper.take(
      {
        clock,
        store: {
          ...slow,
          lease: async () => ({ is: "ok", value: null }),
          putLease: async () => {
            clock.jump(16_000);
            return { is: "ok", value: undefined };
          },
        },
      },
      { run: "run-3", verb: "failover", environment: "test" },
    );
    expect(await codeOf(keeper.beforeAct(15_000))).to.equal("LEASE_LOST");
  });

  it("is lost when another has taken it: every act from then on is refused", async () => {
    await takenByAnother();
    expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
    expect(lease.mayStillSend(clock.now() + 1_000)).to.equal(false);
    expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
  });

  it("is found lost by the renewal too, before anybody asks", async () => {
    await takenByAnother();
    await clock.pass(5_000);
    expect(lease.mayStillSend(clock.now() + 60_000)).to.equal(false);
  });

  it("is lost when the store is silent until it has expired", async () => {
    store.fault = () => ({ applied: false });
    await clock.pass(14_999);
    expect(lease.mayStillSend(clock.now() + 60_000)).to.equal(true);
    await clock.pass(6_000);
    expect(lease.mayStillSend(clock.now() + 60_000)).to.equal(false);
    expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
  });

  it("survives a store that is silent for a while", async () => {
    store.fault = () => ({ applied: false });
    await clock.pass(9_000);
    store.fault = () => null;
    await clock.pass(5_000);
    expect(await lease.beforeAct(1_000)).to.equal(clock.now() + 1_000);
  });

  it("announces nothing as told that the store does not have", async () => {
    store.fault = (call) => (call === "putLease" ? { applied: false } : null);
    expect(await codeOf(lease.beforeAct(60_000))).to.equal("STORE_UNREACHABLE");
    store.fault = () => null;
    const busyUntil = await lease.beforeAct(60_000);
    expect(stored().busyUntil).to.equal(busyUntil);
  });

  it("survives renewals that were written and whose answers were lost", async () => {
    store.fault = (call) => (call === "putLease" ? { applied: true } : null);
    await clock.pass(11_000);
    store.fault = () => null;
    expect(await lease.beforeAct(1_000)).to.equal(clock.now() + 1_000);
    expect(stored()).to.include({ number: 1, busyUntil: clock.now() + 1_000 });
  });

  it("takes no announcement back that was written and whose answer was lost", async () => {
    store.fault = (call, nth) => (call === "putLease" && nth === 2 ? { applied: true } : null);
    expect(await codeOf(lease.beforeAct(60_000))).to.equal("STORE_UNREACHABLE");
    await clock.pass(5_000);
    expect(stored()).to.include({ busyUntil: START + 60_000, expiresAt: START + 20_000 });
  });

  it("does not take another holder's lease for its own whose answer was lost", async () => {
    store.fault = (call) => (call === "putLease" ? { applied: true } : null);
    await clock.pass(6_000);
    store.fault = () => null;
    await takenByAnother();
    expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
  });

  it("writes nothing for what touches nothing, as long as half of the lease is left", async () => {
    store.fault = (call) => (call === "putLease" ? { applied: false } : null);
    await clock.pass(7_000);
    expect(await lease.beforeAct(1_000, false)).to.equal(START + 8_000);
    await clock.pass(1_000);
    expect(await codeOf(lease.beforeAct(1_000, false))).to.equal("STORE_UNREACHABLE");
  });

  it("is released once, and renewed no more", async () => {
    const releasing = lease.release();
    await clock.until(releasing);
    const { expiresAt } = stored();
    expect(stored().released).to.equal(true);
    await clock.pass(30_000);
    expect(stored()).to.include({ released: true, expiresAt });
  });

  it("that was lost is not released: it is another's", async () => {
    await takenByAnother();
    await codeOf(lease.beforeAct(1_000));
    await lease.release();
    expect(stored()).to.include({ number: 2, released: false });
  });
});
