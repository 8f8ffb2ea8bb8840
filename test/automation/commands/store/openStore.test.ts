import { expect } from "chai";
import { openStore, writtenDownHere } from "../../../../automation/commands/store/openStore.ts";
import { aRegion } from "../../../helpers/healthyCase.ts";
import { TwoStores } from "../../../helpers/silentStore.ts";
import { STORY_RUN, Story } from "../../../helpers/story.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { aDisaster } from "../../../helpers/virtual/moves.ts";

const THREE = [WEST, EAST, "eu-west-1"];
const threeRegions = { regions: Object.fromEntries(THREE.map((name) => [name, aRegion(name)])) };

describe("opening the run store", () => {
  let stores: TwoStores;
  beforeEach(() => {
    stores = new TwoStores();
  });
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure?: { code: string } }).failure?.code;
  };
  const aRun = () => new Story(aDisaster()).started("promote-new-primary").events;

  it("gives the session as it is where the store answers and nothing lies beside it", async () => {
    const session = stores.session();
    expect(await openStore(session, "failover")).to.deep.equal({ session, runs: [] });
    expect(writtenDownHere(session)).to.deep.equal([]);
    expect(stores.said).to.deep.equal([]);
  });

  it("goes on in the folder in a disaster while the store is silent, and says so", async () => {
    stores.silence();
    const asked = stores.session();
    const { session, runs } = await openStore(asked, "failover");
    expect(runs).to.deep.equal([]);
    expect(session.ports.store).to.equal(asked.localStore?.store);
    expect(session.config.stack.recovery.journal).to.equal("file:/stack/.vault-dr/test-local");
    expect(stores.said.join()).to.include("/stack/.vault-dr/test-local");
    expect(writtenDownHere(session).map(({ id }) => id)).to.deep.equal(["STORE_LEFT_OUT"]);
  });

  it("refuses everything else while the store is silent", async () => {
    stores.silence();
    for (const verb of [
      "switchover",
      "failback",
      "reattach",
      "reconcile",
      "abort",
      "resume",
    ] as const) {
      expect(await codeOf(openStore(stores.session(), verb)), verb).to.equal("STORE_UNREACHABLE");
    }
  });

  it("lets a run that is unfinished in the folder be resumed there, and no other one", async () => {
    await stores.writeLocally(aRun());
    stores.silence();
    const { session, runs } = await openStore(stores.session(), "resume");
    expect([session.local, ...runs]).to.deep.equal(["/stack/.vault-dr/test-local", STORY_RUN]);
    const ended = new TwoStores();
    await ended.writeLocally(new Story(aDisaster()).done("promote-new-primary").ended().events);
    ended.silence();
    expect(await codeOf(openStore(ended.session(), "resume"))).to.equal("STORE_UNREACHABLE");
  });

  it("names failover to whoever would resume a disaster that the silent store holds", async () => {
    stores.silence();
    const next = await openStore(stores.session(), "resume").catch((error) => error.failure.next);
    expect(next).to.include('vault-dr failover test -m "why"');
    const planned = await openStore(stores.session(), "abort").catch((error) => error.failure.next);
    expect(planned).to.not.include("failover");
  });

  it("needs --accept-no-lease with more than two Regions", async () => {
    stores.silence();
    const config = threeRegions;
    const refused = openStore(stores.session({ config }), "failover");
    expect(await codeOf(refused)).to.equal("NO_LEASE");
    const next = await refused.catch((error) => error.failure.next);
    expect(next).to.include('vault-dr failover test --accept-no-lease -m "why"');
    const { session } = await openStore(
      stores.session({ config, acceptNoLease: true }),
      "failover",
    );
    expect(session.local).to.be.a("string");
  });

  it("takes what lies in the folder into the store as soon as that answers", async () => {
    await stores.writeLocally(aRun());
    const { session, runs } = await openStore(stores.session(), "switchover");
    expect(runs).to.deep.equal([STORY_RUN]);
    expect(session.local).to.equal(undefined);
  });
});
