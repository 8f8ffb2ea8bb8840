import { expect } from "chai";
import type { JournalEvent } from "../../../../automation/journal/events.ts";
import type { Plan, StepName } from "../../../../automation/plan/plan.ts";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { eventsIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

const hung = (applied: boolean): Effect => ({ kind: "hang", applied });
const DENIED: Effect = { kind: "answer", status: 403, text: "permission denied" };
const SEEN = "timed-out: no answer yet, but it has taken effect";

describe("a role change whose call hangs", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const hang = (call: string, applied: boolean) =>
    estate.pair.faults.add({ call, times: 1, effect: hung(applied) });
  const run = (plan: Plan = aPlannedMove()) => new Driver(estate, "both").begin(plan);
  const undisturbed = async (plan: Plan) => {
    const other = anEstate();
    await new Driver(other, "both").begin(plan);
    return endStateOf(other);
  };

  /** From `started` to `finished`, and what was written down as the answer of each sending. */
  const recordOf = (step: StepName) => {
    const events = eventsIn(estate.store, RUN).filter(
      (event): event is Extract<JournalEvent, { step: StepName | null }> =>
        "step" in event && event.step === step,
    );
    const at = (kind: string) => events.find((event) => event.kind === kind)?.at ?? Number.NaN;
    const answers = events.flatMap((event) => (event.kind === "answered" ? [event.text] : []));
    return { ms: at("finished") - at("started"), answers };
  };

  it("is not waited out once the old primary says that it is demoted: the move goes on", async () => {
    hang(`${WEST} demote`, true);
    expect(await run()).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(await undisturbed(aPlannedMove()));
    expect(countOf(estate, "vault.demote")).to.equal(1);
    const { ms, answers } = recordOf("demote-old-primary");
    expect(answers).to.deep.equal([SEEN]);
    expect(ms).to.be.within(2_000, 2_500);
  });

  it("is not waited out once the target is a primary that runs", async () => {
    hang(`${EAST} promote`, true);
    expect(await run()).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(await undisturbed(aPlannedMove()));
    expect(countOf(estate, "vault.promote")).to.equal(1);
    const { ms, answers } = recordOf("promote-new-primary");
    expect(answers).to.deep.equal([SEEN]);
    expect(ms).to.be.within(2_000, 2_500);
  });

  it("is not waited out in a disaster, neither the fence's nor the promotion's", async () => {
    hang(`${WEST} demote`, true);
    hang(`${EAST} promote`, true);
    expect(await run(aDisaster())).to.deep.equal({ is: "succeeded" });
    expect(recordOf("fence-old-primary").ms).to.be.below(2_500);
    expect(recordOf("promote-new-primary").ms).to.be.below(2_500);
    expect(estate.store.bytes()).to.include('"fence":"demoted"');
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  });

  it("is not waited out on the way back", async () => {
    const before = endStateOf(estate);
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: DENIED });
    hang(`${WEST} demote`, true);
    hang(`${WEST} promote`, true);
    expect(await run()).to.deep.include({ is: "went-back" });
    expect(endStateOf(estate)).to.deep.equal(before);
    expect(recordOf("promote-back").ms).to.be.below(2_500);
    expect(countOf(estate, "vault.promote back")).to.equal(1);
  });

  it("is seen where requests wait until the role has changed, or the look itself is lost", async () => {
    for (const duringRoleChange of ["wait", "reset", "in-turn"] as const) {
      estate = anEstate({ settings: { duringRoleChange, roleChangeMs: 4_000 } });
      hang(`${WEST} demote`, true);
      expect(await run()).to.deep.equal({ is: "succeeded" });
      expect(recordOf("demote-old-primary").ms, duringRoleChange).to.be.within(4_000, 6_500);
    }
  });

  it("and was not applied is waited out, and the rollback is due: nothing was changed", async () => {
    const before = endStateOf(estate);
    hang(`${WEST} demote`, false);
    const ending = await run();
    expect(ending).to.have.nested.property("because.code", "ROLLBACK_DUE");
    expect(endStateOf(estate)).to.deep.equal(before);
    expect(countOf(estate, "vault.demote")).to.equal(1);
    expect(countOf(estate, "vault.promote back")).to.equal(0);
  });

  it("and was not applied is sent again where a promotion may have taken effect: only forward", async () => {
    hang(`${EAST} promote`, false);
    expect(await run()).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "vault.promote")).to.equal(2);
    expect(storyOf(estate)).to.not.include("went-back");
  });

  it("is no consented lack of a fence before its time is over", async () => {
    hang(`${WEST} demote`, false);
    let promotedAt = 0;
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "started" && event.step === "promote-new-primary") promotedAt = event.at;
    });
    await driver.begin(aDisaster({ acceptUnfenced: true }));
    const sent = estate.arrivals.find(({ what }) => what.endsWith("vault.demote"))?.at ?? 0;
    expect(promotedAt - sent).to.be.at.least(15_000);
  });

  it("is not taken for done by a mode that nobody tells", async () => {
    estate = anEstate({ settings: { unknownMs: 60_000 } });
    hang(`${EAST} promote`, true);
    expect(await run(aPlannedMove({}, 30_000))).to.deep.equal({ is: "succeeded" });
    const { answers } = recordOf("promote-new-primary");
    expect(answers[0]).to.include("no answer after 15000 ms");
    expect(clusterIn(estate.pair.world, EAST).mode).to.equal("primary");
    expect(countOf(estate, "vault.promote")).to.equal(1);
  });
});
