import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";
import { letWritesSlipIn } from "../../../helpers/virtual/weather.ts";

const CATCHING_UP: Effect = {
  kind: "answer",
  status: 503,
  text: "replication is still catching up",
};
const DENIED: Effect = { kind: "answer", status: 403, text: "permission denied" };

describe("going back", () => {
  let estate: Estate;
  let before: object;
  beforeEach(() => {
    estate = anEstate();
    before = { ...endStateOf(estate) };
  });
  const codeOf = async (driver: Driver, plan = aPlannedMove()) => {
    const ending = await driver.begin(plan);
    return ending !== null && "because" in ending ? [ending.is, ending.because.code] : [ending];
  };

  it("is done when every promotion was definitely refused until rollbackAfter, after two readings", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: CATCHING_UP });
    let wentBackAt = 0;
    let demotedAt = 0;
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "went-back") wentBackAt = event.at;
      if (event.kind === "started" && event.step === "demote-old-primary") demotedAt = event.at;
    });
    expect(await codeOf(driver)).to.deep.equal(["went-back", "ROLLBACK_DUE"]);
    expect(endStateOf(estate)).to.deep.equal(before);
    expect(countOf(estate, "vault.promote")).to.be.above(2);
    expect(wentBackAt - demotedAt).to.be.within(15_000, 17_500);
    const looks = estate.arrivals.filter(
      ({ at, what }) => at > wentBackAt - 250 && at <= wentBackAt && what === `${EAST} sys/health`,
    );
    expect(looks.length, "readings of the target").to.be.at.least(2);
  });

  it("is done when the last source of a credential was refused, without waiting for rollbackAfter", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: DENIED });
    expect(await codeOf(new Driver(estate))).to.deep.equal(["went-back", "PROMOTION_REFUSED"]);
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("tries the next source of a credential first", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1, effect: DENIED });
    const ending = await new Driver(estate, "both").begin(aPlannedMove());
    expect(ending).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "vault.promote")).to.equal(2);
  });

  it("is done when the merkle roots differ: no promotion is sent", async () => {
    const plan = aPlannedMove({ quiesce: false });
    letWritesSlipIn(estate);
    expect(await codeOf(new Driver(estate), plan)).to.deep.equal(["went-back", "ROOTS_DIFFER"]);
    expect(endStateOf(estate)).to.deep.include({
      regions: (before as { regions: object }).regions,
    });
    expect(countOf(estate, "vault.promote")).to.equal(0);
  });

  it("waits for no step beside the one that sends the run back", async () => {
    const throttled = { kind: "answer", status: 400, text: "Throttling: Rate exceeded" } as const;
    estate.pair.faults.add({ call: "route53 upsert", skip: 1, times: 1_000, effect: throttled });
    letWritesSlipIn(estate);
    let failedAt = 0;
    let wentBackAt = 0;
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "failed" && event.step === "compare-roots") failedAt = event.at;
      if (event.kind !== "went-back") return;
      wentBackAt = event.at;
      estate.pair.faults.clear();
    });
    const plan = aPlannedMove({ quiesce: false }, 600_000);
    expect(await codeOf(driver, plan)).to.deep.equal(["went-back", "ROOTS_DIFFER"]);
    expect(failedAt).to.be.above(0);
    expect(wentBackAt - failedAt).to.be.below(2_500);
  });

  it("is not done when the loss is accepted: the roots' difference is written down", async () => {
    letWritesSlipIn(estate);
    const plan = aPlannedMove({ quiesce: false, acceptLoss: true });
    expect(await new Driver(estate).begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(estate.store.bytes()).to.include('"rootsEqual":false');
  });

  it("is done when a demoted cluster hides its root and it was never seen equal", async () => {
    estate.pair.world.settings.demotedShowsRoot = false;
    const plan = aPlannedMove({ quiesce: false });
    expect(await codeOf(new Driver(estate), plan)).to.deep.equal(["went-back", "ROOTS_DIFFER"]);
  });

  it("is not done for a hidden root when the roots were equal while the primary was quiet", async () => {
    estate.pair.world.settings.demotedShowsRoot = false;
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
  });

  it("is the default when a run is resumed after rollbackAfter with no promotion sent", async () => {
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "answered" && event.step === "demote-old-primary") dying.die();
    });
    expect(await dying.begin(aPlannedMove())).to.equal(null);
    await estate.clock.pass(20_000);

    const ending = await new Driver(estate).resume();

    expect(ending).to.deep.include({ is: "went-back" });
    expect(countOf(estate, "vault.promote")).to.equal(0);
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("lets the writers go on when the hook that stops them failed half-way", async () => {
    estate.writers.hookFails = true;
    const driver = new Driver(estate).onEvent(({ kind }) => {
      if (kind === "went-back") estate.writers.hookFails = false;
    });
    expect(await codeOf(driver)).to.deep.equal(["went-back", "HOOK_FAILED"]);
    expect(countOf(estate, "hook unquiesce")).to.equal(1);
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("is done in a disaster when this run demoted the old primary and the target refuses", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: DENIED });
    const plan = aDisaster();
    expect(await codeOf(new Driver(estate), plan)).to.deep.equal([
      "went-back",
      "PROMOTION_REFUSED",
    ]);
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("is not done when the old primary has died meanwhile: the run stops and says why", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: DENIED });
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "compare-roots") {
        estate.pair.setReach(WEST, "refused");
      }
    });
    const ending = await driver.begin(aPlannedMove());
    expect(ending).to.deep.include({ is: "halted" });
    expect(storyOf(estate).at(-1)).to.equal("halted promote-back");
  });

  it("goes on back when it was interrupted on its way, by whoever resumes", async () => {
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: DENIED });
    const driver = new Driver(estate).onEvent(({ kind }) => {
      if (kind === "went-back") driver.interrupt();
    });
    expect(await driver.begin(aPlannedMove())).to.deep.include({ is: "halted" });
    expect(await new Driver(estate).resume()).to.deep.include({ is: "went-back" });
    expect(endStateOf(estate)).to.deep.equal(before);
  });
});
