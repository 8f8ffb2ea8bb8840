import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { idsOf } from "../../helpers/endState.ts";
import { stoppedAt, whenStarted } from "../../helpers/killTable/interrupted.ts";
import { unended } from "../../helpers/killTable/scene.ts";
import { answer, CTRL_C } from "../../helpers/people/person.ts";
import { Rehearsal, until } from "../../helpers/rehearsal.ts";
import { ROOT } from "../../helpers/rehearsalPlace.ts";

const SWITCHOVER = ["switchover", "test", "--yes"];
const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

describe("a command that is asked to stop", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const begins = async (options: Parameters<typeof Rehearsal.start>[0] = {}) => {
    world = await Rehearsal.start({ quiesce: true, insyncMs: 50, ...options });
  };
  const nothingIsLeft = () => {
    const { changes } = world.sandbox.truth();
    expect(changes.filter((call) => !call.includes("canary"))).to.deep.equal([]);
    expect(unended(world)).to.deep.equal([]);
  };

  for (const [verb, ...line] of [SWITCHOVER, ["check", "test"], ["plan", "switchover", "test"]]) {
    it(`while it looks at a Region that hangs ends at once: ${verb}, 8`, async () => {
      await begins();
      await world.sandbox.setReach("us-east-1", "hanging");
      const { child, ended } = world.begin(verb ?? "", ...line);
      await until(() => Object.keys(world.sandbox.truth().calls).length > 2, "it looks");
      const askedAt = Date.now();
      child.kill("SIGINT");
      const end = await ended;
      expect(Date.now() - askedAt).to.be.below(1_000);
      expect(end.exitCode, end.stdout).to.equal(8);
      expect(end.document).to.include({ outcome: "failed", run: null });
      expect(idsOf(end)).to.deep.equal(["CANCELLED"]);
    });
  }

  it("not by anybody, but whose terminal is gone, goes on to the end of its run: 0", async () => {
    await begins({ ttlSeconds: 2 });
    const { child, ended } = world.begin(...SWITCHOVER);
    await until(() => world.sandbox.truth().service.record?.ttlSeconds === 1, "the first act");
    child.kill("SIGHUP");
    const end = await ended;
    expect(end.exitCode, end.stdout).to.equal(0);
  });

  it("at its question has not been agreed to: 8, nothing is left", async () => {
    await begins();
    world.atTerminal();
    const running = world.begin("switchover", "test");
    await answer(running, ["Move from us-west-2 to us-east-1?", ""]);
    running.child.kill("SIGTERM");
    const end = await running.ended;
    expect(end.exitCode, end.stdout).to.equal(8);
    expect(idsOf(end)).to.include("CANCELLED");
    nothingIsLeft();
  });

  it("at the question for a reason is cancelled: 8, nothing was contacted", async () => {
    await begins();
    world.atTerminal();
    const running = world.begin("failover", "test");
    await answer(running, ["Why is this failover needed?", CTRL_C]);
    const end = await running.ended;
    expect(end.exitCode, end.stdout).to.equal(8);
    expect(idsOf(end)).to.deep.equal(["CANCELLED"]);
    expect(world.sandbox.truth().calls).to.deep.equal({});
  });

  it("twice ends at once while a call is out: 14, and resume goes on", async () => {
    await begins();
    const call = "us-east-1 promote";
    world.sandbox.addFault({ call, times: 1, effect: { kind: "hang", applied: false } });
    const { child, ended } = world.begin(...SWITCHOVER);
    await until(() => world.sandbox.truth().held.includes(call), "the promotion is out");
    child.kill("SIGINT");
    await pause(700);
    const askedAt = Date.now();
    child.kill("SIGINT");
    const end = await ended;
    expect(Date.now() - askedAt).to.be.below(1_000);
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(idsOf(end)).to.deep.equal(["INTERRUPTED"]);
    expect(end.document.remaining).to.deep.equal([
      { what: "finish the run", command: "vault-dr resume test" },
    ]);
    world.sandbox.clearFaults();
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(resumed.document.run).to.equal(end.document.run);
  });

  it("is asked once when npm passes on a Ctrl-C that the terminal has told already", async () => {
    await begins();
    const end = await stoppedAt(
      world,
      SWITCHOVER,
      whenStarted("demote-old-primary"),
      ({ child }) => {
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGINT"), 30);
      },
    );
    expect(end.exitCode, end.stderr).to.equal(14);
    const demotion = end.document.steps.find(({ name }) => name === "demote-old-primary");
    expect(demotion?.startedAt).to.be.a("string");
    expect(unended(world).filter((one) => one.startsWith("lease"))).to.deep.equal([]);
  });

  it("while it takes the place of an unfinished move leaves a run to go on with: 14, then 13", async () => {
    await begins();
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    await until(() => !world.sandbox.truth().regions["us-west-2"]?.changingRole, "it is demoted");
    await world.sandbox.setReach("us-west-2", "refused");
    const line = ["failover", "test", "--yes", "-m", "it died"];
    const end = await stoppedAt(world, line, whenStarted("obtain-operation-token"), ({ child }) =>
      child.kill("SIGINT"),
    );
    expect(end.exitCode, end.stderr).to.equal(14);
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    expect(resumed.document).to.include({ verb: "failover", serving: "us-east-1" });
    expect(world.sandbox.truth().clients.paused, "writers").to.equal(false);
  });

  for (const [when, reach] of [
    ["between two looks", "up"],
    ["in the middle of a look", "hanging"],
  ] as const) {
    it(`while it watches ends well: ${when}, 0`, async () => {
      await begins();
      const args = ["automation/cli.ts", "status", "test", "--watch", "-C", world.folder];
      const child = spawn(process.execPath, args, { cwd: ROOT, env: world.env });
      let screens = 0;
      child.stdout.on("data", (text) => {
        screens += String(text).split("status test:").length - 1;
      });
      await until(() => screens > 0, "a screen is shown");
      await world.sandbox.setReach("us-east-1", reach);
      await pause(reach === "up" ? 100 : 2_300);
      const askedAt = Date.now();
      child.kill("SIGINT");
      expect(await once(child, "close")).to.deep.equal([0, null]);
      expect(Date.now() - askedAt).to.be.below(1_000);
    });
  }
});
