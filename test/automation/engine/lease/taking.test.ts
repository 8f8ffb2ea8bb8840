import { expect } from "chai";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";

describe("taking the lease", () => {
  let clock: VirtualClock;
  let store: MemoryStore;
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(1_000_000));
    store = new MemoryStore();
  });
  const take = (pid: number, on = clock) =>
    LeaseKeeper.take(
      { store: store.as(aHolder(pid)), clock: on },
      { run: `run-${pid}`, verb: "failover", environment: "test" },
    );
  /** A machine that sleeps: its timers do not fire. */
  const asleep = () => new VirtualClock(new Timeline(clock.now()));
  const refusal = async (pid: number) => {
    const error = await take(pid).catch((reason: unknown) => reason);
    return (error as { failure: { code: string; now: string; next: string } }).failure;
  };

  it("writes down who holds it, for what, since when and until when", async () => {
    const lease = await take(1);
    expect(lease.number).to.equal(1);
    expect(store.lease()).to.deep.equal({
      number: 1,
      run: "run-1",
      verb: "failover",
      holder: aHolder(1),
      takenAt: 1_000_000,
      expiresAt: 1_015_000,
      busyUntil: 0,
      released: false,
    });
  });

  it("is refused to a second taker, who reads who holds it, since when, and when it ends", async () => {
    await take(1);
    await clock.pass(3_000);
    const { code, now, next } = await refusal(2);
    expect(code).to.equal("LEASE_HELD");
    expect(now).to.equal("kim@desk (pid 1) holds the lease since 3 s: failover, run run-1.");
    expect(next).to.include("ends by itself in 12 s");
  });

  it("is given at once when the holder has released it; the number grows", async () => {
    await (await take(1)).release();
    expect((await take(2)).number).to.equal(2);
  });

  it("is given at once when the holder's process is surely gone", async () => {
    const first = await take(1);
    await first.beforeAct(60_000);
    store.gone.add(1);
    expect((await take(2)).number).to.equal(2);
  });

  it("is given to a stranger when it has expired, and not a moment earlier", async () => {
    await take(1, asleep());
    clock.jump(14_999);
    expect(await refusal(2)).to.include({ code: "LEASE_HELD" });
    clock.jump(1);
    expect((await take(2)).number).to.equal(2);
  });

  it("is given to a stranger only when the holder's last call can have no effect any more", async () => {
    const first = await take(1, asleep());
    await first.beforeAct(40_000);
    clock.jump(39_999);
    expect(await refusal(2)).to.deep.include({ code: "LEASE_HELD" });
    clock.jump(1);
    expect((await take(2)).number).to.equal(2);
  });

  it("goes to one of two who see it free at the same time", async () => {
    const both = await Promise.allSettled([take(1), take(2)]);
    expect(both.map(({ status }) => status).toSorted()).to.deep.equal(["fulfilled", "rejected"]);
    const [winner] = both.filter(({ status }) => status === "fulfilled");
    const loser = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(winner).to.have.nested.property("value.number", 1);
    expect(loser.reason).to.have.nested.property("failure.code", "LEASE_HELD");
    expect(loser.reason.failure.now).to.include(`pid ${store.lease()?.holder.pid}`);
  });

  for (const call of ["lease", "putLease"]) {
    it(`fails when the store does not answer to ${call}: nothing is assumed`, async () => {
      store.fault = (asked) => (asked === call ? { applied: false } : null);
      expect(await refusal(1)).to.include({ code: "STORE_UNREACHABLE" });
    });
  }
});
