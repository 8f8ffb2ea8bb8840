import { expect } from "chai";
import { withoutRun } from "../../../../automation/report/outcome.ts";
import { STEPS } from "../../../../automation/steps/catalogue.ts";
import { refused } from "../../../../ground/answer.ts";
import type { Finding } from "../../../../ground/errors.ts";
import { holdsToken } from "../../../../sandbox/model/vault/tokens.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { doneByHand } from "../../../../sandbox/sim/story/byHand.ts";
import { buildWorld, EAST, nameOf, SERVICE, WEST } from "../../../../sandbox/sim/world.ts";
import { aMove } from "../../../helpers/virtual/moves.ts";

const told = (finding: Partial<Finding>) => {
  const findings = [{ id: "TRAFFIC_NOT_MOVED", severity: "refuse", now: "", next: "", ...finding }];
  const about = { verb: "failover", environment: "test", outcome: "halted", exitCode: 14 } as const;
  return withoutRun({ ...about, findings: findings as Finding[] });
};
const { next: MAKE_IT } = STEPS["move-traffic"].late(aMove({ verb: "failover" }), "no answer");

describe("what people do by hand", () => {
  it("is the change of the record, in the words of the message, where the control plane takes it", () => {
    for (const [readOnly, region] of [
      [true, WEST],
      [false, EAST],
    ] as const) {
      const world = buildWorld(USUAL);
      world.route53.readOnly = readOnly;
      doneByHand(world, told({ next: MAKE_IT }), "laptop");
      expect(world.zone.record(SERVICE, "CNAME")?.values).to.deep.equal([nameOf(region)]);
    }
  });

  it("is to log in anew where a message asks for another token: at that Region, if it serves", () => {
    const world = buildWorld(USUAL);
    const before = world.hands.vaultToken;
    const refusal = refused(403, "permission denied");
    const move = aMove({ verb: "failover" });
    const { next = "" } = STEPS["verify-serving"].refused(refusal, move) ?? {};
    doneByHand(world, told({ id: "NOT_VERIFIED", next }), "laptop");
    expect(world.hands.vaultToken, "a secondary lets nobody in").to.equal(before);
    const { next: back = "" } = STEPS["verify-back"].refused(refusal, move) ?? {};
    doneByHand(world, told({ id: "NOT_VERIFIED", next: back }), "laptop");
    const token = world.hands.vaultToken ?? "";
    expect(token).to.not.equal(before);
    expect(holdsToken(clusterIn(world.vault, WEST), token)).to.equal(true);
  });

  it("is to take away a lock that nobody holds any more", () => {
    const world = buildWorld(USUAL);
    const now = "once that process is gone: pulumi cancel --stack test";
    for (const busy of [true, false]) {
      Object.assign(world.stack, { locked: true, busy });
      doneByHand(world, told({ now }), "laptop");
      expect(world.stack.locked).to.equal(busy);
    }
  });
});
