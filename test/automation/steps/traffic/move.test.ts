import { expect } from "chai";
import type { StepName } from "../../../../automation/plan/plan.ts";
import { disasterPlan } from "../../../../automation/plan/stages/disaster.ts";
import { STEPS } from "../../../../automation/steps/catalogue.ts";
import { refused, unknown } from "../../../../ground/answer.ts";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { eventsIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import {
  anEstate,
  countOf,
  type Estate,
  endStateOf,
  nameOf,
  SERVICE,
} from "../../../helpers/virtual/estate.ts";
import { aDisaster, aMove, aPlannedMove } from "../../../helpers/virtual/moves.ts";
import { letWritesSlipIn } from "../../../helpers/virtual/weather.ts";

const answer = (status: number, text: string): Effect => ({ kind: "answer", status, text });

describe("moving the traffic", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const record = () => estate.zone.record(SERVICE, "CNAME");

  it("keeps the short TTL while the flip spreads, and brings the declared one back at the end", async () => {
    const ttls: number[] = [];
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "move-traffic") {
        ttls.push(record()?.ttlSeconds ?? 0);
      }
    });
    await driver.begin(aPlannedMove());
    expect([...ttls, record()?.ttlSeconds]).to.deep.equal([1, 5]);
  });

  it("gives the declared TTL at once in a disaster, where nothing was primed", async () => {
    estate.pair.setReach(WEST, "refused");
    await new Driver(estate).begin(aDisaster({ oldPrimarySilent: true }));
    expect(record()).to.deep.include({ values: [nameOf(EAST)], ttlSeconds: 5 });
  });

  it("takes throttling for no failure", async () => {
    const effect = answer(400, "Throttling: Rate exceeded");
    estate.pair.faults.add({ call: "route53 upsert", skip: 1, times: 3, effect });
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
  });

  it("stops a disaster that cannot move it, with the exact change to make", async () => {
    estate.pair.setReach(WEST, "refused");
    const effect = answer(403, "AccessDenied");
    estate.pair.faults.add({ call: "route53 upsert", times: 1_000, effect });
    const ending = await new Driver(estate).begin(aDisaster({ oldPrimarySilent: true }));
    expect(ending).to.have.nested.property("failure.code", "TRAFFIC_NOT_MOVED");
    expect(ending)
      .to.have.nested.property("failure.next")
      .that.includes(`${SERVICE} CNAME ${nameOf(EAST)}, TTL 5`);
    estate.pair.faults.clear();
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(record()?.values).to.deep.equal([nameOf(EAST)]);
  });

  it("sends a planned move back when Route 53 does not take it", async () => {
    const effect = answer(403, "AccessDenied");
    estate.pair.faults.add({ call: "route53 upsert", skip: 1, times: 1, effect });
    const ending = await new Driver(estate).begin(aPlannedMove());
    expect(ending).to.have.nested.property("because.code", "TRAFFIC_NOT_MOVED");
    expect(record()).to.deep.include({ values: [nameOf(WEST)], ttlSeconds: 5 });
  });

  const goneAfter = (step: StepName, ms: number) => {
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind !== "finished" || event.step !== step) return;
      estate.zone.settings.down = true;
      estate.clock.after(ms, () => {
        estate.zone.settings.down = false;
      });
    });
    return driver.begin(aPlannedMove());
  };
  const finishedAt = (step: StepName) =>
    eventsIn(estate.store, RUN).find((event) => event.kind === "finished" && event.step === step)
      ?.at ?? Number.NaN;

  it("is not waited for on the way back when no flip was ever sent: the old primary serves at once", async () => {
    const before = endStateOf(estate);
    const ending = await goneAfter("demote-old-primary", 40_000);
    expect(ending).to.have.nested.property("because.code", "ROLLBACK_DUE");
    expect(ending)
      .to.have.nested.property("because.now")
      .that.includes(`The run was at: point ${SERVICE} at ${EAST}: unreachable: Route 53.`);
    expect(endStateOf(estate)).to.deep.equal(before);
    const demotedAt = finishedAt("demote-old-primary");
    expect(finishedAt("unquiesce") - demotedAt).to.be.within(15_000, 20_000);
    expect(finishedAt("restore-ttl") - demotedAt).to.be.at.least(40_000);
  });

  it("is waited for on the way back when a flip may have landed, and named when nobody can tell", async () => {
    const driver = new Driver(estate);
    const lost = { kind: "lose-answer", applied: true } as const;
    estate.pair.faults.add({ call: "route53 upsert", skip: 1, times: 1, effect: lost });
    driver.onEvent((event) => {
      if (event.kind === "answered" && event.step === "move-traffic")
        estate.zone.settings.down = true;
    });
    const ending = await driver.begin(aPlannedMove());
    expect(ending).to.have.nested.property("failure.code", "TRAFFIC_NOT_MOVED");
    expect(ending)
      .to.have.nested.property("failure.next")
      .that.includes(`${SERVICE} CNAME ${nameOf(WEST)}, TTL 5`);
  });

  it("is gentle with an account that takes five calls a second", async () => {
    let asked = 0;
    const driver = new Driver(estate);
    const { traffic } = driver.ports;
    const record: typeof traffic.record = async () => {
      asked += 1;
      return asked > 12 ? traffic.record() : refused(400, "Throttling: Rate exceeded");
    };
    const { upsert, change } = traffic;
    Object.assign(driver.ports, { traffic: { record, upsert, change } });
    const startedAt = estate.clock.now();
    estate.pair.setReach(WEST, "refused");
    const ending = await driver.begin(aDisaster({ oldPrimarySilent: true }));
    expect(ending).to.deep.equal({ is: "succeeded" });
    expect(finishedAt("move-traffic") - startedAt).to.be.at.least(6_000);
  });

  it("is not prepared any more by a machine that slept between looking and sending", async () => {
    const driver = new Driver(estate);
    const { traffic } = driver.ports;
    let looks = 0;
    const record = async () => {
      const seen = await traffic.record();
      if (++looks === 2) estate.clock.jump(20_000); // the second look is the one before the sending
      return seen;
    };
    Object.assign(driver.ports, {
      traffic: {
        record,
        upsert: (change: Parameters<typeof traffic.upsert>[0]) => traffic.upsert(change),
        change: (id: string) => traffic.change(id),
      },
    });
    const ended = await driver.begin(aPlannedMove()).catch((error: unknown) => error);
    expect(ended).to.have.nested.property("failure.code", "LEASE_LOST");
    expect(countOf(estate, `upsert ${nameOf(WEST)}`)).to.equal(0);
  });

  it("is not undone by a lost flip that lands when the run has gone back", async () => {
    const driver = new Driver(estate);
    loseFlip(estate, driver, 4_900);
    letWritesSlipIn(estate);
    const ending = await driver.begin(aPlannedMove({ quiesce: false }));
    expect(ending).to.deep.include({ is: "went-back" });
    await estate.clock.pass(10_000);
    expect(record()?.values).to.deep.equal([nameOf(WEST)]);
  });

  it("leaves no short TTL behind by a lost flip that lands when the declared one is back (seed 7382)", async () => {
    const driver = new Driver(estate);
    loseFlip(estate, driver, 4_900);
    expect(await driver.begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    await estate.clock.pass(10_000);
    expect(record()).to.deep.include({ values: [nameOf(EAST)], ttlSeconds: 5 });
  });

  it("is not done in a failover before the change of the run whose place it takes has had its time", async () => {
    estate.pair.setReach(WEST, "refused");
    const busyUntil = estate.clock.now() + 4_000;
    estate.clock.after(3_900, () => void pointAt(estate, nameOf(WEST)));
    const supersedes = { run: "r1", quiesced: false, rootsEqual: false, busyUntil };
    const ending = await new Driver(estate).begin(
      disasterPlan(
        aMove({ verb: "failover", supersedes }, { quiesce: false, oldPrimarySilent: true }),
      ),
    );
    expect(ending).to.deep.equal({ is: "succeeded" });
    await estate.clock.pass(10_000);
    expect(record()?.values).to.deep.equal([nameOf(EAST)]);
  });

  for (const name of ["traffic-back", "prime-record", "await-primed", "restore-ttl"] as const) {
    it(`never asks to point the service at the new Region where it belongs to the old (${name})`, () => {
      const { next } = STEPS[name].late(aMove(), "no answer");
      expect(next).to.not.include(nameOf(EAST));
      expect(next).to.include("vault-dr resume test");
    });
  }

  it("asks nobody to make by hand what a planned move takes back itself; a disaster does", () => {
    const { late } = STEPS["move-traffic"];
    expect(late(aMove(), "no answer").next).to.not.include(nameOf(EAST));
    expect(late(aMove({ verb: "failover" }), "no answer").next).to.include(nameOf(EAST));
  });

  it("names its undo, and its calls, before it acts", () => {
    const { undo, calls, title } = STEPS["move-traffic"];
    expect(undo).to.equal("traffic-back");
    expect(calls(aMove())).to.deep.equal([`Route 53 UPSERT ${SERVICE} CNAME ${nameOf(EAST)}`]);
    expect(title(aMove())).to.equal(`point ${SERVICE} at ${EAST}`);
  });
});

const pointAt = ({ zone }: Estate, value: string) =>
  zone.change([
    { action: "UPSERT", record: { name: SERVICE, type: "CNAME", ttlSeconds: 1, values: [value] } },
  ]);

/** The first flip is cut on our side, and reaches Route 53 all the same, `landsAfterMs` later. */
function loseFlip({ clock, zone }: Estate, { ports }: Driver, landsAfterMs: number): void {
  const { traffic } = ports;
  let lost = false;
  const upsert: typeof traffic.upsert = async (change) => {
    if (lost || change.value !== nameOf(EAST)) return traffic.upsert(change);
    lost = true;
    const record = { name: SERVICE, type: "CNAME", ttlSeconds: 1, values: [nameOf(EAST)] } as const;
    clock.after(landsAfterMs, () => {
      zone.change([{ action: "UPSERT", record: { ...record, values: [...record.values] } }]);
    });
    return unknown("cut", "Route 53 hung up");
  };
  Object.assign(ports, {
    traffic: {
      upsert,
      record: () => traffic.record(),
      change: (id: string) => traffic.change(id),
    },
  });
}
