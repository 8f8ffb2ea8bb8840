import { expect } from "chai";
import { unknown } from "../../../ground/answer.ts";
import { setReach } from "../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import type { Settings } from "../../../sandbox/sim/settings.ts";
import { EAST, nameOf, SERVICE, WEST } from "../../../sandbox/sim/world.ts";
import { idsOf, Scene } from "../../helpers/sim/scene.ts";

for (const store of ["folder", "s3"] as const) {
  describe(`a disaster while the run store falls silent (${store})`, function () {
    this.timeout(20_000);
    let scene: Scene;
    const aScene = (settings: Partial<Settings> = {}) => {
      scene = new Scene({ store, ...settings });
    };
    beforeEach(() => aScene());

    const silence = () => scene.world.store.troubles.gone(false);
    const lose = () => setReach(scene.world.vault, WEST, "refused");
    const comesBack = async () => {
      setReach(scene.world.vault, WEST, "up");
      await scene.world.clock.pass(1_000);
    };
    const led = () => scene.world.zone.record(SERVICE, "CNAME")?.values[0];
    const modes = () =>
      [WEST, EAST].map((region) => clusterIn(scene.world.vault, region).mode).join(" and ");
    const kinds = (run: string) =>
      scene.world.store.lines(run).map((line) => (JSON.parse(line) as { kind: string }).kind);

    it("is written down beside the stack file, and taken into the store by reconcile", async () => {
      const storeIsBack = silence();
      lose();
      const end = await scene.run("failover");
      expect(end?.exitCode).to.equal(13);
      expect(idsOf(end)).to.include("STORE_LEFT_OUT");
      expect([led(), clusterIn(scene.world.vault, EAST).mode]).to.deep.equal([
        nameOf(EAST),
        "primary",
      ]);
      const { locals, store: kept } = scene.world;
      expect([kept.runs(), locals.waiting()]).to.deep.equal([[], ["laptop"]]);
      const [run = ""] = locals.on("laptop").runs();
      storeIsBack();
      expect((await scene.run("reconcile"))?.exitCode).to.equal(0);
      expect(kept.lines(run)).to.deep.equal(locals.on("laptop").lines(run));
      expect(kept.document("serving")).to.include({ activeRegion: EAST, takeover: 2 });
      expect(locals.waiting()).to.deep.equal([]);
      await comesBack();
      expect((await scene.run("reattach"))?.exitCode).to.equal(0);
      expect(scene.violations()).to.deep.equal([]);
    });

    it("is no reason for another machine to demote the Region that it has promoted", async () => {
      const storeIsBack = silence();
      lose();
      await scene.run("failover", { host: "laptop" });
      storeIsBack();
      await comesBack();
      const { stackFile } = scene.world;
      const written = { ...stackFile };
      Object.assign(stackFile, { activeRegion: WEST, takeover: 1 }); // in a checkout that is stale
      for (const verb of ["reattach", "reconcile"] as const) {
        const end = await scene.run(verb, { host: "desk" });
        expect(idsOf(end), verb).to.include("SERVED_ELSEWHERE");
        expect(end?.exitCode, verb).to.equal(10);
      }
      expect(modes()).to.equal("primary and primary");
      Object.assign(stackFile, written);
      const joined = await scene.run("reconcile", { host: "laptop" });
      expect(joined?.exitCode, "it names the old primary").to.equal(13);
      expect((await scene.run("reattach", { host: "desk" }))?.exitCode).to.equal(0);
      expect(modes()).to.equal("secondary and primary");
      expect(scene.violations()).to.deep.equal([]);
    });

    it("in its middle: resume names failover, which does what is left without the store", async () => {
      let storeIsBack = () => {};
      const atPromotion = () => {
        storeIsBack = silence();
      };
      lose();
      const halted = await scene.run("failover", {
        on: { "started promote-new-primary": atPromotion },
      });
      expect(halted?.exitCode).to.equal(14);
      await scene.world.clock.pass(20_000);
      expect(led(), "half-way").to.equal(nameOf(WEST));
      const resumed = await scene.run("resume");
      expect(resumed?.findings.at(-1)?.next).to.include("vault-dr failover test");
      expect((await scene.run("failover"))?.exitCode).to.equal(13);
      expect(led()).to.equal(nameOf(EAST));
      storeIsBack();
      expect((await scene.run("reconcile"))?.exitCode).to.equal(0);
      expect(kinds(halted?.run ?? "").at(-1)).to.equal("superseded");
      await comesBack();
      expect((await scene.run("reattach"))?.exitCode).to.equal(0);
      expect(scene.violations()).to.deep.equal([]);
    });

    it("lets writers go on that a planned move had stopped, and ends that move", async () => {
      const moved = await scene.run("switchover", { host: "desk", diesWhen: "answered quiesce" });
      expect([moved, scene.world.writersStopped]).to.deep.equal([null, true]);
      const [run = ""] = scene.world.store.runs();
      const storeIsBack = silence();
      lose();
      expect((await scene.run("failover", { host: "laptop" }))?.exitCode).to.equal(13);
      expect(scene.world.writersStopped).to.equal(false);
      storeIsBack();
      await scene.world.clock.pass(60_000); // the hook that it had announced may take as long
      expect((await scene.run("reconcile", { host: "laptop" }))?.exitCode).to.equal(0);
      expect(kinds(run).at(-1)).to.equal("superseded");
      await comesBack();
      expect((await scene.run("reattach", { host: "desk" }))?.exitCode).to.equal(0);
      expect(scene.violations()).to.deep.equal([]);
    });

    it("follows a dead process at once on its machine, elsewhere when its lease has ended", async () => {
      for (const [host, exit] of [
        ["desk", 0],
        ["laptop", 11],
      ] as const) {
        aScene();
        await scene.run("switchover", { host: "desk", diesWhen: "finished drain" });
        expect((await scene.run("resume", { host }))?.exitCode, host).to.equal(exit);
      }
    });
  });
}

describe("a disaster whose serving record the store did not take", () => {
  it("leaves reattach and reconcile in no doubt about who serves", async () => {
    const scene = new Scene({ store: "folder" });
    const { vault, clock, store, stackFile } = scene.world;
    let takesNone = true;
    const as = store.as.bind(store);
    store.as = (user) => {
      const port = as(user);
      const putDocument: typeof port.putDocument = async (name, ...rest) =>
        takesNone && name === "serving"
          ? unknown("timed-out", "the lock is held")
          : port.putDocument(name, ...rest);
      return { ...port, putDocument };
    };
    setReach(vault, WEST, "refused");
    const end = await scene.run("failover");
    expect(end?.exitCode).to.equal(13);
    expect(store.document("serving")).to.equal(null);
    takesNone = false;
    Object.assign(stackFile, { activeRegion: WEST, takeover: 1 }); // in a checkout that is stale
    setReach(vault, WEST, "up");
    await clock.pass(1_000);
    expect((await scene.run("reattach"))?.exitCode).to.equal(0);
    expect(clusterIn(vault, WEST)).to.have.nested.property("upstream.region", EAST);
    expect((await scene.run("reconcile"))?.exitCode).to.equal(0);
    expect(store.document("serving")).to.include({ activeRegion: EAST, takeover: 2 });
    expect(scene.violations()).to.deep.equal([]);
  });
});
