import { expect } from "chai";
import fc from "fast-check";
import type { Plan } from "../../../../automation/plan/plan.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import {
  type Crash,
  type Credentials,
  Driver,
  RUN,
  storyOf,
} from "../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aDisaster, aPlannedMove, aReattachment } from "../../../helpers/virtual/moves.ts";

/** `every`: not each entry is tried where a run is long. */
type World = { plan: () => Plan; make: () => Estate; every?: number };

const WORLDS: Record<string, World> = {
  "a planned move": { plan: () => aPlannedMove(), make: () => anEstate() },
  "a planned move without quiesce": {
    plan: () => aPlannedMove({ quiesce: false }),
    make: () => anEstate(),
  },
  "a disaster whose old primary is silent": {
    plan: () => aDisaster({ oldPrimarySilent: true }),
    make: () => withReach("refused"),
  },
  "a disaster whose old primary answers": { plan: () => aDisaster(), make: () => anEstate() },
  "a move that goes back": {
    every: 2,
    plan: () => aPlannedMove(),
    make: () => {
      const estate = anEstate();
      const denied = { kind: "answer", status: 403, text: "permission denied" } as const;
      estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: denied });
      return estate;
    },
  },
  "a reattachment": {
    plan: aReattachment,
    make: () => {
      const estate = anEstate();
      // The old primary has come back as one, beside the one that took over.
      estate.pair.promote(EAST);
      estate.pair.pass(3_000);
      return estate;
    },
  },
};

describe("a crash at any entry of the journal, then resume", function () {
  this.timeout(120_000);
  for (const [what, world] of Object.entries(WORLDS)) {
    for (const when of ["before", "after"] as const) {
      it(`ends ${what} as without the crash, ${when} every entry is written`, async () => {
        const { entries, end } = await undisturbed(world);
        const wrong: string[] = [];
        for (let nth = 3; nth <= entries.length; nth += world.every ?? 1) {
          const { estate, ending } = await crashed(world, [{ nth, when }]);
          const story = `${when} ${nth} (${entries[nth - 1]})`;
          if (ending === "died") wrong.push(`${story}: died again`);
          else if (!same(endStateOf(estate), end) && !isUnknownFate(estate, ending)) {
            wrong.push(`${story}: ${ending}`);
          }
        }
        expect(entries.length).to.be.above(8);
        expect(wrong).to.deep.equal([]);
      });
    }
  }

  it("ends the same with tokens that are generated from shares, and die with the process", async () => {
    const world = WORLDS["a planned move"] as World;
    const { entries, end } = await undisturbed(world, "shares");
    for (let nth = 3; nth <= entries.length; nth += 3) {
      const { estate } = await crashed(world, [{ nth, when: "after" }], "shares");
      expect(endStateOf(estate), `after ${nth} (${entries[nth - 1]})`).to.deep.equal(end);
    }
  });

  it("ends the same after two crashes, wherever they are", async () => {
    const world = WORLDS["a planned move"] as World;
    const { entries, end } = await undisturbed(world);
    const crash = fc.record({
      nth: fc.integer({ min: 3, max: entries.length }),
      when: fc.constantFrom("before" as const, "after" as const),
    });
    await fc.assert(
      fc.asyncProperty(crash, crash, async (first, second) => {
        const again = { ...second, nth: Math.max(2, second.nth - first.nth) };
        const { estate } = await crashed(world, [first, again]);
        expect(endStateOf(estate)).to.deep.equal(end);
      }),
      { numRuns: 60, seed: 17 },
    );
  });

  it("long afterwards ends moved or as before, and never with two primaries", async () => {
    const world = WORLDS["a planned move"] as World;
    const { entries, end } = await undisturbed(world);
    const before = endStateOf(world.make());
    const seen = new Set<string>();
    for (let nth = 3; nth <= entries.length; nth++) {
      const { estate } = await crashed(world, [{ nth, when: "after" }], "token", 60_000);
      const is = endStateOf(estate);
      const which = same(is, end) ? "moved" : same(is, before) ? "as before" : JSON.stringify(is);
      seen.add(which);
    }
    expect([...seen].toSorted()).to.deep.equal(["as before", "moved"]);
  });
});

async function undisturbed({ plan, make }: World, credentials: Credentials = "token") {
  const estate = make();
  await new Driver(estate, credentials).begin(plan());
  return { entries: storyOf(estate), end: endStateOf(estate) };
}

async function crashed(
  { plan, make }: World,
  crashes: Crash[],
  credentials: Credentials = "token",
  pauseMs = 0,
): Promise<{ estate: Estate; ending: string }> {
  const estate = make();
  const [first, ...more] = crashes;
  const driver = new Driver(estate, credentials);
  if (first) driver.crashAt(first);
  let ending = await driver.begin(plan());
  for (const crash of [...more, null]) {
    if (ending !== null) break;
    await estate.clock.pass(pauseMs);
    const next = new Driver(estate, credentials);
    ending = await (crash === null ? next : next.crashAt(crash)).resume();
  }
  return { estate, ending: ending?.is ?? "died" };
}

/** It died between sending a promotion and hearing of it, and the target refuses: then nobody may go back. */
function isUnknownFate(estate: Estate, ending: string): boolean {
  const promotion = stateIn(estate.store, RUN).steps.find(
    ({ step }) => step === "promote-new-primary",
  );
  return (
    ending === "halted" && (promotion?.attempts.some(({ answer }) => answer === null) ?? false)
  );
}

function withReach(reach: "refused" | "hanging"): Estate {
  const estate = anEstate();
  estate.pair.setReach(WEST, reach);
  return estate;
}

const same = (left: object, right: object): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
