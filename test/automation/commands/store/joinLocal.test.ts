import { expect } from "chai";
import { joinLocal } from "../../../../automation/commands/store/joinLocal.ts";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import { unfinishedRun } from "../../../../automation/journal/journal.ts";
import { NO_CONSENTS } from "../../../../automation/plan/snapshot.ts";
import { aHolder } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { TwoStores } from "../../../helpers/silentStore.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

const ELSEWHERE = "2026-11-27T03-00-teal-owl";
/** The run is us-west-2 → us-east-1 by takeover 2. */
const aRun = () => new Story(aDisaster()).done("promote-new-primary").ended().events;
const record = (activeRegion: string, takeover: number, run = ELSEWHERE) => ({
  activeRegion,
  takeover,
  run,
  at: 1,
});

describe("joining a run from beside the stack file to the run store", () => {
  let stores: TwoStores;
  let lines: string[];
  beforeEach(async () => {
    stores = new TwoStores();
    lines = await stores.writeLocally(aRun());
  });
  const ours = () =>
    stores.local.as(aHolder(1)).putDocument("serving", record(EAST, 2, STORY_RUN), null);
  const theirs = (...said: Parameters<typeof record>) =>
    stores.store.as(aHolder(2)).putDocument("serving", record(...said), null);
  const join = () => joinLocal(stores.session());
  const failure = async () => {
    const error = await join().catch((reason: unknown) => reason);
    return (error as { failure?: { code: string; now: string } }).failure;
  };

  it("has nothing to do where nothing was written down", async () => {
    const none = new TwoStores();
    expect(await joinLocal(none.session())).to.equal(false);
    expect([none.store.lease(), none.setAside]).to.deep.equal([null, 0]);
  });

  it("copies the entries as they are, under a lease, and sets the folder aside", async () => {
    expect(await join()).to.equal(true);
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(lines);
    expect(stores.store.lease()).to.include({ number: 1, verb: "join", released: true });
    expect(stores.setAside).to.equal(1);
    expect(stores.said.join()).to.include(STORY_RUN);
    expect(await join(), "once").to.equal(false);
  });

  it("goes on where a joining was broken off", async () => {
    const store = stores.store.as(aHolder(2));
    for (const [index, line] of lines.slice(0, 2).entries())
      await store.append(STORY_RUN, index, [line], 0);
    await join();
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(lines);
  });

  it("takes for joined what was copied, and has gone on in the store, before the folder was set aside", async () => {
    const store = stores.store.as(aHolder(2));
    const resumed = { kind: "resumed", at: 9, operator: "kim@other", consents: NO_CONSENTS };
    const goneOn = [...lines, JSON.stringify(resumed)];
    for (const [index, line] of goneOn.entries()) await store.append(STORY_RUN, index, [line], 0);
    expect(await join()).to.equal(true);
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(goneOn);
    expect(stores.setAside).to.equal(1);
  });

  describe("where a planned move had begun before the store fell silent", () => {
    const BEGUN = "2026-11-26T23-00-jade-seal";
    const begun = async (laterMs = 0) => {
      const story = new Story(aPlannedMove()).done("quiesce");
      const events = story.events.map((event) => ({ ...event, at: event.at + laterMs }));
      const store = stores.store.as(aHolder(2));
      for (const [index, event] of events.entries())
        await store.append(BEGUN, index, [JSON.stringify({ ...event, run: BEGUN })], 0);
    };
    const lastOf = (run: string) =>
      JSON.parse(stores.store.lines.get(run)?.at(-1) ?? "null") as { kind: string; by?: string };

    it("notes that move as over: the disaster has taken its place", async () => {
      await begun();
      await join();
      expect(lastOf(BEGUN)).to.include({ kind: "superseded", by: STORY_RUN });
      expect(await unfinishedRun(stores.store.as(aHolder(2)))).to.equal(null);
    });

    it("leaves what has begun after the disaster", async () => {
      await begun(1_000);
      await join();
      expect(lastOf(BEGUN).kind).to.equal("finished");
    });

    it("leaves it to be resumed where the disaster was refused before it did anything", async () => {
      stores = new TwoStores();
      await begun();
      const [planned] = new Story(aDisaster()).events;
      await stores.writeLocally(planned === undefined ? [] : [planned]);
      await join();
      expect(lastOf(BEGUN).kind).to.equal("finished");
      expect((await unfinishedRun(stores.store.as(aHolder(2))))?.run).to.equal(BEGUN);
    });
  });

  describe("where another machine has failed over in the store since", () => {
    const SINCE = "2026-11-27T00-30-ruby-owl";
    const since = async () => {
      const story = new Story(aDisaster()).done("promote-new-primary").ended();
      const store = stores.store.as(aHolder(2));
      for (const [index, event] of story.events.entries()) {
        const line = JSON.stringify({ ...event, run: SINCE, at: event.at + 60_000 });
        await store.append(SINCE, index, [line], 0);
      }
    };
    const joined = async (story: Story) => {
      stores = new TwoStores();
      await stores.writeLocally(story.events);
      await since();
      await join();
      return JSON.parse(stores.store.lines.get(STORY_RUN)?.at(-1) ?? "null") as object;
    };

    it("notes as over the disaster that had promoted nothing: nothing of it is left to do", async () => {
      const last = await joined(new Story(aDisaster()).started("fence-old-primary"));
      expect(last).to.include({ kind: "superseded", by: SINCE });
    });

    it("leaves one that has promoted to be resumed", async () => {
      const last = await joined(new Story(aDisaster()).started("promote-new-primary"));
      expect(last).to.include({ kind: "started" });
    });
  });

  it("writes the serving record where its takeover is the higher one", async () => {
    await ours();
    await theirs(WEST, 1);
    await join();
    expect(stores.store.document("serving")).to.deep.equal(record(EAST, 2, STORY_RUN));
  });

  it("leaves the same takeover to the same Region as it is: two operators did the same", async () => {
    await ours();
    await theirs(EAST, 2);
    expect(await join()).to.equal(true);
    expect(stores.store.document("serving")).to.deep.equal(record(EAST, 2));
  });

  for (const [what, region, takeover] of [
    ["a later takeover", WEST, 3],
    ["the same takeover of another Region", WEST, 2],
  ] as const) {
    it(`refuses ${what} in the store, names it, and copies nothing`, async () => {
      await ours();
      await theirs(region, takeover);
      const said = await failure();
      expect(said?.code).to.equal("LOCAL_RUN_CONFLICT");
      expect(said?.now).to.include(`${WEST} serves by takeover ${takeover}, run ${ELSEWHERE}`);
      expect(stores.store.lines.size).to.equal(0);
      expect(stores.store.document("serving")).to.deep.equal(record(region, takeover));
      expect(stores.setAside).to.equal(0);
      expect(stores.store.lease()).to.include({ released: true });
    });
  }

  it("refuses another run of the same name in the store", async () => {
    await stores.store.as(aHolder(2)).append(STORY_RUN, 0, ['{"kind":"planned"}'], 0);
    expect((await failure())?.code).to.equal("LOCAL_RUN_CONFLICT");
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(['{"kind":"planned"}']);
  });

  it("waits for a run that is still being written there, and for whoever acts in the store", async () => {
    const what = { run: STORY_RUN, verb: "failover", environment: "test" };
    const own = await LeaseKeeper.take(
      { store: stores.local.as(aHolder(7)), clock: stores.clock },
      what,
    );
    expect((await failure())?.code).to.equal("LEASE_HELD");
    await own.release();
    await LeaseKeeper.take({ store: stores.store.as(aHolder(8)), clock: stores.clock }, what);
    expect((await failure())?.code).to.equal("LEASE_HELD");
    expect(stores.store.lines.size).to.equal(0);
  });

  it("leaves the folder as it is when the store falls silent on the way", async () => {
    stores.store.fault = (call, nth) => (call === "adopt" && nth === 1 ? { applied: true } : null);
    expect((await failure())?.code).to.equal("STORE_UNREACHABLE");
    expect(stores.setAside).to.equal(0);
    expect(stores.local.lines.get(STORY_RUN)).to.deep.equal(lines);
    stores.store.fault = () => null;
    await join();
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(lines);
  });
});
