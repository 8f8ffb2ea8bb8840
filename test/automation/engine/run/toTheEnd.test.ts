import { expect } from "chai";
import type { Plan } from "../../../../automation/plan/plan.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import {
  anEstate,
  countOf,
  type Estate,
  endStateOf,
  nameOf,
} from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove, aReattachment } from "../../../helpers/virtual/moves.ts";

const MOVED = {
  regions: [
    { region: WEST, mode: "secondary", state: "stream-wals", follows: EAST },
    { region: EAST, mode: "primary", state: "running", follows: null },
  ],
  record: { points: [nameOf(EAST)], ttlSeconds: 5 },
  serving: { activeRegion: EAST, takeover: 2 },
  stackFile: { activeRegion: EAST, takeover: 2 },
  stack: { activeRegion: EAST, takeover: 2 },
  writersStopped: false,
  twoPrimaries: [],
};

describe("a run that nothing disturbs", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const run = (plan: Plan, credentials: "token" | "shares" = "token") =>
    new Driver(estate, credentials).begin(plan);

  it("moves service, records and stack, and attaches the old primary", async () => {
    expect(await run(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(MOVED);
  });

  it("demotes before it promotes, and drains before it demotes", async () => {
    await run(aPlannedMove());
    const story = storyOf(estate);
    const order = [
      "finished follow-closely",
      "finished await-primed",
      "finished drain",
      "started demote-old-primary",
      "finished compare-roots",
      "started promote-new-primary",
      "finished verify-clients",
      "finished write-serving-record",
      "started write-stack-file",
      "started update-stack",
    ];
    expect(story.filter((entry) => order.includes(entry))).to.deep.equal(order);
  });

  it("waits out the old TTL before anything is demoted", async () => {
    await run(aPlannedMove());
    const at = (end: string) => estate.arrivals.find(({ what }) => what.endsWith(end))?.at ?? 0;
    expect(at("hook quiesce") - at(`route53 upsert ${nameOf(WEST)}`)).to.be.at.least(5_000);
  });

  it("generates tokens from shares for both Regions, and deletes the one that can be deleted", async () => {
    expect(await run(aPlannedMove(), "shares")).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(MOVED);
    const clusters = [...estate.pair.world.clusters.values()];
    expect(clusters.map(({ operationTokens }) => operationTokens.size)).to.deep.equal([0, 1]);
    expect(estate.store.bytes()).to.include('"tokensLeftIn":"us-east-1"');
  });

  it("releases the lease", async () => {
    await run(aPlannedMove());
    expect(estate.store.lease()).to.include({ released: true, run: RUN });
  });

  it("does no act twice", async () => {
    await run(aPlannedMove());
    for (const call of ["vault.demote", "vault.promote", "vault.updatePrimary", "pulumi up"]) {
      expect(countOf(estate, call), call).to.equal(1);
    }
  });

  it("finds done what is done already: nothing is sent a second time", async () => {
    await run(aPlannedMove());
    estate.store.lines.clear();
    const before = estate.arrivals.length;
    expect(await run(aReattachment())).to.deep.equal({ is: "succeeded" });
    const sent = estate.arrivals.slice(before).filter(({ what }) => what.startsWith("pid"));
    expect(sent).to.deep.equal([]);
  });

  it("fails over without waiting for a Region that is gone, and reattaches it when it is back", async () => {
    estate.pair.setReach(WEST, "hanging");
    const startedAt = estate.clock.now();
    expect(await run(aDisaster({ oldPrimarySilent: true }))).to.deep.equal({ is: "succeeded" });
    const promotedAt = estate.arrivals.find(({ what }) => what.endsWith("vault.promote"))?.at ?? 0;
    expect(promotedAt - startedAt).to.be.below(600);
    expect(storyOf(estate)).to.include("finished fence-old-primary");
    expect(countOf(estate, "vault.demote")).to.equal(0);

    estate.pair.setReach(WEST, "up");
    estate.store.lines.clear();
    expect(await run(aReattachment())).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.include({ regions: MOVED.regions, stack: MOVED.stack });
  });

  it("demotes a lost Region that answers all the same, before it promotes the other", async () => {
    expect(await run(aDisaster())).to.deep.equal({ is: "succeeded" });
    const roles = estate.arrivals
      .map(({ what }) => what)
      .filter((what) => /vault\.(demote|promote)$/.test(what));
    expect(roles.map((what) => what.split(" ").at(-1))).to.deep.equal([
      "vault.demote",
      "vault.promote",
    ]);
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  });

  it("is watched by a watch that can fail: an act without a started is noticed", async () => {
    const driver = new Driver(estate);
    const token = driver.ports.credentials.vaultToken();
    if (token === null) throw new Error("no token");
    await estate.clock.until(driver.ports.vault.demote(WEST, token));
    expect(driver.violations).to.deep.equal([
      "vault.demote although only [] are started",
      "vault.demote without the lease",
    ]);
  });
});
