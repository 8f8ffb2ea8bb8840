import { expect } from "chai";
import type { Plan } from "../../../../automation/plan/plan.ts";
import { type Answer, ok, unknown } from "../../../../ground/answer.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

const OTHER = 202;
const HERE = { user: "kim", host: "desk", boot: "b1", pid: 101 };

describe("of two drivers one acts", () => {
  const demoting = () => new Story(aPlannedMove()).started("demote-old-primary");

  it("the holder of the lease may", async () => {
    const seen = new Watched();
    await seen.tells(demoting());
    seen.calls("vault.demote", { now: 0 });
    expect(seen.broken).to.deep.equal([]);
  });

  it("and breaks when another process does, or one that has let go, or one without any lease", async () => {
    const another = new Watched();
    await another.tells(demoting());
    another.calls("vault.demote", { now: 0, pid: OTHER });
    expect(another.broken).to.deep.equal(["one driver"]);

    const released = new Watched();
    await released.tells(demoting());
    await released.takes({ released: true });
    released.calls("vault.demote", { now: 0 });
    expect(released.broken).to.deep.equal(["one driver"]);

    const without = new Watched();
    without.calls("hooks.run");
    expect(without.broken).to.deep.equal(["one driver"]);
  });

  it("breaks when the run store takes a document under a lease that is over, and not when it refuses it", async () => {
    const answers = async (number: number | null, answer: Answer<unknown>) => {
      const seen = new Watched();
      await seen.takes({ number: 4 });
      seen.hears("store.putDocument", answer, { args: ["serving", {}, number] });
      return seen.broken;
    };
    expect(await answers(3, ok(undefined))).to.include("one driver");
    expect(await answers(3, unknown("unreachable", ""))).to.not.include("one driver");
    const sample = await answers(null, ok(undefined));
    expect(sample, "a sample, without a lease").to.not.include("one driver");
  });

  it("lets one whose lease was ended by hand finish what touches nothing, until somebody follows", async () => {
    const ended = { released: true, releasedBy: "ann@desk" };
    const calling = async (call: string, change: Parameters<Watched["takes"]>[0]) => {
      const seen = new Watched();
      await seen.tells(new Story(aPlannedMove()).started("demote-old-primary").started("quiesce"));
      await seen.takes(change);
      seen.calls(call, { now: 0 });
      return seen;
    };
    const hook = await calling("hooks.run", ended);
    expect(hook.broken).to.deep.equal([]);
    expect(hook.audit.exceptions()).to.deep.equal({ "finished after its lease": 1 });

    for (const [call, change] of [
      ["vault.demote", ended],
      ["hooks.run", { released: true }],
      ["hooks.run", { ...ended, pid: OTHER }],
    ] as const)
      expect((await calling(call, change)).broken, call).to.include("one driver");
    expect((await calling("vault.startGeneration", ended)).broken).to.include("one driver");
  });

  describe("while the run store is silent", () => {
    /** The process has a lease on its own machine alone, and moves traffic. */
    async function local(plan: Plan, heard: Answer<unknown>): Promise<Watched> {
      const seen = new Watched();
      const { store } = seen.world.locals.on("desk").as(HERE);
      const lease = await seen.takes({ pid: OTHER });
      seen.hears("store.runs", heard);
      await store.putLease({ ...lease, holder: HERE, number: 1 }, null);
      const { events } = new Story(plan).started("move-traffic");
      for (const [index, event] of events.entries())
        await store.append(STORY_RUN, index, [JSON.stringify(event)], 1);
      seen.calls("traffic.upsert", { now: 0 });
      return seen;
    }
    const silent = unknown("unreachable", "no answer");

    it("a disaster is excepted that is written down on its machine alone, and counted", async () => {
      const seen = await local(aDisaster(), silent);
      expect(seen.broken).to.deep.equal([]);
      expect(seen.audit.exceptions()).to.deep.equal({ "written down locally": 1 });
    });

    it("and breaks when it is a planned move, or when the run store answers", async () => {
      expect((await local(aPlannedMove(), silent)).broken).to.deep.equal(["one driver"]);
      expect((await local(aDisaster(), ok([]))).broken).to.deep.equal(["one driver"]);
    });
  });
});

