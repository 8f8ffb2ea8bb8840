import { expect } from "chai";
import type { JournalEvent } from "../../../../automation/journal/events.ts";
import { BOUNDS } from "../../../../ground/bounds.ts";
import { EAST } from "../../../helpers/vaultWorld.ts";
import { eventsIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN, storyOf } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, endStateOf } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("what came of a step", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const isAbout = (event: JournalEvent, kind: string, step: string) =>
    event.kind === kind && "step" in event && event.step === step;
  const silence = () => {
    estate.store.fault = (call) => (call === "append" ? { applied: false } : null);
  };
  const failing = (driver: Driver) => driver.begin(aPlannedMove()).catch((error: unknown) => error);

  it("is on record with what is begun next, in one writing", async () => {
    const driver = new Driver(estate);
    const { store } = driver.ports;
    const writings: string[][] = [];
    const append: typeof store.append = (run, index, lines, number) => {
      const events = lines.map((line) => JSON.parse(line) as { kind: string; step?: string });
      writings.push(events.map(({ kind, step }) => `${kind} ${step}`));
      return store.append(run, index, lines, number);
    };
    driver.ports.store = new Proxy(store, {
      get: (target, key) => (key === "append" ? append : Reflect.get(target, key)),
    });
    await driver.begin(aPlannedMove());
    expect(writings.find((lines) => lines.includes("started move-traffic"))).to.include(
      "finished demote-old-primary",
    );
    expect(writings.find((lines) => lines.includes("started promote-new-primary"))).to.include(
      "finished compare-roots",
    );
  });

  it("is on record while a run waits: whoever looks from elsewhere sees where it stands", async () => {
    estate = anEstate({ settings: { roleChangeMs: 5_000 } });
    let seen: string[] = [];
    const driver = new Driver(estate).onEvent((event) => {
      if (!isAbout(event, "answered", "promote-new-primary")) return;
      estate.clock.after(BOUNDS.noteMs + 1, () => {
        seen = storyOf(estate);
      });
    });
    await driver.begin(aPlannedMove());
    expect(seen.at(-1)).to.equal("answered promote-new-primary");
  });

  it("that the store did not take stops a run at its next look, not at its next act", async () => {
    estate = anEstate({ settings: { roleChangeMs: 12_000 } });
    let lostAt = 0;
    const driver = new Driver(estate).onEvent((event) => {
      if (!isAbout(event, "answered", "promote-new-primary")) return;
      lostAt = event.at;
      silence();
    });
    const error = await failing(driver);
    expect(error).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
    expect(estate.clock.now() - lostAt).to.be.below(1_000);
  });

  it("that the store did not take last of all is no success", async () => {
    let last = "";
    const undisturbed = new Driver(estate).onEvent((event) => {
      last = "step" in event ? `${event.step}` : last;
    });
    await undisturbed.begin(aPlannedMove());
    const end = endStateOf(estate);
    estate = anEstate();
    const driver = new Driver(estate).onEvent((event) => {
      if (isAbout(event, "finished", last)) silence();
    });
    expect(await failing(driver)).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
    estate.store.fault = () => null;
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(endStateOf(estate)).to.deep.equal(end);
  });

  it("is on record when a run has ended", async () => {
    const told: string[] = [];
    const driver = new Driver(estate).onEvent((event) => {
      told.push("step" in event ? `${event.kind} ${event.step}` : event.kind);
    });
    await driver.begin(aPlannedMove());
    expect(storyOf(estate)).to.have.members(told);
  });

  it("is on record before a run goes back: a refusal of the promotion above all", async () => {
    const denied = { kind: "answer", status: 403, text: "permission denied" } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: denied });
    const dying = new Driver(estate).onEvent(({ kind }) => {
      if (kind === "went-back") dying.die();
    });
    await dying.begin(aPlannedMove());
    const kinds = eventsIn(estate.store, RUN).slice(-4);
    expect(storyOf(estate).slice(-4)).to.deep.equal([
      "started promote-new-primary",
      "answered promote-new-primary",
      "failed promote-new-primary",
      "went-back",
    ]);
    expect(kinds[1]).to.deep.include({ is: "refused", definite: true });
  });

  it("and died with its process is found out by whoever goes on: nothing is sent twice", async () => {
    for (const step of ["demote-old-primary", "move-traffic", "promote-new-primary"]) {
      estate = anEstate();
      const dying = new Driver(estate).onEvent((event) => {
        if (isAbout(event, "finished", step)) dying.die();
      });
      await dying.begin(aPlannedMove());
      expect(storyOf(estate), step).to.not.include(`finished ${step}`);
      expect(await new Driver(estate).resume(), step).to.deep.equal({ is: "succeeded" });
      expect(countOf(estate, "vault.demote"), step).to.equal(1);
      expect(countOf(estate, "vault.promote"), step).to.equal(1);
    }
  });
});
