import { expect } from "chai";
import { inUnit, type Measured, quantile, rowOf, tableText } from "../../bench/table.ts";

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

  it("meets no goal with a figure that could not be had", () => {
    expect(outage([Number.NaN]).met).to.equal(false);
  });

  it("writes figures with their unit", () => {
    expect(inUnit(311.6, "ms")).to.equal("312 ms");
    expect(inUnit(4_620, "ms")).to.equal("4.62 s");
    expect(inUnit(17, "writes")).to.equal("17 writes");
    expect(inUnit(94.64, "%")).to.equal("94.6 %");
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
