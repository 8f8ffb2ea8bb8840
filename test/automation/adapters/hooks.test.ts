import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hooksAdapter } from "../../../automation/adapters/hooks.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { ok } from "../../../ground/answer.ts";
import { temporaryFolder } from "../../helpers/temporaryFolder.ts";

const BOUND_MS = 10_000;
const MOVE = { run: "2026-11-23T20-36-amber-fox", from: "us-west-2", to: "us-east-1" };

describe("the team's hooks", () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder(), name);
  const place = (env = {}) => ({ cwd: folder(), env: { PATH: process.env.PATH, ...env } });
  const adapter = (quiesce: string[], env = {}) => hooksAdapter({ quiesce, ...place(env) });
  const script = (body: string, name = "hook") => {
    writeFileSync(path(name), `#!/bin/sh\n${body}\n`);
    chmodSync(path(name), 0o755);
    return [`./${name}`];
  };

  it("are there when they are configured", async () => {
    expect(adapter(["true"]).has("quiesce")).to.equal(true);
    expect(adapter(["true"]).has("unquiesce")).to.equal(false);
    expect(await adapter(["true"]).run("unquiesce", MOVE, BOUND_MS)).to.include({ is: "refused" });
  });

  it("learn the run and both Regions", async () => {
    const hook = script('echo "$VAULT_DR_RUN $VAULT_DR_FROM $VAULT_DR_TO" > told');
    expect(await adapter(hook).run("quiesce", MOVE, BOUND_MS)).to.deep.equal(ok(undefined));
    expect(readFileSync(path("told"), "utf8")).to.equal(`${Object.values(MOVE).join(" ")}\n`);
  });

  it("get their arguments as they stand, without a shell", async () => {
    const hook = [...script('printf "%s|" "$@" > told'), "a b", "$HOME", ";"];
    await adapter(hook).run("quiesce", MOVE, BOUND_MS);
    expect(readFileSync(path("told"), "utf8")).to.equal("a b|$HOME|;|");
  });

  it("see our environment without its secrets", async () => {
    const canary = "canary-4711";
    const env = {
      VAULT_TOKEN: canary,
      VAULT_DR_OPERATION_TOKEN: canary,
      VAULT_RECOVERY_KEY_1: canary,
      VAULT_RECOVERY_KEY_12: canary,
      AWS_SECRET_ACCESS_KEY: canary,
      AWS_SESSION_TOKEN: canary,
      AWS_REGION: "us-east-2",
    };
    await adapter(script("env > told"), env).run("quiesce", MOVE, BOUND_MS);
    const told = readFileSync(path("told"), "utf8");
    expect(told).to.contain("AWS_REGION=us-east-2").and.not.contain(canary);
  });

  it("that fail are refused with their exit code and their first words", async () => {
    const hook = script("echo 'writers do not stop' >&2; echo more >&2; exit 3");
    expect(await adapter(hook).run("quiesce", MOVE, BOUND_MS)).to.deep.equal({
      is: "refused",
      status: 3,
      text: "writers do not stop (./hook)",
      definite: true,
    });
  });

  it("that cannot be started are refused", async () => {
    const answer = await adapter(["./no-such-hook"]).run("quiesce", MOVE, BOUND_MS);
    expect(answer).to.include({ is: "refused", status: 127 });
    writeFileSync(path("text"), "not a program");
    expect(await adapter(["./text"]).run("quiesce", MOVE, BOUND_MS)).to.include({ is: "refused" });
  });

  it("that are killed are refused", async () => {
    expect(await adapter(script("kill -9 $$")).run("quiesce", MOVE, BOUND_MS)).to.include({
      is: "refused",
      text: "killed by SIGKILL (./hook)",
    });
  });

  for (const name of ["INT", "TERM"]) {
    it(`that are stopped by SIG${name}, as by a Ctrl-C, may have done their work`, async () => {
      const answer = await adapter(script(`kill -${name} $$; sleep 5`)).run(
        "quiesce",
        MOVE,
        BOUND_MS,
      );
      expect(answer).to.deep.equal({
        is: "unknown",
        why: "cut",
        text: `killed by SIG${name} (./hook)`,
      });
    });
  }

  it("that do not end are ended with everything they started, and nobody knows what they did", async () => {
    const hook = script("sleep 60 & echo $! > child; trap '' TERM; sleep 60; sleep 60");
    const before = systemClock.now();
    const answer = await adapter(hook).run("quiesce", MOVE, 300);
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    expect(systemClock.now() - before).to.be.below(8_000);
    await systemClock.sleep(50);
    expect(isAlive(Number(readFileSync(path("child"), "utf8")))).to.equal(false);
  });

  it("may leave a process running that keeps our pipe open", async () => {
    const hook = script("sleep 30 & echo $! > child");
    const before = systemClock.now();
    expect(await adapter(hook).run("quiesce", MOVE, BOUND_MS)).to.deep.equal(ok(undefined));
    expect(systemClock.now() - before).to.be.below(8_000);
    const child = Number(readFileSync(path("child"), "utf8"));
    expect(isAlive(child), "a started writer goes on").to.equal(true);
    process.kill(child);
  });

  it("may say more than anybody reads", async () => {
    const hook = script("yes 'a long story' | head -c 3000000 >&2; touch done");
    expect(await adapter(hook).run("quiesce", MOVE, BOUND_MS)).to.deep.equal(ok(undefined));
    expect(existsSync(path("done"))).to.equal(true);
  });

  describe("of a list", () => {
    const list = (before: string[][]) => hooksAdapter({ before, after: [], ...place() });
    const told = () => (existsSync(path("told")) ? readFileSync(path("told"), "utf8") : "");

    it("are there when there is one", async () => {
      expect(list([["true"]]).has("before")).to.equal(true);
      expect(list([]).has("before")).to.equal(false);
      expect(list([["true"]]).has("after")).to.equal(false);
    });

    it("are run in order, each with its arguments and the same environment", async () => {
      const [first, second] = [
        script('sleep 0.2; echo "first $1 $VAULT_DR_TO" >> told', "first"),
        script('echo "second $1 $VAULT_DR_TO" >> told', "second"),
      ];
      const answer = await list([
        [...first, "a"],
        [...second, "b"],
      ]).run("before", MOVE, BOUND_MS);
      expect(answer).to.deep.equal(ok(undefined));
      expect(told()).to.equal("first a us-east-1\nsecond b us-east-1\n");
    });

    it("are stopped at the first that fails, which is named without its arguments", async () => {
      const failing = script("echo 'no pager' >&2; exit 3", "failing");
      const last = script("echo last >> told", "last");
      const answer = await list([["true"], [...failing, "token-4711"], last]).run(
        "before",
        MOVE,
        BOUND_MS,
      );
      expect(answer).to.include({ is: "refused", status: 3, text: "no pager (./failing)" });
      expect(told()).to.equal("");
    });

    it("share one bound: what hangs is killed, and what would follow is not begun", async () => {
      const slow = script("echo slow >> told; sleep 0.3", "slow");
      const hanging = script("sleep 30", "hanging");
      const last = script("echo last >> told", "last");
      const before = systemClock.now();
      const answer = await list([slow, hanging, last]).run("before", MOVE, 600);
      expect(systemClock.now() - before).to.be.within(500, 5_000);
      expect(answer).to.include({ is: "unknown", why: "timed-out" });
      expect(answer).to.have.property("text").that.includes("(./hanging)");
      expect(told()).to.equal("slow\n");
    });

    it("that cannot be started are named", async () => {
      const answer = await list([["true"], ["./no-such-hook"]]).run("before", MOVE, BOUND_MS);
      expect(answer).to.include({ is: "refused", status: 127 });
      expect(answer)
        .to.have.property("text")
        .that.includes("cannot be started: ENOENT (./no-such-hook)");
    });
  });
});

/** A process that has ended but that nobody has asked about yet still has its number; on Linux its state tells. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = `/proc/${pid}/stat`;
    return !existsSync(state) || readFileSync(state, "utf8").split(" ")[2] !== "Z";
  } catch {
    return false;
  }
}
