import { expect } from "chai";
import { IN_S3 } from "../../bench/outage/groups.ts";
import { outage } from "../../bench/outage.ts";
import { inUnit, type Measured } from "../../bench/table.ts";

describe("the outage benchmark", function () {
  this.timeout(240_000);
  const WORLDS = 20;
  let measured: Measured;
  const said: string[] = [];

  before(async () => {
    measured = await outage({ worlds: WORLDS, jobs: 0, say: (text) => said.push(text) });
  });

  const rowOf = (name: string) => {
    const row = measured.rows.find((one) => one.name === name);
    if (row === undefined) throw new Error(`no row ${name}`);
    return row;
  };

  it("plays every world to its end, and tells how far it is", () => {
    expect(measured.failures).to.deep.equal([]);
    const [inS3, others] = [true, false].map((wanted) =>
      measured.rows.filter(({ name }) => name.endsWith(IN_S3) === wanted).map(({ runs }) => runs),
    );
    expect(new Set(others)).to.deep.equal(new Set([WORLDS]));
    expect(inS3).to.have.length(1);
    expect(inS3?.[0]).to.be.within(1, WORLDS - 1);
    expect(said).to.have.length(8);
    expect(measured.rows.every(({ median }) => !Number.isNaN(median))).to.equal(true);
  });

  it("judges the goals: planned moves, disasters, and what must never be", () => {
    const goals = measured.rows.filter(({ goal }) => goal !== null);
    const judged = goals.map(({ name, goal }) => `${name} <= ${inUnit(goal?.atMost ?? 0, "ms")}`);
    expect(judged).to.deep.equal([
      "planned, vault-dr: the same beyond its world's two role changes, TTL honoured <= 1.00 s",
      "planned, vault-dr: the same with the run store in S3 <= 1.00 s",
      "planned, vault-dr: acknowledged writes lost, all clients <= 0 ms",
      "planned, vault-dr: two writable primaries <= 0 ms",
      "planned, vault-dr: needed a second command <= 0 ms",
      "disaster, vault-dr: write outage after consent, TTL honoured <= 17.00 s",
      "disaster, vault-dr: two writable primaries <= 0 ms",
      "disaster, vault-dr: needed a second command <= 0 ms",
    ]);
    // What must never be is not there in a single world; of a percentile twenty worlds say little.
    const never = goals.filter(({ goal }) => goal?.atMost === 0);
    expect(never.filter(({ met }) => met !== true).map(({ name }) => name)).to.deep.equal([]);
    const percentiles = goals.filter(({ goal }) => goal?.atMost !== 0);
    for (const { median, goal } of percentiles) expect(median).to.be.below(goal?.atMost ?? 0);
  });

  it("shows the predecessor in the same worlds: two primaries and lost writes, which ours has none of", () => {
    const theirs = "planned, predecessor (TTL 300 s)";
    expect(rowOf(`${theirs}: two writable primaries`).median).to.be.greaterThan(50_000);
    const lost = rowOf(`${theirs}: time of which acknowledged writes are lost, TTL honoured`);
    expect(lost.median).to.be.greaterThan(10_000);
    const outages = ["disaster, vault-dr: the same from the command's start, TTL honoured"];
    outages.push("disaster, predecessor (TTL 300 s): write outage from its start, TTL honoured");
    const [ours = 0, longer = 0] = outages.map((name) => rowOf(name).median);
    expect(longer).to.be.greaterThan(3 * ours);
  });

  it("gives the same rows again, on threads too", async () => {
    const again = await outage({ worlds: WORLDS, jobs: 2, say: () => undefined });
    expect(again.rows).to.deep.equal(measured.rows);
  });
});
