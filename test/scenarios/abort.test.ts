import { expect } from "chai";
import { type EndState, endState, idsOf } from "../helpers/endState.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("abort", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  let before: EndState;
  afterEach(() => world.stop());

  const SWITCHOVER = ["switchover", "test", "--yes"];

  async function aWorld(): Promise<void> {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2 });
    before = endState(world);
  }

  const moments: [string, number, string][] = [
    ["after the TTL was taken down", 1, "route53 ChangeResourceRecordSets"],
    ["after the demotion", 1, "us-west-2 demote"],
    ["after the record was moved", 2, "route53 ChangeResourceRecordSets"],
  ];
  for (const [when, nth, call] of moments) {
    it(`${when}: 12, the old primary serves, everything is as before, no write is lost`, async () => {
      await aWorld();
      world.sandbox.startWriters({ writesPerSecond: 50 });
      await world.writesFlow();
      await world.killAfterNth(nth, call, ...SWITCHOVER);

      const end = await world.run("abort", "test", "--yes");

      expect(end.exitCode, end.stderr).to.equal(12);
      expect(end.document).to.include({ outcome: "rolled-back", serving: "us-west-2" });
      expect(idsOf(end)).to.include("ABORTED");
      await world.writesFlow();
      await world.sandbox.stopWriters();
      expect(endState(world)).to.deep.equal(before);
      expect(world.sandbox.truth().lostKeys).to.deep.equal([]);
      expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
      const again = await world.run("abort", "test", "--yes");
      expect(again.exitCode, again.stderr).to.equal(10);
      expect(idsOf(again)).to.deep.equal(["NOTHING_TO_ABORT"]);
    });
  }

  it("past the point of no return: 10, nothing is sent, and resume finishes", async () => {
    await aWorld();
    await world.killAfter("us-east-1 promote", ...SWITCHOVER);
    const sent = mutating();
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.deep.equal(["NO_WAY_BACK"]);
    expect(end.document.findings[0]?.next).to.equal("Go on with it: vault-dr resume test");
    expect(mutating()).to.deep.equal(sent);
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
  });

  it("with nothing unfinished: 10, and it names the last run", async () => {
    await aWorld();
    const never = await world.run("abort", "test", "--yes");
    expect(never.exitCode, never.stderr).to.equal(10);
    expect((await world.run(...SWITCHOVER)).exitCode).to.equal(0);
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(end.document.findings[0]?.now).to.include("has ended with exit 0");
  });

  it("of a run that had changed nothing yet closes it: 10, and the next run may begin", async () => {
    await aWorld();
    await world.killAfter("us-east-1 generate-update", ...SWITCHOVER);
    expect(idsOf(await world.run(...SWITCHOVER))).to.include("UNFINISHED_RUN");
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(end.document.findings[0]?.now).to.include("had changed nothing");
    expect(endState(world)).to.deep.equal(before);
    const next = await world.run(...SWITCHOVER);
    expect(next.exitCode, next.stderr).to.equal(0);
  });

  it("leaves no key ceremony behind in which a process of the run had died", async () => {
    await aWorld();
    await world.killAfter("route53 ChangeResourceRecordSets", ...SWITCHOVER);
    await world.killAfter("us-east-1 generate-update", "resume", "test", "--yes");
    expect(world.sandbox.truth().regions["us-east-1"]?.generationRunning).to.equal(true);
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(world.sandbox.truth().regions["us-east-1"]?.generationRunning).to.equal(false);
  });

  it("nor one for a root token, when a reattach is called off before it touched anything: 10", async () => {
    await aWorld();
    await world.sandbox.setReach("us-west-2", "refused");
    await world.run("failover", "test", "--yes", "-m", "it is lost");
    await world.sandbox.setReach("us-west-2", "up");
    world.setEnv({ VAULT_TOKEN: world.sandbox.mintToken("us-east-1") });
    const line = ["reattach", "test", "--yes", "--generate-root"];
    await world.killAfter("us-west-2 generate-root-update", ...line);
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({
      mode: "primary",
      generationRunning: false,
    });
  });

  it("without a credential for the old primary: 14, and with it 12", async () => {
    await aWorld();
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    const keys = Object.entries(world.env).filter(([name]) =>
      name.startsWith("VAULT_RECOVERY_KEY"),
    );
    world.setEnv(Object.fromEntries(keys.map(([name]) => [name, undefined])));
    const without = await world.run("abort", "test", "--yes");
    expect(without.exitCode, without.stderr).to.equal(14);
    world.setEnv(Object.fromEntries(keys));
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(endState(world)).to.deep.equal(before);
  });

  it("killed on its way back, resume goes on with the way back: 12", async () => {
    await aWorld();
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    await world.killAfter("us-west-2 promote", "abort", "test", "--yes");
    const end = await world.run("resume", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(endState(world)).to.deep.equal(before);
  });

  it("of a failover that had fenced an old primary that answers: 12, it serves again", async () => {
    await aWorld();
    const line = ["failover", "test", "--yes", "-m", "drill", "--treat-as-lost"];
    await world.killAfter("us-west-2 demote", ...line);
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document.serving).to.equal("us-west-2");
  });

  it("while the demotion still makes the old primary deaf: it is waited for, 12", async () => {
    const vault = { roleChangeMs: 2_500, duringRoleChange: "reset" } as const;
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 2, vault });
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(12);
  });

  it("when the old primary has died meanwhile: 10, and it names failover", async () => {
    await aWorld();
    await world.killAfter("us-west-2 demote", ...SWITCHOVER);
    await world.sandbox.setReach("us-west-2", "refused");
    const end = await world.run("abort", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.deep.equal(["NO_WAY_BACK"]);
    expect(end.document.findings[0]?.next).to.include('vault-dr failover test -m "why"');
  });

  /** How often each call came in that changes something. */
  const mutating = (): Record<string, number> =>
    Object.fromEntries(
      Object.entries(world.sandbox.truth().calls).filter(
        ([call]) => !/health|status|leader|self|read|List|Get/.test(call),
      ),
    );
});
