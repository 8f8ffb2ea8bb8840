import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { exclusively, LockHeld } from "../../../../automation/adapters/files/exclusive.ts";
import { thisMachine } from "../../../../automation/adapters/machine.ts";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import type { Clock } from "../../../../ground/clock.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

const DEAD_PID = 2 ** 22 + 1; // above every number that Linux gives out

describe("the lock file", () => {
  const folder = temporaryFolder();
  const self = thisMachine();
  const lock = () => join(folder(), "lock");
  const leave = (changes: object) =>
    writeFileSync(lock(), JSON.stringify({ ...self, token: "left", at: Date.now(), ...changes }));
  const around = { clock: systemClock, self };
  const hurried = { clock: leapingClock(), self };

  it("lets one work at a time, and is gone afterwards", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await systemClock.sleep(2);
      inside--;
    };
    await Promise.all([1, 2, 3, 4, 5].map(() => exclusively(lock(), around, work)));
    expect(most).to.equal(1);
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("is released when the work fails", async () => {
    const failed = exclusively(lock(), around, () => Promise.reject(new Error("disk full")));
    expect(await failed.catch((error: Error) => error.message)).to.equal("disk full");
    expect(existsSync(lock())).to.equal(false);
  });

  for (const [who, changes] of Object.entries({
    "a dead process of this machine": { pid: DEAD_PID },
    "a namesake of ours that died": { pid: process.pid },
    "an earlier start of this machine, long ago": { boot: "earlier", at: Date.now() - 60_000 },
  })) {
    it(`is taken over from ${who}`, async () => {
      leave(changes);
      expect(await exclusively(lock(), around, async () => "done")).to.equal("done");
      expect(readdirSync(folder())).to.deep.equal([]);
    });
  }

  it("is taken over even when the one that was removing it died too", async () => {
    leave({ pid: DEAD_PID });
    writeFileSync(
      `${lock()}.left.removal`,
      JSON.stringify({ ...self, pid: DEAD_PID, token: "second", at: Date.now() }),
    );
    expect(await exclusively(lock(), around, async () => "done")).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  for (const [who, changes] of Object.entries({
    "a living process": { pid: process.ppid },
    "a process of another machine": { host: "elsewhere", pid: DEAD_PID },
    "a room of process numbers that we cannot see": { boot: "another container", pid: DEAD_PID },
  })) {
    it(`is not taken from ${who}: the wait ends with its name`, async () => {
      leave(changes);
      const failed = exclusively(lock(), hurried, async () => "done");
      const error = await failed.catch((reason: Error) => reason);
      expect(error).to.be.instanceOf(LockHeld).with.property("message").that.contains("pid");
      expect(existsSync(lock())).to.equal(true);
    });
  }

  it("that cannot be read is nobody's to remove", async () => {
    writeFileSync(lock(), "");
    const failed = exclusively(lock(), hurried, async () => "done");
    expect(await failed.catch((error: Error) => error)).to.be.instanceOf(LockHeld);
  });
});

/** Sleeps nothing, and lets a hundred milliseconds pass each time. */
function leapingClock(): Clock {
  let passed = 0;
  return {
    now: () => Date.now() + passed,
    sleep: async () => {
      passed += 100;
    },
  };
}
