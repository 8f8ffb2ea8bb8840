import { expect } from "chai";
import fc from "fast-check";
import type { Effect, Fault } from "../../../../sandbox/model/faults.ts";
import type { Reach } from "../../../../sandbox/model/vault/cluster.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { type Crash, Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, nameOf, SERVICE } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aReattachment } from "../../../helpers/virtual/moves.ts";

const RESUMES_MAX = 4;
const LATER_MS_MAX = 6_000;

type Weather = {
  reach: Reach;
  /** The lost Region comes, goes or hangs while the run goes on. */
  later: { atMs: number; reach: Reach }[];
  faults: Fault[];
  crash: Crash | null;
};

describe("a disaster in any weather", function () {
  this.timeout(60_000);

  it("has two primaries only where it has written down that it cannot know, and ends well", async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aWeather(), async (weather) => {
        const { estate, endings } = await failover(weather);
        const said = JSON.stringify({ weather, endings, story: storyOf(estate) }, null, 1);
        const { facts } = stateIn(estate.store, RUN);
        if (facts.fence !== "unproven") {
          expect(estate.pair.world.writable.overlaps(), said).to.deep.equal([]);
        }
        ends.add(String(endings.at(-1)));
        expect(endings.at(-1), said).to.be.oneOf(["succeeded", "went-back"]);

        await reattach(estate, endings.at(-1) === "succeeded");
        const [primary, secondary] = endings.at(-1) === "succeeded" ? [EAST, WEST] : [WEST, EAST];
        const { mode, state } = clusterIn(estate.pair.world, secondary);
        expect(clusterIn(estate.pair.world, primary).mode, said).to.equal("primary");
        expect({ mode, state }, said).to.deep.equal({ mode: "secondary", state: "stream-wals" });
        expect(estate.zone.record(SERVICE, "CNAME")?.values, said).to.deep.equal([nameOf(primary)]);
      }),
      { numRuns: 80, seed: 17 },
    );
    expect([...ends]).to.include("succeeded");
  });
});

async function failover({ reach, later, faults, crash }: Weather) {
  const estate = anEstate();
  const { pair, clock } = estate;
  pair.setReach(WEST, reach);
  for (const { atMs, reach: next } of later) clock.after(atMs, () => pair.setReach(WEST, next));
  for (const fault of faults) pair.faults.add(fault);
  const first = new Driver(estate, "both");
  const plan = aDisaster({ oldPrimarySilent: reach !== "up" });
  const endings = [(await (crash ? first.crashAt(crash) : first).begin(plan))?.is ?? "died"];
  for (let resumes = 0; resumes < RESUMES_MAX; resumes++) {
    if (["succeeded", "went-back"].includes(endings.at(-1) ?? "")) break;
    pair.faults.clear();
    // What stopped the run is mended: the old primary answers again, where it has to.
    if (resumes > 0) pair.setReach(WEST, "up");
    await clock.pass(1_000);
    endings.push((await new Driver(estate, "both").resume())?.is ?? "died");
  }
  return { estate, endings };
}

async function reattach(estate: Estate, needed: boolean): Promise<void> {
  await estate.clock.pass(LATER_MS_MAX);
  estate.pair.faults.clear();
  estate.pair.setReach(WEST, "up");
  await estate.clock.pass(5_000);
  if (!needed) return;
  estate.store.lines.clear();
  expect(await new Driver(estate, "both").begin(aReattachment())).to.deep.equal({
    is: "succeeded",
  });
}

function aWeather(): fc.Arbitrary<Weather> {
  const reach = fc.constantFrom<Reach>("up", "refused", "hanging");
  const call = fc.constantFrom(
    `${WEST} demote`,
    `${EAST} promote`,
    "route53 upsert",
    ...[WEST, EAST].flatMap((region) => [`${region} status`, `${region} health`]),
  );
  const effect = fc.oneof(
    fc.record({ kind: fc.constant("lose-answer" as const), applied: fc.boolean() }),
    fc.record({ kind: fc.constant("hang" as const), applied: fc.boolean() }),
    fc.constantFrom<Effect>(
      { kind: "answer", status: 503, text: "no healthy upstream" },
      { kind: "answer", status: 500, text: "internal error" },
      { kind: "answer", status: 403, text: "permission denied" },
    ),
  );
  const fault = fc.record({ call, skip: fc.nat(2), times: fc.integer({ min: 1, max: 4 }), effect });
  const when = fc.constantFrom("before" as const, "after" as const);
  return fc.record({
    reach,
    later: fc.array(fc.record({ atMs: fc.nat(LATER_MS_MAX), reach }), { maxLength: 2 }),
    faults: fc.array(fault, { maxLength: 3 }),
    crash: fc.option(fc.record({ nth: fc.integer({ min: 3, max: 35 }), when })),
  });
}
