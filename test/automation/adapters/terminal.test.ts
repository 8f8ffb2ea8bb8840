import { PassThrough } from "node:stream";
import { expect } from "chai";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { terminalHuman } from "../../../automation/adapters/terminal.ts";
import type { HumanPort } from "../../../automation/ports/human.ts";

const ENTER = "\r";
const CTRL_C = "\x03";

describe("the person at the terminal", () => {
  it("is there when both the keyboard and stderr are a terminal", () => {
    expect(aTerminal().human.present()).to.equal(true);
    expect(aTerminal({ stdin: false }).human.present()).to.equal(false);
    expect(aTerminal({ stderr: false }).human.present()).to.equal(false);
  });

  for (const [keys, consent] of [
    [`y${ENTER}`, "given"],
    [`yes${ENTER}`, "given"],
    [`n${ENTER}`, "declined"],
    [ENTER, "declined"],
    [CTRL_C, "cancelled"],
  ] as const) {
    it(`that types ${JSON.stringify(keys)} at y/N has ${consent}`, async () => {
      const { human, type, shown } = aTerminal();
      const answer = human.confirm("Move test to us-east-1?");
      await type(keys);
      expect(await answer).to.equal(consent);
      expect(shown()).to.contain("Move test to us-east-1?").and.contain("y/N");
    });
  }

  for (const [keys, consent] of [
    [`test${ENTER}`, "given"],
    [`tes${ENTER}t${ENTER}`, "given"],
    [ENTER, "declined"],
    [CTRL_C, "cancelled"],
  ] as const) {
    it(`that types ${JSON.stringify(keys)} where "test" is asked for has ${consent}`, async () => {
      const { human, type } = aTerminal();
      const answer = human.typed("Type the environment's name:", "test");
      await type(keys);
      expect(await answer).to.equal(consent);
    });
  }

  it("is told what to type when it was another word", async () => {
    const { human, type, shown } = aTerminal();
    const answer = human.typed("Type the environment's name:", "test");
    await type(`prod${ENTER}`);
    expect(shown()).to.contain("Type test to agree, or nothing to decline.");
    await type(CTRL_C);
    expect(await answer).to.equal("cancelled");
  });

  it("that is silent until the bound has timed out", async () => {
    const { human } = aTerminal({ promptBoundMs: 50 });
    expect(await human.confirm("Move?")).to.equal("timed-out");
    expect(await human.typed("Type it:", "test")).to.equal("timed-out");
    expect(await human.ask("Why?")).to.deep.equal({ is: "timed-out" });
  });

  it("is not waited for once the process is asked to stop", async () => {
    const asking: ((human: HumanPort) => Promise<unknown>)[] = [
      (human) => human.confirm("Move?").then((is) => ({ is })),
      (human) => human.typed("Type it:", "test").then((is) => ({ is })),
      (human) => human.ask("Why?"),
      (human) => human.secret("Key share 1 of 2"),
    ];
    for (const ask of asking) {
      const { human, stop } = aTerminal();
      const answer = ask(human);
      await systemClock.sleep(30);
      stop.abort();
      expect(await answer).to.deep.equal({ is: "cancelled" });
    }
  });

  it("types a secret that is not shown, also not with Ctrl-T, pasted or key by key", async () => {
    for (const keys of ["canary", "can\x14ary"]) {
      const { human, type, paste, shown } = aTerminal();
      const answer = human.secret("Key share 1 of 3");
      await type(keys);
      await paste(` 4711 ${ENTER}`);
      const typed = await answer;
      expect(typed.is === "given" && typed.secret.reveal()).to.equal("canary 4711");
      expect(shown())
        .to.contain("Key share 1 of 3")
        .and.not.to.match(/cana|nary|4711/);
    }
  });

  it("types no secret: an empty line, Ctrl-C, or silence", async () => {
    for (const [keys, is] of [
      [ENTER, "nothing"],
      [CTRL_C, "cancelled"],
    ] as const) {
      const { human, type } = aTerminal();
      const answer = human.secret("Key share 1 of 3");
      await type(keys);
      expect(await answer).to.deep.equal({ is });
    }
    const { human } = aTerminal({ promptBoundMs: 50 });
    expect(await human.secret("Key share 1 of 3")).to.deep.equal({ is: "timed-out" });
  });

  it("gives a reason, or none", async () => {
    for (const [keys, reason] of [
      [`us-west-2 is dark ${ENTER}`, { is: "given", text: "us-west-2 is dark" }],
      [ENTER, { is: "nothing" }],
      [CTRL_C, { is: "cancelled" }],
    ] as const) {
      const { human, type } = aTerminal();
      const answer = human.ask("Why?");
      await type(keys);
      expect(await answer).to.deep.equal(reason);
    }
  });
});

function aTerminal({ stdin = true, stderr = true, promptBoundMs = 5_000 } = {}) {
  const keyboard = Object.assign(new PassThrough(), { isTTY: stdin, setRawMode: () => undefined });
  const screen = Object.assign(new PassThrough(), { isTTY: stderr, columns: 80, rows: 24 });
  let shown = "";
  screen.on("data", (chunk: Buffer) => {
    shown += chunk.toString("utf8");
  });
  const stop = new AbortController();
  const human = terminalHuman({
    stdin: keyboard as unknown as NodeJS.ReadStream,
    stderr: screen as unknown as NodeJS.WriteStream,
    promptBoundMs,
    stopped: stop.signal,
  });
  /** Key by key, and each only when the prompt has taken the one before: as fast as a person at best. */
  const type = async (keys: string) => {
    for (let waits = 0; shown === "" && waits < 200; waits++) await systemClock.sleep(10);
    for (const key of keys) {
      keyboard.write(key);
      await systemClock.sleep(5);
    }
    await systemClock.sleep(20);
  };
  const paste = async (text: string) => {
    keyboard.write(text);
    await systemClock.sleep(20);
  };
  return { human, type, paste, stop, shown: () => shown };
}
