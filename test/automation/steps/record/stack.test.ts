import { expect } from "chai";
import { leftSteps } from "../../../../automation/journal/fold.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("bringing the stack up to date", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const left = () => leftSteps(stateIn(estate.store, RUN));

  it("keeps the new output in the run store: a failover needs no state backend", async () => {
    await new Driver(estate).begin(aPlannedMove());
    expect(estate.store.document("dr")).to.include({ activeRegion: EAST, takeover: 2 });
  });

  it("that is locked fails no move: it is left, and told by its own code", async () => {
    estate.stack.locked = true;
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(left().map(({ step, failed }) => [step, failed?.code])).to.deep.equal([
      ["update-stack", "STACK_LOCKED"],
    ]);
    expect(estate.stack.activeRegion).to.equal(WEST);
  });

  it("is tried once a run, and once more by the run that resumes", async () => {
    estate.stack.locked = true;
    await new Driver(estate).begin(aPlannedMove());
    expect(countOf(estate, "pulumi up")).to.equal(1);
    estate.stack.locked = false;
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(countOf(estate, "pulumi up")).to.equal(2);
    expect(left()).to.deep.equal([]);
    expect(estate.stack.activeRegion).to.equal(EAST);
  });
});
