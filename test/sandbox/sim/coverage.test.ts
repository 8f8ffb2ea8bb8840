import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { GUARDS } from "../../../automation/plan/guards/all.ts";
import { NO_CONSENTS } from "../../../automation/plan/snapshot.ts";
import { disasterPlan } from "../../../automation/plan/stages/disaster.ts";
import { plannedPlan } from "../../../automation/plan/stages/planned.ts";
import { CATALOGUE } from "../../../ground/errors.ts";
import { CONSENT_FLAGS } from "../../../sandbox/sim/consents.ts";
import { SAID_BY_GUARDS } from "../../../sandbox/sim/coverage/guards.ts";
import { expectedCounters, NOT_HERE, SENT_BACK_BY } from "../../../sandbox/sim/coverage.ts";
import { INCIDENT_KINDS } from "../../../sandbox/sim/incidents/kinds.ts";
import { aMove } from "../../helpers/virtual/moves.ts";

const GUARD_FOLDER = join(import.meta.dirname, "../../../automation/plan/guards");

describe("what ten thousand worlds must have seen", () => {
  const expected = expectedCounters();

  for (const [name, guard] of Object.entries(guardSources())) {
    it(`is everything that the guard ${name} says`, () => {
      const said: readonly string[] = SAID_BY_GUARDS[name as keyof typeof SAID_BY_GUARDS] ?? [];
      expect([...said].sort()).to.deep.equal(saidIn(guard));
      expect(expected).to.include.members([...said]);
    });
  }

  it("is every guard", () => {
    expect(Object.keys(SAID_BY_GUARDS).sort()).to.deep.equal(Object.keys(GUARDS).sort());
    expect(Object.keys(guardSources()).sort()).to.deep.equal(Object.keys(GUARDS).sort());
  });

  it("is every code, but for those that have a reason not to come up", () => {
    const codes = expected.flatMap((one) => /^finding (\w+)$/.exec(one)?.[1] ?? []);
    expect([...codes, ...Object.keys(NOT_HERE)].sort()).to.deep.equal(
      Object.keys(CATALOGUE).sort(),
    );
  });

  it("is every step that sends a run back when it fails", () => {
    const move = aMove({}, { quiesce: true, hooks: { before: true, after: true } });
    const plans = [
      plannedPlan(move, { drainTimeoutMs: 1, rollbackAfterMs: 1 }),
      disasterPlan(move),
    ];
    const back = plans
      .flatMap(({ stages }) => stages.flatMap(({ steps }) => steps))
      .flatMap(({ step, onFailure }) => (onFailure === "go-back" ? [step] : []));
    // The first of all steps: nothing is touched by then.
    const some = [...new Set(back)].filter((step) => step !== "before-hooks");
    expect(Object.keys(SENT_BACK_BY).sort()).to.deep.equal(some.sort());
    for (const code of Object.values(SENT_BACK_BY)) expect(expected).to.include(`way back ${code}`);
  });

  it("is every kind of incident, every consent, and every exit code of a run", () => {
    expect(expected).to.include.members(INCIDENT_KINDS.map((kind) => `incident ${kind}`));
    expect(Object.keys(CONSENT_FLAGS).sort()).to.deep.equal(Object.keys(NO_CONSENTS).sort());
    for (const exit of [0, 10, 11, 12, 13, 14, 15, 17]) expect(expected).to.include(`exit ${exit}`);
  });
});

/** The source of each guard, by the name under which all of them stand. */
function guardSources(): Record<string, string> {
  const all = readFileSync(join(GUARD_FOLDER, "all.ts"), "utf8");
  const files = new Map(
    [...all.matchAll(/import \{ (\w+) \} from "\.\/([\w/]+\.ts)"/g)].map(([, name, file]) => [
      name,
      file,
    ]),
  );
  const named = [...all.matchAll(/^ {2}"?([\w-]+)"?: (\w+Guard),$/gm)];
  return Object.fromEntries(
    named.map(([, name, guard]) => [
      name,
      readFileSync(join(GUARD_FOLDER, files.get(guard) ?? ""), "utf8"),
    ]),
  );
}

/** `refuse LINK_DOWN`, for every code that stands in a call; `finding` is one of two severities. */
function saidIn(source: string): string[] {
  const choice = /const finding = [^;]*\? (\w+) : (\w+)/.exec(source);
  const severities = (call: string | undefined) =>
    call === "finding" ? [choice?.[1], choice?.[2]] : [call];
  const calls = [...source.matchAll(/\b(refuse|warn|info|finding)\(\s*"([A-Z0-9_]+)"/g)];
  const said = calls.flatMap(([, call, code]) => severities(call).map((one) => `${one} ${code}`));
  return [...new Set(said)].sort();
}

it("the guards' folder has no guard that is not among them", () => {
  const files = readdirSync(GUARD_FOLDER, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /\/\w+\.ts$/.test(file));
  expect(sources).to.have.length(Object.keys(GUARDS).length);
});
