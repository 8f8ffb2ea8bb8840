import { expect } from "chai";
import { OperatorError } from "../../../../ground/errors.ts";
import { aHolder } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { Driver, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("a run store that fails in the middle", () => {
  let estate: Estate;
  let end: object;
  before(async () => {
    estate = anEstate();
    await new Driver(estate).begin(aPlannedMove());
    end = endStateOf(estate);
  });
  beforeEach(() => {
    estate = anEstate();
  });
  /** The process ends with its error, as the command does. */
  const failing = async (driver: Driver) => {
    const error = await driver.begin(aPlannedMove()).catch((reason: unknown) => reason);
    driver.die();
    return error;
  };
  const silentAt = (step: string) => {
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === step) {
        estate.store.fault = () => ({ applied: false });
      }
    });
    return failing(driver);
  };

  for (const [after, call] of [
    ["drain", "vault.demote"],
    ["compare-roots", "vault.promote"],
    ["prime-record", "hook quiesce"],
  ] as const) {
    it(`stops before ${call} when the store went silent after ${after}; resume goes on`, async () => {
      const error = await silentAt(after);
      expect(error).to.be.instanceOf(OperatorError);
      expect(error).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
      expect(countOf(estate, call)).to.equal(0);
      estate.store.fault = () => null;
      expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
      expect(endStateOf(estate)).to.deep.equal(end);
    });
  }

  it("loses the answer of an entry that was written: the act is not made, and resume goes on", async () => {
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind !== "finished" || event.step !== "drain") return;
      estate.store.fault = (call) => (call === "append" ? { applied: true } : null);
    });
    const error = await failing(driver);
    expect(error).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
    expect(storyOf(estate).slice(-2)).to.deep.equal([
      "finished drain",
      "started demote-old-primary",
    ]);
    expect(countOf(estate, "vault.demote")).to.equal(0);
    estate.store.fault = () => null;
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(end);
  });

  it("takes the entry of a promotion and not its announcement: it is not made, and the way back stays open", async () => {
    const before = endStateOf(anEstate());
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "compare-roots")
        estate.store.fault = (call) => (call === "putLease" ? { applied: false } : null);
    });
    const error = await driver.begin(aPlannedMove()).catch((reason: unknown) => reason);
    expect(error).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
    estate.store.fault = () => null;
    await estate.clock.pass(1_000);
    driver.die();
    await estate.clock.pass(20_000);
    expect(storyOf(estate).slice(-2)).to.deep.equal([
      "started promote-new-primary",
      "answered promote-new-primary",
    ]);
    expect(countOf(estate, "vault.promote")).to.equal(0);
    expect(await new Driver(estate).resume()).to.deep.include({ is: "went-back" });
    expect(endStateOf(estate)).to.deep.equal(before);
  });

  it("that another driver has taken refuses the late writer, who sends nothing more", async () => {
    const late = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "drain") takeOver(estate);
    });
    const error = await failing(late);
    expect(error).to.have.nested.property("failure.code", "LEASE_LOST");
    expect(countOf(estate, "vault.demote")).to.equal(0);
    expect(storyOf(estate)).to.not.include("started demote-old-primary");
  });

  it("lets only one of two drivers act", async () => {
    const first = new Driver(estate);
    const second = new Driver(estate);
    const running = first.begin(aPlannedMove());
    const error = await failing(second);
    expect(error).to.have.nested.property("failure.code", "LEASE_HELD");
    expect(await running).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "vault.demote")).to.equal(1);
  });
});

function takeOver({ store, clock }: Estate): void {
  const seen = store.lease();
  if (seen === null) throw new Error("nobody holds the lease");
  const next = { ...seen, number: seen.number + 1, holder: aHolder(999), takenAt: clock.now() };
  void store.as(aHolder(999)).putLease(next, seen);
}
