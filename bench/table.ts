export type BenchName = "planned" | "disaster" | "predecessor" | "outage" | "startup";
export type Unit = "ms" | "writes" | "%";

/** One figure of one benchmark, over all its runs. */
export type Row = {
  bench: BenchName;
  name: string;
  unit: Unit;
  median: number;
  /** The far end of the runs: the worst one, or the 95th percentile where there are many. null: the figure is a share. */
  tail: Tail | null;
  /** Values still further out, where there are enough runs for them. */
  further: Tail[];
  runs: number;
  goal: Goal | null;
  met: boolean | null;
  /** How the clients behaved that saw it; null where there were none. */
  clients: string | null;
  /** What the median comes to when time is not divided; computed, not measured. null where time was not divided. */
  computed: number | null;
};

export type Tail = { is: "p95" | "p99" | "worst"; value: number };

/** The most that the figure may be; `of` says which of its two values is judged. */
export type Goal = { atMost: number; of: "median" | "tail" };

export type Measured = {
  rows: Row[];
  /** What a reader has to know in order to judge the figures. */
  notes: string[];
  /** Runs that did not end as they must. */
  failures: string[];
};

/** What a row says beside its values: by itself no goal, no clients, the worst run as its tail. */
export type About = Pick<Row, "bench" | "name" | "unit"> &
  Partial<Pick<Row, "goal" | "clients" | "computed">> & {
    tail?: Tail["is"];
    further?: readonly Tail["is"][];
  };

/** A row from the values of its runs. */
export function rowOf(
  values: readonly number[],
  { tail: asked = "worst", further = [], ...about }: About,
): Row {
  const tailOf = (is: Tail["is"]): Tail => ({ is, value: quantile(values, TAILS[is]) });
  const row = { goal: null, clients: null, computed: null, ...about };
  const median = quantile(values, 0.5);
  const tail = tailOf(asked);
  const judged = row.goal?.of === "tail" ? tail.value : median;
  const met = row.goal === null ? null : judged <= row.goal.atMost;
  return { ...row, median, tail, further: further.map(tailOf), runs: values.length, met };
}

/** A row that says in how many percent of the runs something was so. */
export function shareOf(values: readonly boolean[], about: Omit<About, "unit" | "tail">): Row {
  const share = (100 * values.filter(Boolean).length) / values.length;
  return { ...rowOf([share], { ...about, unit: "%" }), tail: null, runs: values.length };
}

const TAILS: Record<Tail["is"], number> = { p95: 0.95, p99: 0.99, worst: 1 };

/**
 * The value that at least the share `of` (0 to 1) of all values does not pass: the nearest rank, so one that was
 * measured; for a half of an even number the middle of two. Infinity counts as the largest, a missing figure (NaN) as
 * larger still.
 */
export function quantile(values: readonly number[], of: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  if (of === 0.5 && sorted.length % 2 === 0)
    return (at(sorted.length / 2 - 1) + at(sorted.length / 2)) / 2;
  return at(Math.max(0, Math.ceil(of * sorted.length) - 1));
}

/** The table, its client models, notes and failures, as a person reads them. */
export function tableText({ rows, notes, failures }: Measured): string {
  const models = [...new Set(rows.flatMap(({ clients }) => clients ?? []))];
  const lines = [HEADINGS, ...rows.map((row) => cellsOf(row, models))];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const padded = lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const [head = "", ...body] = padded;
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const legend = models.map((model, index) => `clients ${letter(index)}: ${model}`);
  const text = [head, rule, ...body, ...paragraph(legend), ...paragraph(notes)];
  return [...text, ...paragraph(failures.map((one) => `FAILED: ${one}`)), ""].join("\n");
}

const HEADINGS = ["what", "median", "tail", "runs", "goal", "met", "clients", "at full length"];

const cellsOf = (row: Row, models: string[]): string[] => [
  `${row.bench}: ${row.name}`,
  inUnit(row.median, row.unit),
  row.tail === null
    ? "-"
    : [row.tail, ...row.further]
        .map(({ is, value }) => `${is} ${inUnit(value, row.unit)}`)
        .join(", "),
  String(row.runs),
  row.goal === null
    ? "-"
    : `${row.goal.of === "tail" ? `${row.tail?.is} ` : ""}<= ${inUnit(row.goal.atMost, row.unit)}`,
  row.met === null ? "-" : row.met ? "yes" : "NO",
  row.clients === null ? "-" : letter(models.indexOf(row.clients)),
  row.computed === null ? "" : `${inUnit(row.computed, row.unit)} (computed)`,
];

const paragraph = (lines: string[]): string[] => (lines.length === 0 ? [] : ["", ...lines]);

const letter = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

/** `312 ms`, `4.62 s`, `17 writes`, `94.6 %`; what did not come to an end is `never`. */
export function inUnit(value: number, unit: Unit): string {
  if (value === Infinity) return "never";
  if (unit === "%") return `${value.toFixed(1)} %`;
  if (unit === "ms" && value >= 1_000) return `${(value / 1_000).toFixed(2)} s`;
  return `${Math.round(value)} ${unit}`;
}
