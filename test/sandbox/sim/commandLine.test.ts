import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Room } from "../../../sandbox/sim/commandLine/room.ts";
import { simulation } from "../../../sandbox/sim/commandLine.ts";
import { wordsOf } from "../../helpers/words/typedCommands.ts";

/** What a person gets who types it: both outputs, and the exit code. */
async function typed(args: string, given: Partial<Room> = {}) {
  const [said, told]: [string[], string[]] = [[], []];
  const room: Room = {
    say: (line) => said.push(line),
    tell: (line) => told.push(line),
    isWatched: false,
    now: () => 0,
    freshSeed: () => 4_711,
    signal: new AbortController().signal,
    ...given,
  };
  const exitCode = await simulation(wordsOf(args), room);
  return { exitCode, said, told };
}

describe("npm run sim", function () {
  this.timeout(60_000);

  it("replays a world: settings, faults in one line, then a line per change in fixed columns", async () => {
    const { exitCode, said } = await typed("--seed 7");
    expect(exitCode).to.equal(0);
    const [settings, faults, ...log] = said;
    expect(settings).to.match(/^seed=7 wish=\w+ version=\S+ /);
    expect(faults).to.match(/^faults: /);
    expect(log.length).to.be.greaterThan(20);
    for (const line of log) {
      expect(line).to.match(/^ +\d+\.\d{3} {2}\S.{13} {2}\S/);
      expect(line.length).to.be.at.most(120);
    }
  });

  it("goes through the printed faults as through the seed's own", async () => {
    for (let seed = 20; seed < 26; seed++) {
      const drawn = await typed(`--seed ${seed}`);
      const faults = drawn.said[1]?.replace("faults: ", "");
      expect(await typed(`--seed ${seed} --faults "${faults}"`)).to.deep.equal(drawn);
    }
  });

  it("adds faults, leaves others out, and changes one setting, all else being the same", async () => {
    const faults = `"1.000s link-down us-east-1 2s #0; 3.000s stack-slow vault.test.acme.com 2s #1"`;
    const { said } = await typed(
      `--seed 7 --faults ${faults} --without 1 --with "2.000s hooks-fail us-east-1 1s" --set ttlSeconds=10`,
    );
    expect(said[0]).to.contain(" ttlSeconds=10 ");
    expect(said[1]).to.equal(
      "faults: 2.000s hooks-fail us-east-1 1s #0; 3.000s stack-slow vault.test.acme.com 2s #1",
    );
    const plain = (await typed("--seed 7")).said[0];
    expect(said[0]?.replace("ttlSeconds=10", "")).to.equal(plain?.replace(/ttlSeconds=\d+/, ""));
  });

  it("says of a world that was gone through twice that it was the same", async () => {
    const { exitCode, said } = await typed("--seed 7 --twice");
    expect(exitCode).to.equal(0);
    expect(said.at(-1)).to.equal("twice: the two logs are the same");
  });

  it("has nothing to shrink where no rule is broken", async () => {
    const { exitCode, said } = await typed("--seed 7 --shrink");
    expect(exitCode).to.equal(0);
    expect(said.at(-1)).to.contain("nothing to shrink");
  });

  it("refuses what makes no world, with every problem at once, before anything runs", async () => {
    const { exitCode, said, told } = await typed(
      `--seed 7 --faults "" --without 1 --set version=3 --set speed=1 --set ttlSeconds=soon --set seed=8`,
    );
    expect(exitCode).to.equal(2);
    expect(said).to.deep.equal([]);
    expect(told.slice(0, 5).join("\n"))
      .to.match(/--set version=3: there are .*1\.21/)
      .and.match(/--set speed: there is no such setting; there are wish, /)
      .and.contain("--set ttlSeconds=soon: a number is wanted")
      .and.contain("--set seed: there is no such setting")
      .and.contain("--without 1: the schedule has 0 faults");
    expect((await typed("--seed 7 --set ttlSeconds=0")).exitCode).to.equal(2);
    expect((await typed("--dance")).exitCode).to.equal(2);
  });

  it("tells how it is used", async () => {
    const { exitCode, said } = await typed("--help");
    expect(exitCode).to.equal(0);
    expect(said[0]).to.contain("npm run sim -- --seed N");
    expect(said[0]?.split("\n").filter(({ length }) => length > 100)).to.deep.equal([]);
  });

  it("goes through many worlds of a fresh seed, says which, and sums up what was seen", async () => {
    const { exitCode, said } = await typed("--runs 3 --jobs 1 --from fresh");
    expect(exitCode).to.equal(0);
    expect(said[0]).to.equal("3 worlds from seed 4711, on one thread");
    expect(said.join("\n"))
      .to.match(/^exit codes$/m)
      .and.match(/^commands$/m)
      .and.match(/^3 worlds, 0 broke a rule$/m)
      .and.match(/^0\.0 s, \d+\.\d ms of CPU a world, \d+ h in the worlds' own time$/m);
  });

  it("tells a person who waits every five seconds how far it has come, a file every 1,000 worlds", async () => {
    let now = 0;
    const slow = () => {
      now += 3_000;
      return now;
    };
    const { told } = await typed("--runs 8 --jobs 1", { isWatched: true, now: slow });
    expect(told.length).to.be.greaterThan(0);
    expect(told[0]).to.match(/^[24] of 8 worlds, 0 broke a rule, \d+\.\d s$/);
    expect((await typed("--runs 8 --jobs 1", { now: slow })).told).to.deep.equal([]);
  });

  it("ends when it is interrupted: the sum of what was seen first, then the reason", async () => {
    const stop = new AbortController();
    const reason = new Error("interrupted");
    const said: string[] = [];
    const interrupted = typed("--runs 100000 --jobs 1", {
      signal: stop.signal,
      isWatched: true,
      now: () => {
        if (said.length > 0) stop.abort(reason);
        return 0;
      },
      say: (line) => said.push(line),
    });
    await interrupted.then(
      () => expect.fail("it went on"),
      (error) => expect(error).to.equal(reason),
    );
    expect(said.join("\n")).to.match(/^\d+ worlds, 0 broke a rule$/m);
  });

  it("ends in the middle of a single world when it is interrupted, with the reason", async () => {
    const stop = new AbortController();
    const reason = new Error("interrupted");
    setImmediate(() => stop.abort(reason));
    await typed("--seed 7 --shrink", { signal: stop.signal }).then(
      () => expect.fail("it went on"),
      (error) => expect(error).to.equal(reason),
    );
  });

  it("keeps its report, and makes the folder for it", async () => {
    const parent = mkdtempSync(join(tmpdir(), "vault-dr-sim-"));
    try {
      const folder = join(parent, "deep/er");
      const { said } = await typed(`--runs 2 --jobs 1 --keep ${folder}`);
      expect(existsSync(folder) && readdirSync(folder)).to.deep.equal(["report.txt"]);
      const report = readFileSync(join(folder, "report.txt"), "utf8");
      expect(report.trimEnd().split("\n")).to.deep.equal(said.slice(1));
    } finally {
      rmSync(parent, { recursive: true });
    }
  });
});
