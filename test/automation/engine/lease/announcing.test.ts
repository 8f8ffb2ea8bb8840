import { expect } from "chai";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import type { StorePort } from "../../../../automation/ports/store.ts";
import { unknown } from "../../../../ground/answer.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";

describe("a lease while an act is put on record", () => {
  let clock: VirtualClock;
  let store: MemoryStore;

  /** A lease whose renewals take two seconds, in which the store may do something else `instead`. */
  const slow = async (instead?: StorePort["putLease"]) => {
    clock = new VirtualClock(new Timeline(1_000_000));
    store = new MemoryStore();
    const port = store.as(aHolder(1));
    const { putLease } = port;
    const what = { run: "run-1", verb: "switchover", environment: "test" };
    const keeper = await LeaseKeeper.take({ store: port, clock }, what);
    port.putLease = async (...asked) => {
      await clock.sleep(2_000);
      return (instead ?? putLease)(...asked);
    };
    return keeper;
  };
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure?: { code: string } }).failure?.code;
  };

  for (const recordMs of [100, 5_000]) {
    it(`is renewed beside that, and the act may go out when both are done (${recordMs} ms)`, async () => {
      const keeper = await slow();
      const begunAt = clock.now();
      let recordedUntil = 0;
      const busyUntil = await clock.until(
        keeper.beforeAct(30_000, true, async (until) => {
          await clock.sleep(recordMs);
          recordedUntil = until;
        }),
      );
      expect(clock.now() - begunAt).to.equal(Math.max(2_000, recordMs));
      expect([recordedUntil, store.lease()?.busyUntil]).to.deep.equal([busyUntil, busyUntil]);
    });
  }

  for (const touches of [true, false]) {
    it(`lets no act out that is not on record (touches: ${touches})`, async () => {
      const unwritten = new Error("not written");
      const announced = (await slow()).beforeAct(1_000, touches, () => Promise.reject(unwritten));
      expect(await clock.until(announced.catch((error: unknown) => error))).to.equal(unwritten);
    });

    it(`puts nothing on record once it has ended (touches: ${touches})`, async () => {
      const keeper = await slow();
      clock.jump(15_000);
      let isRecorded = false;
      const record = async () => {
        isRecorded = true;
      };
      const announced = codeOf(keeper.beforeAct(1_000, touches, record));
      expect(await clock.until(announced)).to.equal("LEASE_LOST");
      expect(isRecorded).to.equal(false);
    });
  }

  it("lets no act out of which others were not told, and waits for its record all the same", async () => {
    const keeper = await slow(async () => unknown("unreachable", "gone"));
    let isRecorded = false;
    const announced = keeper.beforeAct(1_000, true, async () => {
      await clock.sleep(3_000);
      isRecorded = true;
    });
    expect(await clock.until(codeOf(announced))).to.equal("STORE_UNREACHABLE");
    expect(isRecorded).to.equal(true);
  });
});
