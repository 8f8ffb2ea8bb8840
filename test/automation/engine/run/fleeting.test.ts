import { expect } from "chai";
import type { StepName } from "../../../../automation/plan/plan.ts";
import type { Clock } from "../../../../ground/clock.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { type Credentials, Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("what a process established", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  /** The process has ended the step, and has that on record. */
  const endsAfter = async (step: StepName, credentials: Credentials = "token") => {
    const driver = new Driver(estate, credentials).onEvent((event) => {
      if (event.kind === "finished" && event.step === step) driver.interrupt();
    });
    await driver.begin(aPlannedMove());
    expect(finished(step)).to.equal(1);
  };
  const finished = (step: StepName) =>
    storyOf(estate).filter((entry) => entry === `finished ${step}`).length;

  it("counts for itself alone: an equality seen while the primary was quiet is looked for again", async () => {
    estate = anEstate({ settings: { demotedShowsRoot: false } });
    await endsAfter("drain");
    // The writers go on meanwhile; what they write has not travelled when somebody resumes.
    estate.writers.stopped = false;
    await estate.clock.pass(600_000);
    estate.pair.world.link.lagMs = 120_000;
    expect(estate.pair.write(WEST, "team/a", "acknowledged")).to.equal(200);
    await new Driver(estate).resume();
    const serving = [WEST, EAST].find(
      (region) => clusterIn(estate.pair.world, region).mode === "primary",
    );
    expect(estate.pair.read(serving ?? EAST, "team/a")).to.equal("acknowledged");
  });

  it("counts for itself alone: who resumes has a credential in hand before anything is demoted", async () => {
    await endsAfter("drain");
    await new Driver(estate, "none").resume();
    expect(countOf(estate, "vault.demote")).to.equal(0);
    expect(estate.writers.stopped).to.equal(false);
  });

  it("counts for itself alone, also for a process whose clock is behind", async () => {
    const first = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "obtain-operation-token") first.interrupt();
    });
    await first.begin(aPlannedMove());
    const second = new Driver(estate, "none");
    const real = second.ports.clock;
    const behind: Clock = {
      now: () => real.now() - 60_000,
      sleep: (ms, signal) => real.sleep(ms, signal),
    };
    Object.assign(second.ports, { clock: behind });
    await second.resume().catch(() => null);
    expect(countOf(estate, "vault.demote")).to.equal(0);
  });

  it("is done again before the demotion by whoever resumes, and its marks are not mistaken for new ones", async () => {
    await endsAfter("drain");
    await estate.clock.pass(5_000);
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(finished("obtain-operation-token")).to.equal(2);
    expect(finished("follow-closely")).to.equal(2);
    expect(finished("quiesce")).to.equal(2);
    expect(finished("drain")).to.equal(2);
    expect(countOf(estate, "hook quiesce")).to.equal(2);
  });

  it("stands once the run is committed: after the demotion nothing of it is asked for again", async () => {
    await endsAfter("demote-old-primary");
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(finished("obtain-operation-token")).to.equal(1);
    expect(countOf(estate, "hook quiesce")).to.equal(1);
    expect(countOf(estate, "vault.demote")).to.equal(1);
  });
});
