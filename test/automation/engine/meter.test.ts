import { expect } from "chai";
import { Meter } from "../../../automation/engine/meter.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";

describe("the meter", () => {
  let clock: VirtualClock;
  let meter: Meter;
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(50_000));
    meter = new Meter(clock);
  });
  const waiting = (of: Parameters<Meter["during"]>[0], ms: number) =>
    clock.until(meter.during(of, clock.sleep(ms)));

  it("counts what was waited for nobody as our own", async () => {
    await waiting("vault", 200);
    await waiting("ourselves", 30);
    await waiting("dns", 100);
    expect(meter.read()).to.deep.equal({
      totalMs: 330,
      waitedForVaultMs: 200,
      waitedForDnsMs: 100,
      overheadMs: 30,
    });
  });

  it("counts spans that overlap once, whoever they wait for", async () => {
    const spans = [
      meter.during("vault", clock.sleep(500)),
      meter.during("vault", clock.sleep(300)),
      clock.sleep(200).then(() => meter.during("aws", clock.sleep(800))),
      clock.sleep(100).then(() => meter.during("dns", clock.sleep(400))),
    ];
    await clock.until(Promise.all(spans));
    await waiting("ourselves", 50);
    expect(meter.read()).to.deep.equal({
      totalMs: 1_050,
      waitedForVaultMs: 500,
      waitedForDnsMs: 900,
      overheadMs: 50,
    });
  });

  it("has a person's time in none of its numbers", async () => {
    await waiting("vault", 100);
    await waiting("person", 60_000);
    await waiting("ourselves", 5);
    expect(meter.read()).to.deep.equal({
      totalMs: 105,
      waitedForVaultMs: 100,
      waitedForDnsMs: 0,
      overheadMs: 5,
    });
  });

  it("counts a hook's time as nobody's fault of ours", async () => {
    await waiting("hook", 700);
    expect(meter.read()).to.include({ totalMs: 700, overheadMs: 0, waitedForVaultMs: 0 });
  });

  it("begins anew on restart, also in the middle of a span", async () => {
    const span = meter.during("vault", clock.sleep(1_000));
    await clock.pass(600);
    meter.restart();
    await clock.until(span);
    expect(meter.read()).to.include({ totalMs: 400, waitedForVaultMs: 400, overheadMs: 0 });
  });

  it("counts a wait that fails", async () => {
    const failing = clock.sleep(40).then(() => Promise.reject(new Error("gone")));
    await clock.until(meter.during("aws", failing).catch(() => undefined));
    expect(meter.read()).to.include({ waitedForDnsMs: 40, overheadMs: 0 });
  });

  it("watches the ports: each call counts for whom it waits, and answers as before", async () => {
    const ports = {
      clock,
      vault: { view: () => clock.sleep(10).then(() => "seen") },
      traffic: { record: () => clock.sleep(20) },
      dns: { resolve: () => clock.sleep(40) },
      human: { present: () => true, confirm: () => clock.sleep(5_000) },
      store: { runs: () => clock.sleep(80) },
      credentials: {},
      stack: {},
      hooks: {},
    } as unknown as Ports;
    const watched = meter.watch(ports);
    expect(watched.human.present()).to.equal(true);
    const work = async () => {
      expect(await watched.vault.view("r", 1)).to.equal("seen");
      await watched.traffic.record();
      await watched.dns.resolve("n", 1);
      await watched.human.confirm("?");
      await watched.store.runs();
    };
    await clock.until(work());
    expect(meter.read()).to.deep.equal({
      totalMs: 150,
      waitedForVaultMs: 10,
      waitedForDnsMs: 60,
      overheadMs: 80,
    });
  });
});
