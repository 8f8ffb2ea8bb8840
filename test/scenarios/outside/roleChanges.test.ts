import { expect } from "chai";
import type { StepName } from "../../../automation/plan/plan.ts";
import type { DuringRoleChange } from "../../../sandbox/model/vault/world.ts";
import { expectServed } from "../../helpers/endState.ts";
import { type CommandEnd, Rehearsal, until } from "../../helpers/rehearsal.ts";

const [WEST, EAST] = ["us-west-2", "us-east-1"] as const;
const SWITCHOVER = ["switchover", "test", "--yes"] as const;

describe("role changes", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const start = async (...options: Parameters<typeof Rehearsal.start>) => {
    world = await Rehearsal.start(...options);
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
  };
  const hang = (call: string, applied: boolean) =>
    world.sandbox.addFault({ call, times: 1, effect: { kind: "hang", applied } });
  const msOf = ({ document }: CommandEnd, step: StepName) =>
    document.steps.find(({ name }) => name === step)?.ms;
  const sent = (call: string) => world.sandbox.truth().calls[call];

  const behaviours: [string, DuringRoleChange][] = [
    ["are cut", "reset"],
    ["are answered 500", "500"],
    ["are answered 503", "503"],
    ["are cut, answered 500 and answered 503 in turn", "in-turn"],
    ["wait until it is over", "wait"],
  ];
  for (const [meet, duringRoleChange] of behaviours) {
    it(`lose no acknowledged write, there and back, where requests ${meet}`, async () => {
      await start({ quiesce: true, vault: { duringRoleChange, roleChangeMs: 700 } });
      const there = await world.run(...SWITCHOVER);
      expect(there.exitCode, there.stderr).to.equal(0);
      await world.writesFlow();
      const back = await world.run("failback", "test", "--yes");
      expect(back.exitCode, back.stderr).to.equal(0);
      await expectServed(world, WEST);
      expect([sent(`${WEST} demote`), sent(`${EAST} promote`)]).to.deep.equal([1, 1]);
    });
  }

  it("go on as soon as the old primary is demoted, when the demotion is never answered", async () => {
    await start({ quiesce: true });
    hang(`${WEST} demote`, true);
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(msOf(end, "demote-old-primary")).to.be.within(1_000, 4_000);
    expect(sent(`${WEST} demote`)).to.equal(1);
    await expectServed(world, EAST);
  });

  it("end 12 with nothing lost when a demotion is never answered and takes no effect", async () => {
    await start({ quiesce: true });
    hang(`${WEST} demote`, false);
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(12);
    const due = end.document.findings.find(({ id }) => id === "ROLLBACK_DUE");
    expect(due?.now).to.include("demote us-west-2: ").and.to.include("no answer after 15000 ms");
    await expectServed(world, WEST);
    const { regions } = world.sandbox.truth();
    expect(regions[WEST]).to.include({ mode: "primary", state: "running" });
    expect(regions[EAST]).to.include({ state: "stream-wals", upstream: WEST });
    expect([sent(`${WEST} promote`), sent(`${EAST} promote`)]).to.deep.equal([
      undefined,
      undefined,
    ]);
  });

  it("go on as soon as the target is primary, when the promotion is never answered", async () => {
    await start({ quiesce: true });
    hang(`${EAST} promote`, true);
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(msOf(end, "promote-new-primary")).to.be.within(1_000, 4_000);
    expect(sent(`${EAST} promote`)).to.equal(1);
    await expectServed(world, EAST);
  });

  it("send a promotion again that was never answered and took no effect, and never go back", async () => {
    await start({ quiesce: true });
    hang(`${EAST} promote`, false);
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(sent(`${EAST} promote`)).to.equal(2);
    expect(sent(`${WEST} promote`)).to.equal(undefined);
    await expectServed(world, EAST);
  });

  it("of a failover go on as soon as the target is primary, when the promotion is never answered: 13", async () => {
    await start();
    await world.sandbox.setReach(WEST, "refused");
    hang(`${EAST} promote`, true);
    const end = await world.run("failover", "test", "--yes", "-m", "us-west-2 is gone");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ promoted: true, serving: EAST, fence: "unproven" });
    expect(msOf(end, "promote-new-primary")).to.be.within(1_000, 4_000);
    expect(sent(`${EAST} promote`)).to.equal(1);
    await world.writesFlow();
  });

  it("of a failover go on as soon as an old primary that answers is demoted, though nobody says so: 13", async () => {
    await start();
    hang(`${WEST} demote`, true);
    const end = await world.run("failover", "test", "--yes", "-m", "drill", "--treat-as-lost");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ serving: EAST, fence: "demoted" });
    expect(msOf(end, "fence-old-primary")).to.be.within(1_000, 4_000);
    expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
  });

  it("are waited for, and not rolled back, while the target serves and does not tell its mode for a minute", async function () {
    this.timeout(150_000);
    await start({ quiesce: true });
    const running = world.begin(...SWITCHOVER);
    await until(() => world.sandbox.truth().regions[WEST]?.mode === "secondary", "demoted", 30_000);
    world.sandbox.setVault({ unknownMs: 60_000 });
    const end = await running.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(msOf(end, "promote-new-primary")).to.be.within(60_000, 70_000);
    expect([sent(`${EAST} promote`), sent(`${WEST} promote`)]).to.deep.equal([1, undefined]);
    await expectServed(world, EAST);
  });
});
