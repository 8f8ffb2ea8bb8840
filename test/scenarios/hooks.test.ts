import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { SandboxOptions } from "../../sandbox/doors/loopback/options.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";

/** Notes its first argument and what it is told, and ends as `body` has it. */
const hook = (body: string): string =>
  `#!/bin/sh\necho "$1 $VAULT_DR_RUN $VAULT_DR_FROM $VAULT_DR_TO" >> told\n${body}\n`;

type Bodies = { before?: string; after?: string };

describe("hooks before and after", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const write = (name: string, body: string) =>
    writeFileSync(join(world.folder, "hooks", name), hook(body), { mode: 0o755 });
  const start = async (bodies: Bodies, options: SandboxOptions = {}) => {
    const before = [
      ["./hooks/before", "first"],
      ["./hooks/before", "second"],
    ];
    world = await Rehearsal.start(options, {
      hooks: { before, after: [["./hooks/after", "after"]] },
    });
    mkdirSync(join(world.folder, "hooks"));
    write("before", bodies.before ?? "exit 0");
    write("after", bodies.after ?? "exit 0");
  };
  const told = (): string[] => {
    const file = join(world.folder, "told");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };
  const toldNames = () => told().map((line) => line.split(" ")[0]);
  const lose = () => world.sandbox.setReach("us-west-2", "refused");
  const failover = () => world.run("failover", "test", "--yes", "-m", "us-west-2 is gone");

  it("are run around a planned move, in order, and are told the run and both Regions", async () => {
    await start({});
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    const about = `${end.document.run} us-west-2 us-east-1`;
    expect(told()).to.deep.equal([`first ${about}`, `second ${about}`, `after ${about}`]);
    const steps = end.document.steps.map(({ name }) => name);
    expect([steps[0], steps.at(-1)]).to.deep.equal(["before-hooks", "after-hooks"]);
  });

  it("stop a planned move when one before it fails: exit 10, nothing touched", async () => {
    await start({ before: 'test "$1" = first || { echo "freeze until Monday" >&2; exit 3; }' });
    const before = world.stackKeys();

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(10);
    expect(end.document).to.include({ outcome: "refused", serving: "us-west-2", promoted: false });
    const [finding] = end.document.findings.filter(({ id }) => id === "HOOK_FAILED");
    expect(finding).to.include({ severity: "refuse" });
    expect(finding?.now).to.include("3: freeze until Monday (./hooks/before)");
    expect(end.document.remaining).to.deep.equal([]);
    expect(toldNames()).to.deep.equal(["first", "second"]);
    const truth = world.sandbox.truth();
    expect(truth.regions["us-west-2"]).to.include({ mode: "primary", state: "running" });
    expect(Object.keys(truth.calls).filter((call) => /demote|promote|upsert/.test(call))).to.eql(
      [],
    );
    expect(world.stackKeys()).to.deep.equal(before);
    expect((await world.run("resume", "test", "--yes")).exitCode).to.equal(0);
    expect(toldNames()).to.deep.equal(["first", "second"]);
  });

  it("do not stop a disaster, which says what failed, and leaves nothing of it to do", async () => {
    await start({ before: "exit 1" });
    await lose();

    const end = await failover();

    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ serving: "us-east-1", promoted: true });
    const [finding] = end.document.findings.filter(({ id }) => id === "HOOK_FAILED");
    expect(finding).to.include({ severity: "warn" });
    expect(end.document.remaining.map(({ what }) => what)).to.deep.equal(["reattach us-west-2"]);
    expect(toldNames()).to.deep.equal(["first", "after"]);

    await world.sandbox.setReach("us-west-2", "up");
    const back = await world.run("resume", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    expect(back.document).to.include({ verb: "reattach" });
    expect(toldNames()).to.deep.equal(["first", "after", "after"]);
  });

  it("that hang before a disaster are killed after four seconds", async () => {
    await start({ before: "trap '' TERM; sleep 30; sleep 30" });
    await lose();

    const end = await failover();

    expect(end.exitCode, end.stderr).to.equal(13);
    const [step] = end.document.steps.filter(({ name }) => name === "before-hooks");
    expect(step).to.include({ state: "failed" });
    expect(step?.ms).to.be.within(3_900, 6_000);
    expect(end.document.timings?.writeOutageMs).to.be.lessThan(10_000);
    expect(toldNames()).to.deep.equal(["first", "after"]);
  });

  it("that fail after a move are left to do, and resume runs them", async () => {
    await start({ after: "echo 'no pager' >&2; exit 1" });
    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ outcome: "incomplete", serving: "us-east-1" });
    expect(end.document.remaining).to.deep.equal([
      { what: "run the after hooks", command: "vault-dr resume test" },
    ]);
    const [finding] = end.document.findings.filter(({ id }) => id === "HOOK_FAILED");
    expect(finding).to.include({ severity: "warn" });
    expect(finding?.now).to.include("1: no pager (./hooks/after)");

    write("after", "exit 0");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(toldNames()).to.deep.equal(["first", "second", "after", "after"]);
  });

  it("after a move that was rolled back are run too", async () => {
    await start({}, { lagMs: 400 });
    world.sandbox.startWriters({ writesPerSecond: 100 });
    await world.writesFlow();

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document).to.include({ outcome: "rolled-back", serving: "us-west-2" });
    expect(toldNames()).to.deep.equal(["first", "second", "after"]);
  });
});
