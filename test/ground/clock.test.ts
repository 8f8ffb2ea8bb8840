import { expect } from "chai";
import { type Clock, TOO_LATE, withinMs } from "../../ground/clock.ts";

describe("work within a bound", () => {
  it("gives the work's result, and stops the sleep", async () => {
    const clock = aStoppedClock();
    expect(await withinMs(clock, 1_000, Promise.resolve("done"))).to.equal("done");
    expect(clock.stopped()).to.equal(1);
  });

  it("gives up when the clock says so", async () => {
    const clock = aStoppedClock();
    const result = withinMs(clock, 1_000, new Promise(() => undefined));
    clock.pass();
    expect(await result).to.equal(TOO_LATE);
  });

  it("passes a failure of the work on, and stops the sleep", async () => {
    const clock = aStoppedClock();
    const result = withinMs(clock, 1_000, Promise.reject(new Error("broken")));
    expect(await result.catch((error: Error) => error.message)).to.equal("broken");
    expect(clock.stopped()).to.equal(1);
  });
});

/** Time passes when it is told to. */
function aStoppedClock(): Clock & { pass: () => void; stopped: () => number } {
  const wakes: (() => void)[] = [];
  let stopped = 0;
  return {
    now: () => 0,
    sleep: (_ms, signal) => {
      signal?.addEventListener("abort", () => stopped++);
      return new Promise((resolve) => wakes.push(resolve));
    },
    pass: () => {
      for (const wake of wakes) wake();
    },
    stopped: () => stopped,
  };
}
