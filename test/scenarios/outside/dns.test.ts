import { expect } from "chai";
import type { StepName } from "../../../automation/plan/plan.ts";
import { expectServed } from "../../helpers/endState.ts";
import { type CommandEnd, Rehearsal, until } from "../../helpers/rehearsal.ts";

const [WEST, EAST] = ["us-west-2", "us-east-1"] as const;
const SWITCHOVER = ["switchover", "test", "--yes"] as const;
const LOST = ["failover", "test", "--yes", "-m", "us-west-2 is gone"] as const;
const CHANGE = "route53 ChangeResourceRecordSets";
const nameOf = (region: string) => `vault-${region}.test.acme.com`;

describe("Route 53 and resolvers", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const start = async (...options: Parameters<typeof Rehearsal.start>) => {
    world = await Rehearsal.start(...options);
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
  };
  /** The run has stopped the writers, and demotes and moves the traffic next. */
  const writersStopped = () =>
    until(() => world.sandbox.truth().clients.paused, "writers are stopped", 30_000);
  const expectServedWith = async (by: string, ttlSeconds: number) => {
    await expectServed(world, by);
    const { service } = world.sandbox.truth();
    expect(service.record).to.deep.include({ values: [nameOf(by)], ttlSeconds });
  };
  const msOf = ({ document }: CommandEnd, step: StepName) =>
    document.steps.find(({ name }) => name === step)?.ms;
  const finding = ({ document }: CommandEnd, code: string) =>
    document.findings.find(({ id }) => id === code);
  const sent = (call: string) => world.sandbox.truth().calls[call];

  it("that throttle the account during the flip delay it, and are asked twice a second at most", async () => {
    await start({ quiesce: true });
    const running = world.begin(...SWITCHOVER);
    await writersStopped();
    world.sandbox.setRoute53({ throttled: 6 });
    const end = await running.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(msOf(end, "move-traffic")).to.be.at.least(2_500);
    await expectServedWith(EAST, 1);
  });

  it("that still process a prior request during the flip are sent it again until they take it", async () => {
    await start({ quiesce: true });
    const running = world.begin(...SWITCHOVER);
    await writersStopped();
    world.sandbox.setRoute53({ priorPending: 3 });
    const end = await running.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(sent(CHANGE)).to.equal(4);
    await expectServedWith(EAST, 1);
  });

  it("that still process a prior request when the TTL is taken down are sent that again, with nothing stopped yet", async () => {
    await start({ quiesce: true, ttlSeconds: 2 });
    world.sandbox.setRoute53({ priorPending: 2 });
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(sent(CHANGE), "the TTL thrice, the flip, the TTL again").to.equal(5);
    await expectServedWith(EAST, 2);
  });

  it("whose control plane is down refuse a planned move: 10, nothing touched", async () => {
    await start({ quiesce: true });
    world.sandbox.setRoute53({ down: true });
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(end.document).to.include({ outcome: "refused", run: null });
    expect(finding(end, "ROUTE53_UNREACHABLE")).to.include({ severity: "refuse" });
    const { calls, clients } = world.sandbox.truth();
    expect(Object.keys(calls).filter((call) => /demote|promote|generate/.test(call))).to.deep.equal(
      [],
    );
    expect(clients.paused).to.equal(false);
    await expectServedWith(WEST, 1);
  });

  // The one scenario that waits for the bound of a minute: it is the bound that is to be seen.
  it("whose control plane is down from the start of a disaster: Vault is promoted, 14 names the change to make, resume makes it", async function () {
    this.timeout(150_000);
    await start();
    await world.sandbox.setReach(WEST, "refused");
    world.sandbox.setRoute53({ down: true });
    const end = await world.run(...LOST);
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(end.document).to.include({ outcome: "halted", promoted: true, serving: EAST });
    expect(finding(end, "ROUTE53_UNREACHABLE")).to.include({ severity: "warn" });
    expect(finding(end, "TRAFFIC_NOT_MOVED")?.next).to.equal(
      `Make it by hand (vault.test.acme.com CNAME ${nameOf(EAST)}, TTL 1) or mend the access; then: vault-dr resume test`,
    );
    expect(msOf(end, "promote-new-primary")).to.be.below(10_000);
    expect(end.ms).to.be.within(60_000, 90_000);
    expect(world.sandbox.truth().regions[EAST]).to.include({ mode: "primary", writable: true });
    expect(world.servingRecord()).to.equal(null);

    world.sandbox.setRoute53({ down: false });
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    expect(resumed.document.remaining.map(({ what }) => what)).to.deep.equal([
      "reattach us-west-2",
    ]);
    await world.writesFlow();
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([nameOf(EAST)]);
    expect(world.servingRecord()).to.include({ activeRegion: EAST });
  });

  it("whose control plane goes down after the demotion: the old primary serves again before it is back, 12", async () => {
    await start({ quiesce: true, ttlSeconds: 2 }, { rollbackAfter: "3s" });
    const running = world.begin(...SWITCHOVER);
    await writersStopped();
    world.sandbox.setRoute53({ down: true });
    await until(() => !world.sandbox.truth().clients.paused, "writers go on", 30_000);
    await world.writesFlow();
    world.sandbox.setRoute53({ down: false });
    const end = await running.ended;
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document).to.include({ outcome: "rolled-back", serving: WEST, promoted: false });
    expect(end.document.remaining).to.deep.equal([]);
    expect(finding(end, "ROLLBACK_DUE")?.now).to.include(
      "The run was at: point vault.test.acme.com at us-east-1: ",
    );
    expect(sent(`${EAST} promote`)).to.equal(undefined);
    await expectServedWith(WEST, 2);
    expect(world.sandbox.truth().regions[EAST]).to.include({ upstream: WEST });
  });

  it("whose control plane is gone for two seconds after the demotion: the move goes on, 0", async () => {
    await start({ quiesce: true });
    const running = world.begin(...SWITCHOVER);
    await writersStopped();
    world.sandbox.setRoute53({ down: true });
    await until(() => sent(`${WEST} demote`) === 1, "the demotion is sent", 30_000);
    await new Promise((wake) => setTimeout(wake, 2_000));
    world.sandbox.setRoute53({ down: false });
    const end = await running.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    await expectServedWith(EAST, 1);
  });

  it("of the old primary's hosts, which hold the old name for 45 s, do not delay its attachment", async () => {
    await start({ quiesce: true, serverOverHoldMs: 45_000 });
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.ms).to.be.below(40_000);
    expect(sent(`${WEST} update-primary`)).to.equal(1);
    expect(world.sandbox.truth().regions[WEST]).to.include({
      state: "stream-wals",
      upstream: EAST,
    });
    await expectServedWith(EAST, 1);
  });

  it("of the old primary's hosts do not delay its attachment by a wrapped token either, when it returns after a disaster", async () => {
    await start({ version: "1.1" });
    await world.sandbox.setReach(WEST, "refused");
    world.sandbox.setServerDns({ overHoldMs: 45_000 });
    const heldSince = Date.now();
    const end = await world.run(...LOST);
    expect(end.exitCode, end.stderr).to.equal(13);
    await world.sandbox.setReach(WEST, "up");
    const back = await world.run("reattach", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    expect(Date.now() - heldSince, "the old name is still held").to.be.below(45_000);
    expect(sent(`${WEST} update-primary`)).to.equal(1);
    expect(world.sandbox.truth().regions[WEST]).to.include({ upstream: EAST });
  });
});
