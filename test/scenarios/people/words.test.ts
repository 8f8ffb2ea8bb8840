import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import type { PastRun } from "../../../automation/report/history.ts";
import { Rehearsal, until } from "../../helpers/rehearsal.ts";

const STARTED = /^… /;
const FINISHED = /^✔ .* \(([\d.]+ s|already so)(, usually [\d.]+ s)?\)$/;

describe("what a run says without a terminal", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  const worlds: Rehearsal[] = [];
  const aWorld = async () => {
    world = await Rehearsal.start({ quiesce: true });
    worlds.push(world);
  };
  afterEach(() => Promise.all(worlds.splice(0).map((one) => one.stop())));

  /** One planned move in a world of its own: what it said, line by line. */
  const move = async (...flags: string[]) => {
    const { exitCode, stderr } = await world.run("switchover", "test", "--yes", ...flags);
    expect(exitCode, stderr).to.equal(0);
    return stderr.trimEnd().split("\n");
  };
  /** Without what differs from run to run: names, times, which of two that run side by side was first. */
  const alike = (lines: string[]) =>
    lines
      .filter((line) => !STARTED.test(line)) // what was found already so did not begin
      .map((line) => line.replace(/\((.*)\)$/, "(its time)").replace(/^run \S+$/, "run"))
      .toSorted();

  it("is the same with colour, with NO_COLOR and with --no-color", async () => {
    const said: string[][] = [];
    for (const [flag, env] of [
      ["--color", {}],
      ["--non-interactive", { NO_COLOR: "1" }],
      ["--no-color", { FORCE_COLOR: "1" }],
    ] as const) {
      await aWorld();
      world.setEnv(env);
      said.push(await move(flag));
    }
    const [coloured = [], ...plain] = said;
    const stripped = coloured.map(stripVTControlCharacters);
    expect(coloured.join("\n")).to.not.equal(stripped.join("\n"));
    for (const lines of plain) {
      expect(lines.map(stripVTControlCharacters)).to.deep.equal(lines);
      expect(alike(lines)).to.deep.equal(alike(stripped));
    }
  });

  it("names every step as it begins to act and as it ends, the second time with its usual time", async () => {
    await aWorld();
    const first = await move("--to", "us-east-1");
    expect(first).to.include("… promote us-east-1");
    const ends = first.filter((line) => FINISHED.test(line));
    expect(ends.length).to.be.greaterThan(15);
    expect(first.join()).to.not.include("usually");

    const second = await move("--to", "us-west-2");
    expect(second.some((line) => /^… promote us-west-2 \(usually [\d.]+ s\)$/.test(line))).to.equal(
      true,
    );
    const usual = second.filter((line) => /^✔ .*, usually [\d.]+ s\)$/.test(line));
    expect(usual.map((line) => line.replace(/ \(.*/, ""))).to.include.members([
      "✔ demote us-east-1",
      "✔ promote us-west-2",
      "✔ attach us-east-1 to us-west-2",
    ]);

    const history = await world.run("history", "test");
    const runs = (history.document as unknown as { history: PastRun[] }).history;
    expect(runs.map(({ from, to }) => [from, to])).to.deep.equal([
      ["us-east-1", "us-west-2"],
      ["us-west-2", "us-east-1"],
    ]);
    for (const run of runs) {
      expect(run).to.include({ verb: "switchover", outcome: "done", exitCode: 0, problem: null });
      expect(run.writeOutageMs).to.be.within(1, run.durationMs ?? 0);
    }
  });

  it("is said to nobody when nobody reads it any more, and the run goes on", async () => {
    await aWorld();
    const { child, ended, said } = world.begin("switchover", "test", "--yes");
    await until(() => said().includes("run "), "it has begun");
    child.stderr?.destroy();
    child.stdout?.destroy();
    expect((await ended).exitCode).to.equal(0);
    expect(world.stackKeys()).to.include({ activeRegion: "us-east-1" });
    expect(await world.run("history", "test")).to.have.nested.property(
      "document.history[0].outcome",
      "done",
    );
  });

  it("is said although the event log cannot be written, which is said once", async () => {
    await aWorld();
    symlinkSync("no/such/folder", join(world.folder, "events.ndjson"));
    const lines = await move();
    const missing = lines.filter((line) => line.includes("event log"));
    expect(missing).to.have.length(1);
    expect(missing[0]).to.match(/^! The event log is not complete: ENOENT/);
    expect(lines.filter((line) => FINISHED.test(line)).length).to.be.greaterThan(15);
  });
});
