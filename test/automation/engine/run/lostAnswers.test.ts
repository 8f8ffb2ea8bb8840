import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { Driver } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

const lost = (applied: boolean): Effect => ({ kind: "lose-answer", applied });
const hung = (applied: boolean): Effect => ({ kind: "hang", applied });
const BALANCER: Effect = { kind: "answer", status: 503, text: "no healthy upstream" };

describe("an answer that does not come", () => {
  let undisturbed: object;
  before(async () => {
    const estate = anEstate();
    await new Driver(estate).begin(aPlannedMove());
    undisturbed = endStateOf(estate);
  });

  const faults: [string, Effect, string, number][] = [
    [`${WEST} demote`, lost(true), "vault.demote", 1],
    [`${WEST} demote`, lost(false), "vault.demote", 2],
    [`${WEST} demote`, BALANCER, "vault.demote", 2],
    [`${EAST} promote`, lost(true), "vault.promote", 1],
    [`${EAST} promote`, lost(false), "vault.promote", 2],
    [`${EAST} promote`, BALANCER, "vault.promote", 2],
    [`${WEST} update-primary`, lost(true), "vault.updatePrimary", 1],
    [`${WEST} update-primary`, hung(true), "vault.updatePrimary", 1],
    [`${WEST} update-primary`, lost(false), "vault.updatePrimary", 2],
    [`${EAST} secondary-token`, lost(true), "vault.updatePrimary", 1],
  ];
  for (const [call, effect, sent, times] of faults) {
    const how = effect.kind === "answer" ? "503" : `${effect.kind}, applied: ${effect.applied}`;
    it(`is no failure: ${call}, ${how}: sent ${times} times, same end`, async () => {
      const estate = anEstate();
      estate.pair.faults.add({ call, times: 1, effect });
      expect(await new Driver(estate).begin(aPlannedMove({}, 60_000))).to.deep.equal({
        is: "succeeded",
      });
      expect(endStateOf(estate)).to.deep.equal(undisturbed);
      expect(countOf(estate, sent)).to.equal(times);
    });
  }

  for (const applied of [true, false]) {
    it(`of Route 53 is no failure (applied: ${applied})`, async () => {
      const estate = anEstate();
      estate.pair.faults.add({ call: "route53 upsert", skip: 1, times: 1, effect: lost(applied) });
      expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
      expect(endStateOf(estate)).to.deep.equal(undisturbed);
    });
  }

  for (const duringRoleChange of ["reset", "500", "wait", "in-turn"] as const) {
    it(`or is strange while a role changes (${duringRoleChange}) changes nothing`, async () => {
      const estate = anEstate({ settings: { duringRoleChange } });
      expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
      expect(endStateOf(estate)).to.deep.equal(undisturbed);
    });
  }
});
