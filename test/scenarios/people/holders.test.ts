import { expect } from "chai";
import { idsOf } from "../../helpers/endState.ts";
import {
  expectUntouched,
  giveShares,
  STRANGE_SHARE,
  shareCommand,
} from "../../helpers/people/keyShares.ts";
import { answer, CTRL_C, ENTER } from "../../helpers/people/person.ts";
import { Rehearsal } from "../../helpers/rehearsal.ts";

const AGREED: [string, string] = ["Move from us-west-2 to us-east-1?", `y${ENTER}`];

describe("holders of key shares at a hidden prompt", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  let a: string;
  let b: string;
  let c: string;
  let d: string;
  afterEach(() => world.stop());

  const start = async (...more: Parameters<typeof Rehearsal.start>) => {
    world = await Rehearsal.start({ quiesce: true, ...more[0] }, ...more.slice(1));
    [a = "", b = "", c = "", d = ""] = world.sandbox.shares;
    giveShares(world);
    world.atTerminal();
  };
  /** The share of a holder, as the prompt counts it. */
  const types = (nth: number, share: string): [string, string] => [
    `Key share ${nth} of 3 (any holder; input is hidden)`,
    share + ENTER,
  ];

  it("give theirs in any order; who mistypes, or gives a share again, is told at once", async () => {
    await start();
    const run = world.begin("switchover", "test");
    await answer(
      run,
      AGREED,
      types(1, d),
      types(2, b.slice(1)),
      types(2, d),
      types(2, ""),
      types(2, b),
      types(3, a),
    );
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.stderr)
      .to.include("key share 2 is neither hex nor base64: it does not count")
      .and.to.include("key share 2 is key share 1 again: it does not count")
      .and.to.include("nothing was typed: it does not count");
  });

  it("are asked for what environment and command do not have, also when the command fails", async () => {
    await start();
    giveShares(world, a);
    const run = world.begin("switchover", "test", "--yes", ...shareCommand(world, [b], 3));
    await answer(run, types(2, b), types(3, c));
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.stderr).to.include("The key share command failed: it ended with exit code 3.");
  });

  it("call the run off with Ctrl-C: exit 8, nothing touched", async () => {
    await start();
    const run = world.begin("switchover", "test");
    await answer(run, AGREED, types(1, a), ["Key share 2 of 3", CTRL_C]);
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(8);
    expect(idsOf(end)).to.include("CANCELLED");
    expectUntouched(world);
    expect(world.sandbox.truth().calls).not.to.have.property("us-east-1 generate-attempt");
  });

  it("mistype only so often: exit 3, nothing touched", async () => {
    await start();
    const run = world.begin("switchover", "test");
    const wrong = Array.from({ length: 5 }, () => types(2, "abc"));
    await answer(run, AGREED, types(1, a), ...wrong);
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(3);
    expect(end.document.findings[0]?.now).to.equal("3 key shares are needed, 1 is there.");
    expectUntouched(world);
  });

  it("give a wrong one among three: exit 3, nothing touched", async () => {
    await start();
    const run = world.begin("switchover", "test");
    await answer(run, AGREED, types(1, a), types(2, STRANGE_SHARE), types(3, c));
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(3);
    expect(idsOf(end)).to.include("CREDENTIAL_REFUSED");
    expectUntouched(world);
  });

  it("take their time: the world is looked at again before anything is touched", async () => {
    await start();
    const run = world.begin("switchover", "test");
    await answer(run, AGREED, types(1, a), types(2, b));
    await new Promise((wake) => setTimeout(wake, 2_100));
    await world.sandbox.setReach("us-east-1", "refused");
    await answer(run, ["Key share 3 of 3", c + ENTER]);
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.include("TARGET_SILENT");
    expect(world.sandbox.truth().calls).not.to.have.property("us-west-2 demote");
  });

  it("are asked for the way back when the operation token may end within the run", async () => {
    await start({ operationToken: { ttlMs: 60_000 } });
    const run = world.begin("switchover", "test");
    await answer(run, AGREED, types(1, a), types(2, b), types(3, c));
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(idsOf(end)).to.include("EXPIRY_UNKNOWN");

    const few = world.run("failback", "test", "--yes", "--non-interactive");
    expect((await few).exitCode).to.equal(10);
    const command = shareCommand(world, [a, b]);
    const some = await world.run("failback", "test", "--yes", "--non-interactive", ...command);
    expect(some.exitCode, some.stderr).to.equal(10);
    expect(idsOf(some)).to.include("EXPIRY_UNKNOWN");
    expect(some.document.findings[0]?.now).to.equal(
      "3 key shares are needed for the way back, 2 are there.",
    );
  });

  it("are asked by a disaster before it demotes or promotes", async () => {
    await start();
    await world.sandbox.setReach("us-west-2", "refused");
    const run = world.begin("failover", "test", "--yes", "-m", "gone");
    await answer(run, types(1, c), types(2, a), types(3, b));
    const end = await run.ended;
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.serving).to.equal("us-east-1");
  });

  describe("of an old primary that has returned as a primary", () => {
    beforeEach(async () => {
      await start();
      await world.sandbox.setReach("us-west-2", "refused");
      const run = world.begin("failover", "test", "--yes", "-m", "gone");
      await answer(run, types(1, c), types(2, a), types(3, b));
      await run.ended;
      await world.sandbox.setReach("us-west-2", "up");
    });

    it("are asked before it is demoted", async () => {
      const run = world.begin("reattach", "test", "--yes");
      await answer(run, types(1, a), types(2, b));
      expect(world.sandbox.truth().regions["us-west-2"]?.mode).to.equal("primary");
      await answer(run, types(3, c));
      const end = await run.ended;
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(world.sandbox.truth().regions["us-west-2"]?.upstream).to.equal("us-east-1");
    });
  });

  describe("of a run that is resumed after the demotion", () => {
    beforeEach(async () => {
      await start();
      giveShares(world, a, b, c);
      await world.killAfter("us-west-2 demote", "switchover", "test", "--yes");
      giveShares(world);
    });

    it("are asked again: their shares died with the process", async () => {
      const run = world.begin("resume", "test");
      await answer(run, ["Go on with run", `y${ENTER}`], types(1, a), types(2, b), types(3, c));
      const end = await run.ended;
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(world.sandbox.truth().serving).to.equal("us-east-1");
    });

    it("leave it unfinished with Ctrl-C: exit 14", async () => {
      const run = world.begin("resume", "test");
      await answer(run, ["Go on with run", `y${ENTER}`], ["Key share 1 of 3", CTRL_C]);
      const end = await run.ended;
      expect(end.exitCode, end.stderr).to.equal(14);
      expect(end.document.findings[0]?.now).to.match(/Run .* stays unfinished/);
      giveShares(world, a, b, c);
      const resumed = await world.run("resume", "test", "--yes");
      expect(resumed.exitCode, resumed.stderr).to.equal(0);
    });

    it("are asked by abort, for the old primary", async () => {
      const run = world.begin("abort", "test");
      await answer(run, ["Go back from run", `y${ENTER}`], types(1, a), types(2, b), types(3, c));
      const end = await run.ended;
      expect(end.exitCode, end.stderr).to.equal(12);
      expect(world.sandbox.truth().serving).to.equal("us-west-2");
    });
  });
});
