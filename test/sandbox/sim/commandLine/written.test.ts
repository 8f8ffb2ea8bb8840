import { expect } from "chai";
import fc from "fast-check";
import { scheduleIn } from "../../../../sandbox/sim/commandLine/written.ts";
import type { Incident } from "../../../../sandbox/sim/incidents/incident.ts";
import { INCIDENT_KINDS } from "../../../../sandbox/sim/incidents/kinds.ts";
import { incidentLine, scheduleOf } from "../../../../sandbox/sim/incidents/schedule.ts";
import { targetsOf } from "../../../../sandbox/sim/incidents/targets.ts";
import { settingsOf } from "../../../../sandbox/sim/settings.ts";

const aKind = fc.constantFrom(...INCIDENT_KINDS);
const anIncident: fc.Arbitrary<Incident> = aKind.chain((kind) =>
  fc.record(
    {
      after: fc.constantFrom("halted", "started demote-old-primary", "went-back"),
      at: fc.nat(3_600_000),
      kind: fc.constant(kind),
      target: fc.constantFrom(...targetsOf(kind)),
      forMs: fc.nat(3_600_000),
      amount: fc.nat(1_000),
    },
    { requiredKeys: ["at", "kind", "target", "forMs", "amount"] },
  ),
);

const problemsIn = (text: string): string[] => {
  const read = scheduleIn(text);
  return read.is === "wrong" ? read.problems : [];
};

describe("a schedule as it is written", () => {
  it("is read back as it was printed", () => {
    fc.assert(
      fc.property(fc.array(anIncident), (schedule) => {
        const printed = schedule.map(incidentLine).join("; ");
        expect(scheduleIn(printed)).to.deep.equal({ is: "schedule", schedule });
      }),
    );
  });

  it("of any seed is read back as it was drawn", () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const schedule = scheduleOf(settingsOf(seed));
      const printed = schedule.map(incidentLine).join("; ");
      expect(scheduleIn(printed), printed).to.deep.equal({ is: "schedule", schedule });
    }
  });

  it("may be typed by hand: without an amount, with blanks and empty places", () => {
    expect(scheduleIn(" 1.5s link-down us-east-1 2s;; ")).to.deep.equal({
      is: "schedule",
      schedule: [{ at: 1_500, kind: "link-down", target: "us-east-1", forMs: 2_000, amount: 0 }],
    });
    expect(scheduleIn("")).to.deep.equal({ is: "schedule", schedule: [] });
  });

  it("is refused with everything that is wrong with it", () => {
    const moments =
      "1s after lunch: link-down us-east-1 2s; 1s after started lunch: link-down us-east-1 2s";
    const problems = problemsIn(
      `1s link-down us-east-1; 2s flood us-east-1 1s #1; soon; ${moments}; 1s link-down here 2s`,
    );
    expect(problems).to.have.length(6);
    expect(problems[5]).to.contain(`link-down does not happen to "here": to us-west-2, us-east-1`);
    expect(problems[3]).to.contain(`"lunch" stands in no journal`);
    expect(problems[4]).to.contain(`"started lunch" stands in no journal`);
    expect(problems[0]).to.contain(`"1s link-down us-east-1" is no fault`);
    expect(problems[1]).to.contain("there is no fault flood").and.contain("link-down");
    expect(problems[2]).to.contain(`"soon" is no fault`);
  });
});
