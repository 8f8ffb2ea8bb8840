import { expect } from "chai";
import { systemClock, systemRandom } from "../../../automation/adapters/systemClock.ts";
import { TOO_LATE, withinMs } from "../../../ground/clock.ts";

describe("the system's clock", () => {
  it("tells wall time and sleeps about as long as it is asked to", async () => {
    const before = systemClock.now();
    await systemClock.sleep(30);
    expect(systemClock.now() - before).to.be.within(25, 1_000);
  });

  it("wakes at once when it is told to, before or during the sleep", async () => {
    const before = systemClock.now();
    await systemClock.sleep(60_000, AbortSignal.abort());
    await systemClock.sleep(60_000, AbortSignal.timeout(20));
    expect(systemClock.now() - before).to.be.below(5_000);
  });

  it("leaves no listener behind on a signal that is used again and again", async () => {
    const stop = new AbortController();
    for (let round = 0; round < 20; round++) await systemClock.sleep(0, stop.signal);
    let heard = 0;
    stop.signal.addEventListener("abort", () => heard++);
    stop.abort();
    expect(heard).to.equal(1);
  });

  it("bounds work that never ends", async () => {
    expect(await withinMs(systemClock, 10, new Promise(() => undefined))).to.equal(TOO_LATE);
    expect(await withinMs(systemClock, 10_000, Promise.resolve("done"))).to.equal("done");
  });
});

describe("the system's chance", () => {
  it("draws from [0, 1), not always the same", () => {
    const drawn = Array.from({ length: 50 }, () => systemRandom.next());
    expect(drawn.every((value) => value >= 0 && value < 1)).to.equal(true);
    expect(new Set(drawn).size).to.be.greaterThan(40);
  });
});
