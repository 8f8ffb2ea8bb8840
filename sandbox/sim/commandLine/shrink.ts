import type { Incident } from "../incidents/incident.ts";

/** The faults that are left, and what they break; no violations where the world breaks no rule at all. */
export type Shrunk = { schedule: Incident[]; violations: string[] };

type Shrinking = {
  schedule: Incident[];
  /** Goes through the world with these faults alone. */
  violationsOf: (schedule: Incident[]) => Promise<string[]>;
  tell: (line: string) => void;
};

/** Leaves out one fault after the other for as long as one of the same rules is broken. */
export async function shrunk({ schedule, violationsOf, tell }: Shrinking): Promise<Shrunk> {
  let found: Shrunk = { schedule, violations: await violationsOf(schedule) };
  const rules = found.violations.map(ruleOf);
  for (let place = schedule.length - 1; place >= 0; place--) {
    const fewer = found.schedule.filter((_, index) => index !== place);
    const violations = await violationsOf(fewer);
    if (!violations.some((one) => rules.includes(ruleOf(one)))) continue;
    found = { schedule: fewer, violations };
    tell(`broken with ${fewer.length} faults too`);
    place = fewer.length; // what was needed beside it may be needed no more
  }
  return found;
}

/** `one primary: us-west-2 and us-east-1 both …` is of the rule `one primary`. */
const ruleOf = (violation: string): string => violation.split(":", 1)[0] ?? violation;
