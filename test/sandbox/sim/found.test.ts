import { expect } from "chai";
import { setReach } from "../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import { EAST, nameOf, SERVICE, WEST } from "../../../sandbox/sim/world.ts";
import { idsOf, Scene } from "../../helpers/sim/scene.ts";

/** What simulated worlds have found, each told in as few words as it takes. */
describe("what a simulated world has found", function () {
  this.timeout(20_000);

  it("a disaster that one machine has written down alone: the move that it overtook does not go back over it", async () => {
    const scene = new Scene();
    const { world } = scene;
    await scene.run("switchover", { host: "desk", diesWhen: "answered demote-old-primary" });
    const storeIsBack = world.store.troubles.gone(false);
    setReach(world.vault, WEST, "refused");
    await world.clock.pass(30_000);
    expect((await scene.run("failover", { host: "laptop" }))?.exitCode).to.equal(13);
    storeIsBack();
    setReach(world.vault, WEST, "up");
    await world.clock.pass(30_000);
    const resumed = await scene.run("resume", { host: "desk" });
    expect(resumed?.exitCode).to.equal(14);
    expect(resumed?.findings.at(-1)?.now).to.contain(`${EAST} is primary, and not by this run`);
    expect(clusterIn(world.vault, WEST).mode).to.equal("secondary");
    const joined = await scene.run("reconcile", { host: "laptop" });
    expect(joined?.exitCode, "one follows nobody (seed 416280616)").to.equal(13);
    expect(joined?.remaining.map(({ command }) => command)).to.include("vault-dr reattach test");
    expect((await scene.run("reattach", { host: "desk" }))?.exitCode).to.equal(0);
    expect((await scene.run("reconcile", { host: "desk" }))?.exitCode).to.equal(0);
    expect(scene.violations()).to.deep.equal([]);
  });

  it("a target that catches up no more, and no way back: the message names the consent that helps", async () => {
    const scene = new Scene();
    const { vault, faults } = scene.world;
    setReach(vault, WEST, "refused");
    const effect = { kind: "answer", status: 503, text: "still catching up" } as const;
    faults.add({ call: `${EAST} promote`, times: 1, effect: { kind: "hang", applied: false } });
    const caughtUp = faults.add({ call: `${EAST} promote`, times: 1_000, effect });
    const halted = await scene.run("failover");
    expect(halted?.exitCode).to.equal(14);
    const said = halted?.findings.find(({ id }) => id === "NOT_PRIMARY_IN_TIME");
    expect(said?.now).to.contain("Going back is not possible");
    expect(said?.next).to.contain("vault-dr resume test --force-incomplete");
    caughtUp();
    expect((await scene.run("resume", { consents: { forceIncomplete: true } }))?.exitCode).to.equal(
      13,
    );
  });

  it("an old primary that has come back is taken for no promoted target while the store is silent (seed 13500)", async () => {
    const scene = new Scene();
    const { vault, store } = scene.world;
    setReach(vault, WEST, "refused");
    expect((await scene.run("failover"))?.exitCode).to.equal(13);
    setReach(vault, WEST, "up");
    setReach(vault, EAST, "refused");
    store.troubles.gone(false);
    const end = await scene.run("failover");
    expect(end?.exitCode).to.equal(10);
    expect(idsOf(end)).to.include("TARGET_NOT_SECONDARY");
    expect(scene.violations()).to.deep.equal([]);
  });

  for (const verb of ["failback", "reattach"] as const) {
    it(`${verb} does not call it nothing to do while a run is unfinished and the writers are stopped`, async () => {
      const scene = new Scene();
      await scene.run("switchover", { diesWhen: "answered quiesce" });
      const end = await scene.run(verb);
      expect(end?.exitCode).to.equal(10);
      expect(idsOf(end)).to.deep.equal(["UNFINISHED_RUN"]);
      expect((await scene.run("resume"))?.exitCode).to.equal(0);
      expect(scene.world.writersStopped).to.equal(false);
    });
  }

  it("a run that took too long and left the writers stopped is gone on with by resume", async () => {
    const scene = new Scene({ enforceRto: true, rtoMs: 1_000 });
    const { hooks } = scene.world;
    hooks.unquiesce = { is: "fails", does: false };
    const late = await scene.run("switchover");
    expect(late?.exitCode).to.equal(17);
    expect(late?.remaining.map(({ command }) => command)).to.deep.equal(["vault-dr resume test"]);
    hooks.unquiesce = { is: "well" };
    await scene.run("resume");
    expect(scene.world.writersStopped).to.equal(false);
  });

  for (const applied of [true, false])
    it(`an act that may be on record, for the store did not say so, is one to resume: ${applied} (seed 1777)`, async () => {
      const scene = new Scene();
      const { store, vault } = scene.world;
      setReach(vault, WEST, "refused");
      let answersAgain = () => {};
      const on = {
        "started obtain-operation-token": () => {
          answersAgain = store.troubles.losesAnswers(100, applied);
        },
      };
      const halted = await scene.run("failover", { on });
      expect(halted?.exitCode).to.equal(14);
      expect(halted?.remaining.map(({ command }) => command)).to.include("vault-dr resume test");
      expect(clusterIn(vault, EAST).mode, "nothing was sent").to.equal("secondary");
      answersAgain();
      await scene.world.clock.pass(20_000);
      expect((await scene.run("resume"))?.exitCode).to.equal(13);
      expect(scene.violations()).to.deep.equal([]);
    });

  it("writers that a rolled-back move could not let on are let on by the failover after it (seed 14226)", async () => {
    const scene = new Scene();
    const { hooks, vault } = scene.world;
    hooks.unquiesce = { is: "fails", does: false };
    await scene.run("switchover", { diesWhen: "answered demote-old-primary" });
    expect((await scene.run("abort"))?.exitCode).to.equal(12);
    expect(scene.world.writersStopped).to.equal(true);
    hooks.unquiesce = { is: "well" };
    setReach(vault, WEST, "refused");
    expect((await scene.run("failover"))?.exitCode).to.equal(13);
    expect(scene.world.writersStopped).to.equal(false);
    expect(scene.violations()).to.deep.equal([]);
  });

  it("an old primary that nobody has brought back is left to do after the records are joined (seed 20859)", async () => {
    const scene = new Scene();
    const { world } = scene;
    const storeIsBack = world.store.troubles.gone(false);
    setReach(world.vault, WEST, "refused");
    await scene.run("failover", { host: "desk", diesWhen: "ended" });
    storeIsBack();
    setReach(world.vault, WEST, "up");
    await world.clock.pass(1_000);
    const end = await scene.run("reconcile", { host: "desk" });
    expect(end?.exitCode).to.equal(13);
    expect(idsOf(end)).to.include("TWO_PRIMARIES");
    expect(end?.remaining.map(({ command }) => command)).to.deep.equal(["vault-dr reattach test"]);
    expect((await scene.run("reattach"))?.exitCode).to.equal(0);
    expect(scene.violations()).to.deep.equal([]);
  });

  it("bookkeeping leads clients to the Region that serves, and says no where it cannot see it (seed 9609)", async () => {
    const scene = new Scene();
    const { world } = scene;
    const values = [nameOf(EAST)];
    const record = { name: SERVICE, type: "CNAME", ttlSeconds: 5, values } as const;
    world.zone.change([{ action: "UPSERT", record: { ...record, values } }]);
    setReach(world.vault, WEST, "hanging");
    const refused = await scene.run("reconcile");
    expect(refused?.exitCode).to.equal(10);
    expect(idsOf(refused)).to.include("SERVED_ELSEWHERE");
    setReach(world.vault, WEST, "up");
    expect((await scene.run("reconcile"))?.exitCode).to.equal(0);
    expect(world.zone.record(SERVICE, "CNAME")?.values).to.deep.equal([nameOf(WEST)]);
    expect(scene.violations()).to.deep.equal([]);
  });

  it("a failover that took too long leaves the old primary to resume, too", async () => {
    const scene = new Scene({ enforceRto: true, rtoMs: 1_000 });
    setReach(scene.world.vault, WEST, "refused");
    expect((await scene.run("failover"))?.exitCode).to.equal(17);
    setReach(scene.world.vault, WEST, "up");
    await scene.world.clock.pass(1_000);
    expect((await scene.run("resume"))?.verb).to.equal("reattach");
    expect(clusterIn(scene.world.vault, WEST).state).to.equal("stream-wals");
  });
});
