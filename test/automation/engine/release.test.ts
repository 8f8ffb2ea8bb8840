import { expect } from "chai";
import { LeaseKeeper } from "../../../automation/engine/lease.ts";
import { endByHand } from "../../../automation/engine/release.ts";
import type { Lease } from "../../../automation/ports/store.ts";
import { aHolder, MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";

const START = 1_000_000;

describe("a lease that is ended by hand", () => {
  let clock: VirtualClock;
  let store: MemoryStore;
  let holding: LeaseKeeper;
  beforeEach(async () => {
    clock = new VirtualClock(new Timeline(START));
    store = new MemoryStore();
    holding = await take(1);
  });
  const take = (pid: number) =>
    LeaseKeeper.take(
      { store: store.as(aHolder(pid)), clock },
      { run: `run-${pid}`, verb: "switchover", environment: "test" },
    );
  const stored = (): Lease => {
    const found = store.lease();
    if (found === null) throw new Error("no lease is stored");
    return found;
  };
  const end = (seen = stored()) => endByHand({ store: store.as(aHolder(9)), clock }, seen);
  const failureOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure: { code: string; now: string; next: string } }).failure;
  };

  it("has a higher number, ends now, and says who ended it; whose it was stays known", async () => {
    await clock.pass(2_000);
    expect((await end()).is).to.equal("ok");
    expect(stored()).to.deep.include({
      number: 2,
      run: "run-1",
      holder: aHolder(1),
      expiresAt: START + 2_000,
      releasedBy: "kim@desk",
    });
  });

  it("lets the next run begin at once when no call was announced", async () => {
    await end();
    expect((await take(2)).number).to.equal(3);
    expect(stored()).to.not.have.property("releasedBy");
  });

  it("lets the next run begin when an announced call can have no effect any more, and not a moment earlier", async () => {
    await holding.beforeAct(40_000);
    await end();
    clock.jump(39_999);
    const { code, now, next } = await failureOf(take(2));
    expect(code).to.equal("LEASE_HELD");
    expect(now).to.include(
      "kim@desk released the lease of kim@desk (pid 1): switchover, run run-1",
    );
    expect(next).to.include("in 1 s");
    clock.jump(1);
    expect((await take(2)).number).to.equal(3);
  });

  it("does not wait for the call of a process that is surely gone: the looks of the next run tell", async () => {
    await holding.beforeAct(40_000);
    store.gone.add(1);
    await end();
    expect(stored().released).to.equal(true);
  });

  it("takes the lease from a living holder: neither its acts, nor its renewals, nor its entries pass", async () => {
    await holding.beforeAct(1_000);
    await end();
    const { number, expiresAt } = stored();
    const { code, now, next } = await failureOf(holding.beforeAct(1_000));
    expect(code).to.equal("LEASE_LOST");
    expect(now).to.include("kim@desk released it by hand");
    expect(next).to.include("vault-dr resume test");
    expect(holding.mayStillSend(clock.now() + 1_000)).to.equal(false);
    expect(await store.as(aHolder(1)).append("run-1", 0, ["{}"], 1)).to.include({ status: 409 });
    await clock.pass(20_000);
    await holding.release();
    expect(stored(), "nothing was renewed or released").to.include({ number, expiresAt });
  });

  it("is found lost by the holder's renewal, before it acts again", async () => {
    await end();
    await clock.pass(5_000);
    expect(holding.mayStillSend(clock.now() + 60_000)).to.equal(false);
  });

  it("is refused when the lease was written meanwhile: a renewal, or another run", async () => {
    const seen = stored();
    await holding.beforeAct(1_000);
    expect(await end(seen)).to.include({ is: "refused", status: 409 });
    expect(stored()).to.include({ number: 1 });
  });

  it("is not taken for ended when the store is silent", async () => {
    store.fault = () => ({ applied: false });
    expect(await end()).to.include({ is: "unknown" });
  });
});
