import { expect } from "chai";
import { withoutRun } from "../../../../automation/report/outcome.ts";
import { STEPS } from "../../../../automation/steps/catalogue.ts";
import type { Finding } from "../../../../ground/errors.ts";
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
