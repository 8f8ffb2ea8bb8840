import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hooksAdapter } from "../../../automation/adapters/hooks.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { ok } from "../../../ground/answer.ts";
import { temporaryFolder } from "../../helpers/temporaryFolder.ts";

const MOVE = { run: "2026-11-23T20-36-amber-fox", from: "us-west-2", to: "us-east-1" };

describe("the team's hooks", () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder(), name);
  const adapter = (quiesce: string[], { boundMs = 10_000, env = {} } = {}) =>
    hooksAdapter({ quiesce, cwd: folder(), env: { PATH: process.env.PATH, ...env }, boundMs });
  const script = (body: string) => {
    writeFileSync(path("hook"), `#!/bin/sh\n${body}\n`);
    chmodSync(path("hook"), 0o755);
    return ["./hook"];
  };

  it("are there when they are configured", async () => {
    expect(adapter(["true"]).has("quiesce")).to.equal(true);
    expect(adapter(["true"]).has("unquiesce")).to.equal(false);
    expect(await adapter(["true"]).run("unquiesce", MOVE)).to.include({ is: "refused" });
  });

  it("learn the run and both Regions", async () => {
    const hook = script('echo "$VAULT_DR_RUN $VAULT_DR_FROM $VAULT_DR_TO" > told');
    expect(await adapter(hook).run("quiesce", MOVE)).to.deep.equal(ok(undefined));
    expect(readFileSync(path("told"), "utf8")).to.equal(`${Object.values(MOVE).join(" ")}\n`);
  });

  it("get their arguments as they stand, without a shell", async () => {
    const hook = [...script('printf "%s|" "$@" > told'), "a b", "$HOME", ";"];
    await adapter(hook).run("quiesce", MOVE);
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
    await adapter(script("env > told"), { env }).run("quiesce", MOVE);
    const told = readFileSync(path("told"), "utf8");
    expect(told).to.contain("AWS_REGION=us-east-2").and.not.contain(canary);
  });

  it("that fail are refused with their exit code and their first words", async () => {
    const hook = script("echo 'writers do not stop' >&2; echo more >&2; exit 3");
    expect(await adapter(hook).run("quiesce", MOVE)).to.deep.equal({
      is: "refused",
      status: 3,
      text: "writers do not stop",
      definite: true,
    });
  });

  it("that cannot be started are refused", async () => {
    const answer = await adapter(["./no-such-hook"]).run("quiesce", MOVE);
    expect(answer).to.include({ is: "refused", status: 127 });
    writeFileSync(path("text"), "not a program");
    expect(await adapter(["./text"]).run("quiesce", MOVE)).to.include({ is: "refused" });
  });

  it("that are killed are refused", async () => {
    expect(await adapter(script("kill -9 $$")).run("quiesce", MOVE)).to.include({
      is: "refused",
      text: "killed by SIGKILL",
    });
  });

  it("that do not end are ended with everything they started, and nobody knows what they did", async () => {
    const hook = script("sleep 60 & echo $! > child; trap '' TERM; sleep 60; sleep 60");
    const before = systemClock.now();
    const answer = await adapter(hook, { boundMs: 300 }).run("quiesce", MOVE);
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    expect(systemClock.now() - before).to.be.below(8_000);
    await systemClock.sleep(50);
    expect(isAlive(Number(readFileSync(path("child"), "utf8")))).to.equal(false);
  });

  it("may leave a process running that keeps our pipe open", async () => {
    const hook = script("sleep 30 & echo $! > child");
    const before = systemClock.now();
    expect(await adapter(hook).run("quiesce", MOVE)).to.deep.equal(ok(undefined));
    expect(systemClock.now() - before).to.be.below(8_000);
    const child = Number(readFileSync(path("child"), "utf8"));
    expect(isAlive(child), "a started writer goes on").to.equal(true);
    process.kill(child);
  });

  it("may say more than anybody reads", async () => {
    const hook = script("yes 'a long story' | head -c 3000000 >&2; touch done");
    expect(await adapter(hook).run("quiesce", MOVE)).to.deep.equal(ok(undefined));
    expect(existsSync(path("done"))).to.equal(true);
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
