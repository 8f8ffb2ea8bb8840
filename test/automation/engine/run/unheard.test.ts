import { expect } from "chai";
import { EAST } from "../../../helpers/vaultWorld.ts";
import { Driver } from "../../../helpers/virtual/driver.ts";
import { anEstate } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("a step that waits for no effect, and whose calls nobody answers", () => {
  it("asks again after pauses that grow, not as often as a machine can", async () => {
    const estate = anEstate();
    const effect = { kind: "lose-answer", applied: false } as const;
    estate.pair.faults.add({ call: `${EAST} lookup-self`, times: 12, effect });
    const sentAt: number[] = [];
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "started" && event.step === "verify-serving") sentAt.push(event.at);
    });
    expect(await driver.begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(sentAt).to.have.length(13);
    const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
    expect(pauses[0]).to.be.within(50, 200);
    expect(pauses.at(-1)).to.be.within(2_000, 2_200);
    expect(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0))).to.equal(true);
  });
});
