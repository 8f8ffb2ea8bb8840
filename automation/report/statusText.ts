/** `status` on one screen: a line per cluster, then what DNS, the records and the run store say. */
export type StatusLines = {
  serving: string;
  regions: Record<string, { says: string; version: string | null }>;
  record: string;
  resolvers: Record<string, string>;
  stackFile: string;
  servingRecord: string;
  stack: string;
  lag: { wals: number; ms: number | null } | null;
  unfinished: string | null;
};

export function statusText(status: StatusLines): string {
  const regions = Object.entries(status.regions).map(
    ([region, { says, version }]) =>
      `  ${region === status.serving ? "→" : " "} ${region.padEnd(16)} ${says}${version === null ? "" : `  (Vault ${version})`}`,
  );
  const lag =
    status.lag === null
      ? "not known"
      : `${status.lag.wals} WALs${status.lag.ms === null ? "" : `, ${status.lag.ms} ms`}`;
  const rows: [string, string][] = [
    ["Route 53", status.record],
    ...Object.entries(status.resolvers).map(([resolver, says]): [string, string] => [
      `resolver ${resolver}`,
      says,
    ]),
    ["serving record", status.servingRecord],
    ["stack file", status.stackFile],
    ["stack, as last kept", status.stack],
    ["lag", lag],
    ["unfinished run", status.unfinished ?? "none"],
  ];
  return `${["clusters", ...regions, ...rows.map(([name, says]) => `${name.padEnd(28)} ${says}`)].join("\n")}\n`;
}