describe("nothing is sent after the end that was announced", () => {
  it("by the journal, and by the lease", async () => {
    const story = new Story(aPlannedMove()).started("demote-old-primary", { at: 5_000 });
    for (const [now, busyUntil, broken] of [
      [19_999, 20_000, []],
      [20_000, 90_000, ["in time"]],
      [19_999, 10_000, ["in time"]],
    ] as const) {
      const seen = new Watched();
      await seen.tells(story);
      await seen.takes({ busyUntil });
      seen.calls("vault.demote", { now });
      expect(seen.broken, `${now} ${busyUntil}`).to.deep.equal(broken);
    }
  });

  it("asks nothing of a look", async () => {
    const seen = new Watched();
    await seen.takes({ busyUntil: 0 });
    seen.calls("vault.view");
    expect(seen.broken).to.deep.equal([]);
  });
});

describe("a lease's number only grows", () => {
  type Change = Parameters<Watched["takes"]>[0];
  /** From one lease to the next, as a store without any check would let it be. */
  async function leasesOf(first: Change, second: Change): Promise<Watched> {
    const seen = new Watched();
    await seen.takes({ number: 4, ...first });
    seen.hears("store.putLease", ok(undefined), { args: [seen.world.store.lease()] });
    const lease = await seen.takes({ number: 4, ...second });
    // The store refuses what goes back: whoever watches must notice where it does not.
    seen.world.store.lease = () => lease;
    seen.hears("store.putLease", ok(undefined), { args: [seen.world.store.lease()] });
    return seen;
  }

  it("holds for a renewal, a release, and the next one who waited", async () => {
    const renewed = { busyUntil: 9e15, expiresAt: 9e15 };
    for (const [first, second] of [
      [{}, renewed],
      [{}, { released: true }],
      [{ released: true }, { number: 5, pid: OTHER }],
      [
        { expiresAt: 1, busyUntil: 1 },
        { number: 5, pid: OTHER },
      ],
    ])
      expect((await leasesOf(first, second)).broken).to.deep.equal([]);
  });

  it("breaks when it goes back, or when one number is two holders', or takes back what it announced", async () => {
    for (const second of [
      { number: 3 },
      { pid: OTHER },
      { run: "2026-11-27T00-09-teal-owl" },
      { busyUntil: 1 },
    ])
      expect((await leasesOf({}, second)).broken).to.deep.equal(["lease"]);
    expect((await leasesOf({ released: true }, {})).broken).to.deep.equal(["lease"]);
  });

  it("breaks when somebody follows a holder who may still act", async () => {
    const busy = { expiresAt: 1, busyUntil: 9e15 };
    const follows = { number: 5, pid: OTHER };
    expect((await leasesOf(busy, follows)).broken).to.deep.equal(["one driver"]);
    expect((await leasesOf({}, follows)).broken).to.deep.equal(["one driver"]);
  });

  it("and not when that one is surely dead, or when the lease was released by hand", async () => {
    const seen = new Watched();
    seen.world.gone.add(101);
    await seen.takes({ number: 4, busyUntil: 9e15 });
    seen.hears("store.putLease", ok(undefined), { args: [seen.world.store.lease()] });
    await seen.takes({ number: 5, pid: OTHER });
    seen.hears("store.putLease", ok(undefined), { args: [seen.world.store.lease()] });
    await seen.takes({ number: 6, pid: OTHER, releasedBy: "kim@desk" });
    seen.hears("store.putLease", ok(undefined), { args: [seen.world.store.lease()] });
    expect(seen.broken).to.deep.equal([]);
  });
});
