import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { idsOf } from "../../helpers/endState.ts";
import { Rehearsal } from "../../helpers/rehearsal.ts";

const [WEST, EAST] = ["us-west-2", "us-east-1"] as const;
const LOST = ["failover", "test", "--yes", "-m", "us-west-2 is gone"] as const;

describe("a disaster while the run store is silent", function () {
  this.timeout(90_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const start = async () => {
    world = await Rehearsal.start({}, { journal: "s3://acme-vault-dr/test?region=us-east-2" });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    await world.sandbox.setReach(WEST, "refused");
    world.sandbox.setS3({ down: true });
  };
  const folder = () => join(world.folder, ".vault-dr");
  const local = (...parts: string[]) => join(folder(), "test-local", ...parts);
  const written = (run: string | null) =>
    readFileSync(local("runs", `${run}.ndjson`), "utf8")
      .split("\n")
      .slice(0, -1);
  const object = (name: string) => world.sandbox.objects()[`acme-vault-dr/test/${name}`] ?? null;
  const stored = (run: string | null) =>
    object(`runs/${run}.ndjson`)?.split("\n").slice(1, -1) ?? [];
  const promotions = () => world.sandbox.truth().calls[`${EAST} promote`] ?? 0;

  it("is written down beside the stack file: 13 says so, and the next run takes it into the store", async () => {
    await start();
    const lost = await world.run(...LOST);
    expect(lost.exitCode, lost.stderr).to.equal(13);
    expect(lost.document).to.include({ outcome: "incomplete", promoted: true, serving: EAST });
    expect(lost.stderr).to.include("! The run store does not answer").and.to.include(local());
    expect(idsOf(lost)).to.include("STORE_LEFT_OUT");
    expect(lost.document.remaining).to.deep.include({
      what: "take this run into the run store, from this machine, once it answers",
      command: "vault-dr reconcile test",
    });
    const { run } = lost.document;
    const lines = written(run);
    expect(JSON.parse(lines.at(-1) ?? "{}")).to.include({ kind: "ended", exitCode: 13 });
    await world.writesFlow();

    const silent = await world.run("reconcile", "test", "--yes");
    expect([silent.exitCode, ...idsOf(silent)]).to.deep.equal([1, "STORE_UNREACHABLE"]);
    expect(written(run), "it is left as it was").to.deep.equal(lines);

    world.sandbox.setS3({ down: false });
    const joined = await world.run("reconcile", "test", "--yes");
    expect(joined.exitCode, joined.stderr).to.equal(0);
    expect(joined.stderr).to.include(`${run}.`);
    expect(stored(run)).to.deep.equal(lines);
    expect(JSON.parse(object("serving.json") ?? "{}")).to.include({
      activeRegion: EAST,
      takeover: 2,
      run,
    });
    expect(readdirSync(folder())).to.deep.equal([`test-local-joined-${run}`]);

    await world.sandbox.setReach(WEST, "up");
    const back = await world.run("reattach", "test", "--yes");
    expect(back.exitCode, back.stderr).to.equal(0);
    const { document } = await world.run("history", "test");
    const { history } = document as unknown as { history: { run: string }[] };
    expect(history.map((past) => past.run)).to.include(run);
    expect(promotions()).to.equal(1);
  });

  it("is gone on with there after kill -9, while the store is still silent", async () => {
    await start();
    await world.killAfter(`${EAST} promote`, ...LOST);
    expect(existsSync(local("runs"))).to.equal(true);
    const again = await world.run(...LOST);
    expect(again.exitCode, "a second one does not begin over it").to.equal(10);
    expect(idsOf(again)).to.include("UNFINISHED_RUN");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    expect(resumed.document.remaining.map(({ command }) => command)).to.include(
      "vault-dr reconcile test",
    );
    expect(promotions()).to.equal(1);
    await world.writesFlow();
  });

  it("is gone on with in the store after kill -9, when that answers again", async () => {
    await start();
    await world.killAfter(`${EAST} promote`, ...LOST);
    world.sandbox.setS3({ down: false });
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    const { run } = resumed.document;
    expect(JSON.parse(stored(run).at(-1) ?? "{}")).to.include({ kind: "ended", exitCode: 13 });
    expect(readdirSync(folder())).to.deep.equal([`test-local-joined-${run}`]);
    expect(JSON.parse(object("serving.json") ?? "{}")).to.include({ activeRegion: EAST });
    expect(resumed.document.remaining.map(({ what }) => what)).to.deep.equal([`reattach ${WEST}`]);
    expect(promotions()).to.equal(1);
  });

  it("is taken into the store once, though the command that does it is killed on the way", async () => {
    await start();
    const { document } = await world.run(...LOST);
    const lines = written(document.run);
    world.sandbox.setS3({ down: false });
    // The lease, then the run as a whole: nobody ever finds a part of it.
    await world.killAfterNth(2, "s3 PutObject", "reconcile", "test", "--yes");
    expect(stored(document.run)).to.deep.equal(lines);
    expect(object("serving.json")).to.equal(null);
    const joined = await world.run("reconcile", "test", "--yes");
    expect(joined.exitCode, joined.stderr).to.equal(0);
    expect(JSON.parse(object("serving.json") ?? "{}")).to.include({ activeRegion: EAST });
    expect(readdirSync(folder())).to.deep.equal([`test-local-joined-${document.run}`]);
    expect(stored(document.run)).to.deep.equal(lines);
  });
});
