import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Effect } from "../../../sandbox/model/faults.ts";
import { expectServed, idsOf } from "../../helpers/endState.ts";
import { Rehearsal, until } from "../../helpers/rehearsal.ts";

const [WEST, EAST] = ["us-west-2", "us-east-1"] as const;
const SWITCHOVER = ["switchover", "test", "--yes"] as const;
const LOST = ["failover", "test", "--yes", "-m", "us-west-2 is gone"] as const;
const PUT = "s3 PutObject";
const storeIn = (region: string) => `s3://acme-vault-dr/test?region=${region}`;

describe("a run store in S3", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const start = async (
    options: Parameters<typeof Rehearsal.start>[0] = {},
    file: Parameters<typeof Rehearsal.start>[1] = {},
  ) => {
    world = await Rehearsal.start(
      { quiesce: true, ...options },
      { journal: storeIn("us-east-2"), ...file },
    );
    // The environment's Region is the one that may be lost: the store's is in the stack file.
    world.setEnv({ AWS_REGION: WEST });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
  };
  const object = (name: string) => world.sandbox.objects()[`acme-vault-dr/test/${name}`] ?? null;
  const servingRecord = () => JSON.parse(object("serving.json") ?? "null");
  const entries = (run: string) => object(`runs/${run}.ndjson`)?.split("\n").slice(1, -1) ?? [];
  const calls = (name: string) => world.sandbox.truth().calls[name] ?? 0;
  const roleChanges = () => [calls(`${WEST} demote`), calls(`${EAST} promote`)];
  const stopped = () =>
    until(() => world.sandbox.truth().clients.paused, "writers are stopped", 30_000);

  it("carries a planned move and the way home, and is all that both leave behind", async () => {
    await start();
    const there = await world.run(...SWITCHOVER);
    expect(there.exitCode, there.stderr).to.equal(0);
    expect(servingRecord()).to.include({ activeRegion: EAST, takeover: 2 });
    const kinds = entries(there.document.run ?? "").map((line) => JSON.parse(line).kind);
    expect([kinds[0], kinds.at(-1)]).to.deep.equal(["planned", "ended"]);
    const home = await world.run("failback", "test", "--yes");
    expect(home.exitCode, home.stderr).to.equal(0);
    expect(servingRecord()).to.include({ activeRegion: WEST, takeover: 3 });
    const { document } = await world.run("history", "test");
    const { history } = document as unknown as { history: { run: string }[] };
    expect(history.map(({ run }) => run)).to.deep.equal([home.document.run, there.document.run]);
    for (const place of ["store", ".vault-dr"]) {
      expect(existsSync(join(world.folder, place)), place).to.equal(false);
    }
    await expectServed(world, WEST);
  });

  it("carries a disaster, what is left of it, and the old primary's return", async () => {
    await start();
    await world.sandbox.setReach(WEST, "refused");
    const lost = await world.run(...LOST);
    expect(lost.exitCode, lost.stderr).to.equal(13);
    expect(servingRecord()).to.include({ activeRegion: EAST, takeover: 2 });
    await world.sandbox.setReach(WEST, "up");
    const back = await world.run("reattach", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    expect(world.sandbox.truth().regions[WEST]).to.include({ upstream: EAST });
  });

  it("holds what a run that was killed had begun: resume ends it, each role changed once", async () => {
    await start();
    await world.killAfter(`${WEST} demote`, ...SWITCHOVER);
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(roleChanges()).to.deep.equal([1, 1]);
    await expectServed(world, EAST);
  });

  it("is gone on with where a run was killed while an entry was on its way", async () => {
    await start({}, { rollbackAfter: "2m" });
    await world.killAfterNth(12, PUT, ...SWITCHOVER);
    await world.killAfterNth(6, PUT, "resume", "test", "--yes");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
  });

  it("lets one of two operators act, and tells the other one who", async () => {
    await start({ vault: { roleChangeMs: 1_000 } });
    const runs = [world.begin(...SWITCHOVER), world.begin(...SWITCHOVER)];
    const ends = await Promise.all(runs.map(({ ended }) => ended));
    expect(ends.map(({ exitCode }) => exitCode).sort()).to.deep.equal([0, 11]);
    const refused = ends.find(({ exitCode }) => exitCode === 11);
    expect(refused && idsOf(refused)).to.deep.equal(["LEASE_HELD"]);
    expect(roleChanges()).to.deep.equal([1, 1]);
    await expectServed(world, EAST);
  });

  it("takes nothing more from a run whose lease was released by hand: 14, and resume does what is left", async () => {
    await start({ ttlSeconds: 4 });
    const { ended } = world.begin(...SWITCHOVER);
    await until(() => world.sandbox.truth().service.record?.ttlSeconds === 1, "the first act");
    const released = await world.run("lock", "release", "test", "--yes");
    expect(idsOf(released)).to.deep.equal(["LEASE_RELEASED"]);
    const { run } = JSON.parse(object("lease.json") ?? "{}");
    const atRelease = entries(run);
    const end = await ended;
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(idsOf(end)).to.include("LEASE_LOST");
    expect(entries(run), "nothing more was written").to.deep.equal(atRelease);
    expect(roleChanges()).to.deep.equal([0, 0]);
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(roleChanges()).to.deep.equal([1, 1]);
  });

  for (const [what, setting, text] of [
    ["answers nobody", { down: true }, "The run store did not answer"],
    ["has no right for the operator", { denied: true }, "403 AccessDenied"],
  ] as const) {
    it(`that ${what} refuses every run but a disaster's, nothing touched`, async () => {
      await start();
      world.sandbox.setS3(setting);
      for (const line of [SWITCHOVER, ["resume", "test", "--yes"]] as const) {
        const end = await world.run(...line);
        expect(end.exitCode, end.stderr).to.equal(1);
        expect(idsOf(end)).to.deep.equal(["STORE_UNREACHABLE"]);
        expect(end.document.findings[0]?.now).to.include(text);
        expect(end.ms).to.be.below(10_000);
      }
      expect(roleChanges()).to.deep.equal([0, 0]);
      expect(world.sandbox.truth().clients.paused).to.equal(false);
      expect(calls("route53 ChangeResourceRecordSets")).to.equal(0);
    });
  }

  it("that falls silent in the middle halts the run: 14, and resume ends it once it speaks again", async () => {
    await start({}, { rollbackAfter: "2m" });
    const { ended } = world.begin(...SWITCHOVER);
    await stopped();
    world.sandbox.setS3({ down: true });
    const end = await ended;
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(idsOf(end)).to.include("STORE_UNREACHABLE");
    world.sandbox.setS3({ down: false });
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(roleChanges()).to.deep.equal([1, 1]);
    await expectServed(world, EAST);
  });

  it("that is silent or too busy for half a second is waited for", async () => {
    await start();
    const { ended } = world.begin(...SWITCHOVER);
    await stopped();
    world.sandbox.setS3({ down: true });
    await new Promise((wake) => setTimeout(wake, 500));
    world.sandbox.setS3({ down: false, throttled: 1 });
    const end = await ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    await expectServed(world, EAST);
  });

  it("whose answers are lost, written or not, has every entry once", async () => {
    await start();
    const lost = (applied: boolean): Effect => ({ kind: "lose-answer", applied });
    for (let nth = 0; nth < 8; nth++) {
      world.sandbox.addFault({ call: PUT, skip: 3, times: 1, effect: lost(nth % 2 === 0) });
    }
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(0);
    const lines = entries(end.document.run ?? "");
    expect(new Set(lines).size).to.equal(lines.length);
    expect(JSON.parse(lines.at(-1) ?? "{}").kind).to.equal("ended");
    expect(roleChanges()).to.deep.equal([1, 1]);
    await expectServed(world, EAST);
  });

  it("in the Region that is being left refuses the run, in the other one it is warned of", async () => {
    await start({}, { journal: "s3://acme-vault-dr-west?region=us-west-2" });
    const end = await world.run(...SWITCHOVER);
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.include("STORE_IN_LOST_REGION");
    expect(roleChanges()).to.deep.equal([0, 0]);
    await world.stop();
    await start({}, { journal: "s3://acme-vault-dr-east?region=us-east-1" });
    const check = await world.run("check", "test", "--for", "switchover");
    expect(check.exitCode, check.stderr).to.equal(0);
    expect(idsOf(check)).to.include("STORE_IN_VAULT_REGION");
  });
});
