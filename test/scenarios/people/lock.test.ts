import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Lock } from "../../../automation/commands/keep/lockText.ts";
import type { Lease } from "../../../automation/ports/store.ts";
import { answer, ENTER } from "../../helpers/people/person.ts";
import { type CommandEnd, Rehearsal, until } from "../../helpers/rehearsal.ts";

describe("the lease, shown and released", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const file = () => join(world.folder, "store/lease.json");
  const stored = (): Lease => JSON.parse(readFileSync(file(), "utf8"));
  const shown = async (): Promise<Lock> => {
    const end = await world.run("lock", "show", "test");
    expect(end.exitCode, end.stderr).to.equal(0);
    return (end.document as unknown as { lock: Lock }).lock;
  };
  const release = () => world.run("lock", "release", "test", "--yes");
  const idOf = ({ document }: CommandEnd) => document.findings[0]?.id;
  const said = ({ document }: CommandEnd) =>
    document.findings.map(({ now, next }) => `${now} ${next}`).join();
  /** A run has made its first act, and waits for caches to forget the old TTL. */
  const begun = async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 4 });
    const run = world.begin("switchover", "test", "--yes");
    const ttl = () => world.sandbox.truth().service.record?.ttlSeconds;
    await until(() => ttl() === 1, "the first act");
    return run;
  };
  const acts = () => {
    const { calls } = world.sandbox.truth();
    return [calls["us-west-2 demote"] ?? 0, calls["us-east-1 promote"] ?? 0];
  };

  it("is its run's while that goes on, and nobody's before and after", async () => {
    const { child, ended } = await begun();
    const { state, pid, verb, holder, freeInSeconds } = await shown();
    expect({ state, pid, verb }).to.deep.equal({
      state: "held",
      pid: child.pid,
      verb: "switchover",
    });
    expect(holder).to.equal(`${stored().holder.user}@${stored().holder.host}`);
    expect(freeInSeconds).to.be.within(1, 15);
    expect((await ended).exitCode).to.equal(0);
    expect(await shown()).to.include({ state: "free", holder: null, run: null });
    const nothing = await release();
    expect(nothing.exitCode).to.equal(0);
    expect(idOf(nothing)).to.equal("NOTHING_TO_DO");
  });

  it("left behind on another machine is released, and resume goes on when no call can take effect any more", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    await world.killAfter("route53 ChangeResourceRecordSets", "switchover", "test", "--yes");
    const { holder, ...lease } = stored();
    const elsewhere = { ...holder, host: "elsewhere", boot: "another" };
    writeFileSync(file(), JSON.stringify({ ...lease, holder: elsewhere }));
    expect((await shown()).holder).to.equal(`${holder.user}@elsewhere`);
    const early = await world.run("resume", "test", "--yes");
    expect([early.exitCode, idOf(early)]).to.deep.equal([11, "LEASE_HELD"]);
    expect(said(early)).to.include("elsewhere").and.to.include("vault-dr lock release test");

    const released = await release();
    expect([released.exitCode, idOf(released)]).to.deep.equal([0, "LEASE_RELEASED"]);
    expect(said(released)).to.match(/vault-dr resume test` in \d s: until then a call/);
    expect(await shown()).to.include({ state: "ending" });
    const waits = await world.run("resume", "test", "--yes");
    expect(waits.exitCode).to.equal(11);
    expect(said(waits))
      .to.include("released the lease")
      .and.to.match(/again in \d s/);

    await until(() => Date.now() >= lease.busyUntil, "no call can take effect any more");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(acts()).to.deep.equal([1, 1]);
  });

  it("of a process that is surely gone needs no release, and is free at once when it is released", async () => {
    world = await Rehearsal.start({ quiesce: true });
    await world.killAfter("us-west-2 demote", "switchover", "test", "--yes");
    expect(await shown()).to.include({ state: "abandoned" });
    const released = await release();
    expect(said(released)).to.include("Run `vault-dr resume test`.");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(acts()).to.deep.equal([1, 1]);
  });

  it("taken from a living run stops it: exit 14, and resume does what is left, once", async () => {
    const { ended } = await begun();
    expect(idOf(await release())).to.equal("LEASE_RELEASED");
    const entries = () => readFileSync(join(world.folder, `store/runs/${stored().run}.ndjson`));
    const atRelease = entries().length;

    const stopped = await ended;
    expect(stopped.exitCode, stopped.stderr).to.equal(14);
    expect(stopped.document.findings.map(({ id }) => id)).to.include("LEASE_LOST");
    expect(entries().length, "nothing more was written").to.equal(atRelease);
    expect(acts()).to.deep.equal([0, 0]);

    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(acts()).to.deep.equal([1, 1]);
    expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
  });

  it("taken from a run that still asks: it is refused when that is answered, and nothing was changed", async () => {
    world = await Rehearsal.start({ quiesce: true });
    world.atTerminal();
    const run = world.begin("switchover", "test");
    const question = "Move from us-west-2 to us-east-1?";
    await until(() => run.said().includes(question), "it asks");
    expect(idOf(await release())).to.equal("LEASE_RELEASED");
    await answer(run, [question, `y${ENTER}`]);
    const end = await run.ended;
    expect([end.exitCode, idOf(end)]).to.deep.equal([11, "LEASE_HELD"]);
    expect(said(end)).to.include("Nothing was changed");
    expect(acts()).to.deep.equal([0, 0]);
  });

  it("is released for who types the environment's name, and for nobody else", async () => {
    const { ended } = await begun();
    const alone = await world.run("lock", "release", "test");
    expect([alone.exitCode, idOf(alone)]).to.deep.equal([2, "NO_CONSENT_POSSIBLE"]);
    world.atTerminal();
    const talk = async (typed: string) => {
      const command = world.begin("lock", "release", "test");
      await answer(command, ['Type "test" to go on', `${typed}${ENTER}`]);
      return command.ended;
    };
    const declined = await talk("");
    expect([declined.exitCode, idOf(declined)]).to.deep.equal([8, "CANCELLED"]);
    const released = await talk("test");
    expect([released.exitCode, idOf(released)]).to.deep.equal([0, "LEASE_RELEASED"]);
    expect(released.stderr).to.include("held by");
    expect((await ended).exitCode).to.equal(14);
  });
});
