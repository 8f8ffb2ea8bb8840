import { EventEmitter } from "node:events";
import { expect } from "chai";
import { stopSignals } from "../../../../automation/adapters/machine/stopSignals.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";

describe("what asks this process to stop", () => {
  const listening = () => {
    const clock = new VirtualClock(new Timeline(1_000_000));
    const process = new EventEmitter();
    const { signal, again } = stopSignals(clock, process);
    let told = false;
    void again.then(() => {
      told = true;
    });
    const isToldAgain = async () => {
      await new Promise((wake) => setImmediate(wake));
      return told;
    };
    return { clock, process, signal, isToldAgain };
  };

  for (const name of ["SIGINT", "SIGTERM"]) {
    it(`is ${name}: the first stops, the second ends`, async () => {
      const { clock, process, signal, isToldAgain } = listening();
      expect(signal.aborted).to.equal(false);
      process.emit(name);
      expect(signal.aborted).to.equal(true);
      expect(await isToldAgain()).to.equal(false);
      clock.jump(2_000);
      process.emit(name);
      expect(await isToldAgain()).to.equal(true);
    });
  }

  it("counts once when npm passes on the Ctrl-C that the terminal has told already", async () => {
    const { clock, process, isToldAgain } = listening();
    process.emit("SIGINT");
    clock.jump(20);
    process.emit("SIGINT");
    expect(await isToldAgain()).to.equal(false);
    clock.jump(1_000);
    process.emit("SIGINT");
    expect(await isToldAgain()).to.equal(true);
  });
});
