import { expect } from "chai";
import { inUnit, type Measured, quantile, rowOf, shareOf, tableText } from "../../bench/table.ts";

describe("the benchmark's table", () => {
  const outage = (values: number[]) =>
    rowOf(values, {
      bench: "planned",
      name: "write outage",
      unit: "ms",
      clients: "200 writes/s",
      goal: { atMost: 5_000, of: "median" },
    });

  it("shows the median and the worst of the runs, and judges the median", () => {
    expect(outage([4_400, 9_000, 4_600])).to.deep.include({
      median: 4_600,
      tail: { is: "worst", value: 9_000 },
      runs: 3,
      met: true,
    });
    expect(outage([5_001]).met).to.equal(false);
  });

  it("judges the worst run where one bad run is one too many", () => {
    const lost = rowOf([0, 0, 1], {
      bench: "planned",
      name: "acknowledged writes lost",
      unit: "writes",
      goal: { atMost: 0, of: "tail" },
    });
    expect(lost).to.include({ median: 0, met: false });
  });

  it("takes the 95th percentile where there are many, and no goal for a figure that only stands beside", () => {
    const values = Array.from({ length: 20 }, (_, index) => index + 1);
    const row = rowOf(values, { bench: "startup", name: "node", unit: "ms", tail: "p95" });
    expect(row).to.deep.include({ median: 10.5, tail: { is: "p95", value: 19 }, met: null });
    expect(quantile([7], 0.95)).to.equal(7);
  });

  it("takes percentiles by nearest rank: one of the values, and what never ended is the largest", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.95, 0.99, 1].map((of) => quantile(hundred, of))).to.deep.equal([95, 99, 100]);
    expect([0.95, 0.99, 1].map((of) => quantile([3, 1, 2], of))).to.deep.equal([3, 3, 3]);
    const mixed = [Infinity, 5, Infinity, 1, 3, 2, 4];
    expect([0.5, 0.7, 0.75].map((of) => quantile(mixed, of))).to.deep.equal([4, 5, Infinity]);
    expect(quantile([10, 9, Number.NaN], 1)).to.be.NaN;
  });

  it("shows values further out where they are asked for", () => {
    const values = Array.from({ length: 200 }, (_, index) => index + 1);
    const about = { bench: "outage", name: "write outage", unit: "ms" } as const;
    const row = rowOf(values, { ...about, tail: "p95", further: ["p99", "worst"] });
    expect(row).to.deep.include({
      tail: { is: "p95", value: 190 },
      further: [
        { is: "p99", value: 198 },
        { is: "worst", value: 200 },
      ],
    });
    const text = tableText({ rows: [row], notes: [], failures: [] });
    expect(text).to.contain("p95 190 ms, p99 198 ms, worst 200 ms");
  });

  it("shows in how many of the runs something was so, and judges that", () => {
    const about = { bench: "outage", name: "needed a second command" } as const;
    const goal = { atMost: 0, of: "median" } as const;
    const some = shareOf([true, false, false, false], { ...about, goal });
    expect(some).to.deep.include({ median: 25, tail: null, runs: 4, unit: "%", met: false });
    expect(shareOf([false, false], { ...about, goal }).met).to.equal(true);
    expect(tableText({ rows: [some], notes: [], failures: [] })).to.match(
      /25\.0 % +- +4 +<= 0\.0 % +NO/,
    );
  });

  it("meets no goal with a figure that could not be had", () => {
    expect(outage([Number.NaN]).met).to.equal(false);
  });

  it("writes figures with their unit", () => {
    expect(inUnit(311.6, "ms")).to.equal("312 ms");
    expect(inUnit(4_620, "ms")).to.equal("4.62 s");
    expect(inUnit(17, "writes")).to.equal("17 writes");
    expect(inUnit(94.64, "%")).to.equal("94.6 %");
    expect(inUnit(Infinity, "ms")).to.equal("never");
  });

  it("puts one line for each figure, then client models, notes, and what failed", () => {
    const scaled = rowOf([23_700], {
      bench: "predecessor",
      name: "write outage",
      unit: "ms",
      clients: "200 writes/s, TTL 30 s",
      computed: 237_000,
    });
    const measured: Measured = {
      rows: [outage([4_400, 5_600]), outage([6_000]), scaled],
      notes: ["machine: 2 processors"],
      failures: ["disaster: the command ended with 14"],
    };
    expect(tableText(measured)).to.equal(
      `
what                       median   tail           runs  goal       met  clients  at full length
-------------------------  -------  -------------  ----  ---------  ---  -------  -------------------
planned: write outage      5.00 s   worst 5.60 s   2     <= 5.00 s  yes  A
planned: write outage      6.00 s   worst 6.00 s   1     <= 5.00 s  NO   A
predecessor: write outage  23.70 s  worst 23.70 s  1     -          -    B        237.00 s (computed)

clients A: 200 writes/s
clients B: 200 writes/s, TTL 30 s

machine: 2 processors

FAILED: disaster: the command ended with 14
`.trimStart(),
    );
  });
});
