import { expect } from "chai";
import { type CommandEnd, Rehearsal, type Running } from "../../helpers/rehearsal.ts";

describe("two operators at once", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  /** The same line typed twice in one moment: who did it, and who was refused. */
  const both = async (...line: string[]) => {
    const runs = [world.begin(...line), world.begin(...line)];
    const ends = await Promise.all(runs.map(({ ended }) => ended));
    const refused = ends.findIndex(({ exitCode }) => exitCode === 11);
    expect(refused, ends.map(({ exitCode }) => exitCode).join()).to.be.at.least(0);
    return {
      did: ends[1 - refused] as CommandEnd,
      refused: ends[refused] as CommandEnd,
      winner: runs[1 - refused] as Running,
    };
  };
  const expectNamed = ({ document }: CommandEnd, { child }: Running, verb: string) => {
    expect(document.findings.map(({ id }) => id)).to.deep.equal(["LEASE_HELD"]);
    expect(document.findings[0]?.now).to.include(`pid ${child.pid}`).and.to.include(verb);
    expect(document).to.include({ run: null, promoted: false });
  };
  const calls = (name: string) => world.sandbox.truth().calls[name] ?? 0;

  it("who both move as planned: one does, the other one reads who", async () => {
    world = await Rehearsal.start({ quiesce: true, vault: { roleChangeMs: 1_000 } });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    const { did, refused, winner } = await both("switchover", "test", "--yes");
    expect(did.exitCode, did.stderr).to.equal(0);
    expectNamed(refused, winner, "switchover");
    await world.writesFlow();
    await world.sandbox.stopWriters();
    const { lostKeys, twoPrimaries } = world.sandbox.truth();
    expect({ lostKeys, twoPrimaries }).to.deep.equal({ lostKeys: [], twoPrimaries: [] });
    expect([calls("us-west-2 demote"), calls("us-east-1 promote")]).to.deep.equal([1, 1]);
  });

  it("who both fail over: one promotes, the other one reads who", async () => {
    world = await Rehearsal.start({ vault: { roleChangeMs: 1_000 } });
    await world.sandbox.setReach("us-west-2", "refused");
    const { did, refused, winner } = await both("failover", "test", "--yes", "-m", "gone");
    expect(did.exitCode, did.stderr).to.equal(13);
    expectNamed(refused, winner, "failover");
    expect(calls("us-east-1 promote")).to.equal(1);
  });

  it("who both resume: one goes on, the other one reads who", async () => {
    world = await Rehearsal.start({ quiesce: true, vault: { roleChangeMs: 1_000 } });
    await world.killAfter("us-west-2 demote", "switchover", "test", "--yes");
    const { did, refused, winner } = await both("resume", "test", "--yes");
    expect(did.exitCode, did.stderr).to.equal(0);
    expectNamed(refused, winner, "resume");
    expect([calls("us-west-2 demote"), calls("us-east-1 promote")]).to.deep.equal([1, 1]);
  });

  it("of whom one moves and one fails over: one acts, and Vault is promoted once", async () => {
    world = await Rehearsal.start({ quiesce: true, vault: { roleChangeMs: 1_000 } });
    const runs = [
      world.run("switchover", "test", "--yes"),
      world.run("failover", "test", "--yes", "-m", "gone", "--treat-as-lost"),
    ];
    const codes = (await Promise.all(runs)).map(({ exitCode }) => exitCode);
    expect(
      codes.filter((code) => code === 11),
      codes.join(),
    ).to.have.length(1);
    expect(calls("us-east-1 promote")).to.equal(1);
    expect(world.sandbox.truth().twoPrimaries).to.deep.equal([]);
  });
});
