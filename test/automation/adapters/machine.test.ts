import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { isSurelyGone, thisMachine } from "../../../automation/adapters/machine.ts";

describe("this machine", () => {
  const here = thisMachine();
  const diedNow = () => spawnSync("true").pid;

  it("names who and where we are, the same every time", () => {
    expect(here.pid).to.equal(process.pid);
    expect(here.host).to.be.a("string").that.is.not.empty;
    expect(here.user).to.be.a("string").that.is.not.empty;
    expect(thisMachine()).to.deep.equal(here);
  });

  it("knows that a process that ended here is gone", () => {
    expect(isSurelyGone({ ...here, pid: diedNow() }, here)).to.equal(true);
  });

  for (const [who, changes] of Object.entries({
    ourselves: {},
    "our parent, which belongs to another user perhaps": { pid: process.ppid },
    "the first process, which we may not signal": { pid: 1 },
    "a process of another machine": { host: "elsewhere", pid: 2 ** 22 + 1 },
    "a process of another start": { boot: "earlier", pid: 2 ** 22 + 1 },
    "a number that is no process's": { pid: 0 },
    "a group of processes": { pid: -1 },
  })) {
    it(`does not count ${who} as gone`, () => {
      expect(isSurelyGone({ ...here, ...changes }, here)).to.equal(false);
    });
  }
});
