import { expect } from "chai";
import fc from "fast-check";
import type { Ending } from "../../../../automation/engine/run.ts";
import { leftSteps } from "../../../../automation/journal/fold.ts";
import type { Plan } from "../../../../automation/plan/plan.ts";
import type { Effect, Fault } from "../../../../sandbox/model/faults.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import type { Late } from "../../../../sandbox/sim/ports/delays.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { type Crash, Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";
import { Writer } from "../../../helpers/virtual/writer.ts";

const RESUMES_MAX = 4;

type Weather = {
  faults: Fault[];
  late: Late[];
  crash: Crash | null;
  quiesce: boolean;
  roleChangeMs: number;
};

describe("a planned move in any weather", function () {
  this.timeout(60_000);

  it("has one primary at most, loses no acknowledged write, and is brought to an end by resume", async () => {
    const [moved, before] = [await undisturbed(true), endStateOf(anEstate())];
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(aWeather(), async (weather) => {
        const { estate, writer, story } = await run(weather);
        const said = JSON.stringify({ weather, story }, null, 1);
        expect(estate.pair.world.writable.overlaps(), said).to.deep.equal([]);
        const serving = primaryIn(estate);
        expect(writer.lostIn(serving), said).to.deep.equal([]);
        expect([moved, before], said).to.deep.include(endStateOf(estate));
        seen.set(serving, (seen.get(serving) ?? 0) + 1);
      }),
      { numRuns: 80, seed: 17 },
    );
    expect([...seen.keys()], "some moved, some went back").to.have.members([WEST, EAST]);
  });
});

async function run({ faults, late, crash, quiesce, roleChangeMs }: Weather) {
  const estate = anEstate({ settings: { roleChangeMs } });
  const writer = new Writer(estate);
  await estate.clock.pass(500);
  for (const fault of faults) estate.pair.faults.add(fault);
  estate.late.push(...late.map((one) => ({ ...one })));
  const plan: Plan = aPlannedMove({ quiesce });
  const first = new Driver(estate, "both");
  const endings = [await (crash === null ? first : first.crashAt(crash)).begin(plan)];
  for (let resumes = 0; resumes < RESUMES_MAX && hasMore(estate, endings.at(-1)); resumes++) {
    estate.pair.faults.clear();
    estate.late.length = 0;
    await estate.clock.pass(1_000);
    endings.push(await new Driver(estate, "both").resume());
  }
  await estate.clock.pass(20_000);
  writer.end();
  const story = [...endings.map((ending) => JSON.stringify(ending)), ...storyOf(estate)];
  return { estate, writer, story };
}

function hasMore({ store }: Estate, ending: Ending | null | undefined): boolean {
  if (ending == null || ending.is === "halted") return true;
  return leftSteps(stateIn(store, RUN)).length > 0;
}

async function undisturbed(quiesce: boolean): Promise<object> {
  const estate = anEstate();
  await new Driver(estate).begin(aPlannedMove({ quiesce }));
  return endStateOf(estate);
}

const primaryIn = ({ pair }: Estate): string =>
  [WEST, EAST].find((region) => clusterIn(pair.world, region).mode === "primary") ?? "nobody";

function aWeather(): fc.Arbitrary<Weather> {
  const onEither = (call: string) => [`${WEST} ${call}`, `${EAST} ${call}`];
  const call = fc.constantFrom(
    `${WEST} demote`,
    `${EAST} promote`,
    "route53 upsert",
    ...["promote", "update-primary", "secondary-token"].flatMap(onEither),
    ...["generate-public-key", "generate-attempt", "generate-update"].flatMap(onEither),
    ...["status", "health", "lookup-self"].flatMap(onEither),
  );
  const effect = fc.oneof(
    fc.record({ kind: fc.constant("lose-answer" as const), applied: fc.boolean() }),
    fc.record({ kind: fc.constant("hang" as const), applied: fc.boolean() }),
    fc.constantFrom<Effect>(
      { kind: "answer", status: 503, text: "no healthy upstream" },
      { kind: "answer", status: 503, text: "replication is still catching up" },
      { kind: "answer", status: 500, text: "internal error" },
      { kind: "answer", status: 403, text: "permission denied" },
    ),
  );
  const fault = fc.record({ call, skip: fc.nat(2), times: fc.integer({ min: 1, max: 8 }), effect });
  // Sent, and of unknown fate until the bound of a role change has passed.
  const late = fc.record({
    call: fc.constantFrom(`${EAST} /promote`, `${WEST} /promote`, `${WEST} /demote`),
    skip: fc.nat(1),
    landsAfterMs: fc.integer({ min: 10, max: 14_900 }),
  });
  const when = fc.constantFrom("before" as const, "after" as const);
  return fc.record({
    faults: fc.array(fault, { maxLength: 4 }),
    late: fc.array(late, { maxLength: 3 }),
    crash: fc.option(fc.record({ nth: fc.integer({ min: 3, max: 60 }), when })),
    quiesce: fc.boolean(),
    roleChangeMs: fc.constantFrom(200, 2_000, 4_000),
  });
}
