import { expect } from "chai";
import { joinLocal } from "../../../../automation/commands/store/joinLocal.ts";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import { aHolder } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { TwoStores } from "../../../helpers/silentStore.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { aDisaster } from "../../../helpers/virtual/moves.ts";

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
      await store.append(STORY_RUN, index, line, 0);
    await join();
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(lines);
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
    await stores.store.as(aHolder(2)).append(STORY_RUN, 0, '{"kind":"planned"}', 0);
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
    stores.store.fault = (call, nth) => (call === "append" && nth === 2 ? { applied: true } : null);
    expect((await failure())?.code).to.equal("STORE_UNREACHABLE");
    expect(stores.setAside).to.equal(0);
    expect(stores.local.lines.get(STORY_RUN)).to.deep.equal(lines);
    stores.store.fault = () => null;
    await join();
    expect(stores.store.lines.get(STORY_RUN)).to.deep.equal(lines);
  });
});
