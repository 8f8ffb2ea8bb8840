import { expect } from "chai";
import { type End, nameOf, printed, WORDS } from "./printed.ts";
import { type After, killedAt, type Row } from "./row.ts";
import { type Moment, type Scene, type Undisturbed, undisturbed } from "./scene.ts";
import { sideBySide } from "./sideBySide.ts";

/** What is run after a kill, with the exit code of each, and where it all ends. */
export type Due = { after: After[]; end: End };

export type Table = {
  title: string;
  scene: Scene;
  /** Which moments are rows; all of them unless told otherwise. */
  rows?(moment: Moment): boolean;
  /** `moments`: all of the undisturbed run, in order. */
  due(moment: Moment, moments: Moment[]): Due;
  /** Between the kill and what is run after it. */
  waitMs?: number;
};

const SIDE_BY_SIDE = 3;

/**
 * One test for each call of the scene's command that may change something: killed there, then taken up. The calls are
 * those that an undisturbed run has just made. The whole table is printed at the end.
 */
export async function killTable(table: Table): Promise<void> {
  const run = await undisturbed(table.scene).catch((error: Error) => error);
  describe(table.title, function () {
    this.timeout(120_000);
    it(`${table.scene.line.join(" ")}, undisturbed, ends well`, () => {
      if (run instanceof Error) throw run;
      expect(run.exitCode, run.said).to.be.oneOf([0, 12, 13]);
      expect(run.moments).to.not.deep.equal([]);
      expect(run.state).to.deep.include({ generating: [], rootTokens: [] });
    });
    if (!(run instanceof Error)) testRows(table, run);
  });
}

function testRows({ title, scene, due, waitMs, ...table }: Table, run: Undisturbed): void {
  const wanted = run.moments.filter(table.rows ?? (() => true));
  const rows = wanted.map((moment) => ({ moment, ...due(moment, run.moments) }));
  const works = rows.map(
    ({ moment, after }) =>
      () =>
        killedAt(scene, moment, after, waitMs),
  );
  const lanes = sideBySide(works, SIDE_BY_SIDE);
  const done: { row: Row; end: End }[] = [];
  after(async () => {
    process.stdout.write(printed(title, scene.line[0] ?? "", done, run));
    await lanes.settled();
  });

  for (const [index, { moment, after, end }] of rows.entries()) {
    const then = after.map(([verb, exitCode]) => `${verb} ${exitCode}`).join(", ");
    it(`killed after ${nameOf(moment)}, then ${then}: ${WORDS[end]}`, async () => {
      const row = await lanes.get(index);
      done.push({ row, end });
      expect(row.after, row.said).to.deep.equal(after);
      expect(row.state).to.deep.equal(end === "done" ? run.state : row.asItWas);
      expect(row.twoPrimaries, "two primaries").to.deep.equal([]);
      expect(row.lostKeys, "lost writes").to.deep.equal([]);
      expect(row.unended, "not at their end").to.deep.equal([]);
      expect(row.tokensUnaccounted, "operation tokens left in").to.deep.equal([]);
    });
  }
}
