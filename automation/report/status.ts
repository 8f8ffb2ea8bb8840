import { inWords } from "../../ground/answer.ts";
import type { Snapshot } from "../plan/snapshot.ts";

/** Who is primary, by everybody who was asked: every cluster, Route 53, resolvers, records, the stack as last kept. */
export type Status = {
  serving: string;
  regions: Record<string, { answers: boolean; says: string; version: string | null }>;
  record: string;
  resolvers: Record<string, string>;
  stackFile: string;
  servingRecord: string;
  stack: string;
  lag: { wals: number; ms: number | null } | null;
  unfinished: string | null;
};

export function statusOf(snapshot: Snapshot, serving: string): Status {
  const { record, stackFile, serving: stored, stack, lag, unfinished } = snapshot;
  const keys = (value: { activeRegion: string; takeover: number } | null) =>
    value === null ? "none" : `${value.activeRegion}, takeover ${value.takeover}`;
  return {
    serving,
    regions: Object.fromEntries(
      Object.keys(snapshot.clusters).map((region) => [region, regionStatus(snapshot, region)]),
    ),
    record:
      record.is === "ok"
        ? record.value === null
          ? "none"
          : `${record.value.value}, TTL ${record.value.ttlSeconds} s`
        : inWords(record),
    resolvers: Object.fromEntries(
      snapshot.resolvers.map(({ resolver, answer }) => [
        resolver,
        answer.is === "ok" ? (answer.value.cname ?? "no CNAME") : inWords(answer),
      ]),
    ),
    stackFile: stackFile.is === "ok" ? keys(stackFile.value) : inWords(stackFile),
    servingRecord: stored.is === "ok" ? keys(stored.value) : inWords(stored),
    stack: stack === null ? "not asked" : stack.is === "ok" ? keys(stack.value) : inWords(stack),
    lag: lag.now === null ? null : { wals: lag.now.wals, ms: lag.now.atMostMs },
    unfinished: unfinished === null ? null : `${unfinished.run} (${unfinished.verb})`,
  };
}

function regionStatus({ clusters }: Snapshot, region: string): Status["regions"][string] {
  const view = clusters[region];
  if (view === undefined || view.is !== "ok") {
    return {
      answers: false,
      says: view === undefined ? "not asked" : inWords(view),
      version: null,
    };
  }
  const { role, state, connectionState, sealed, version } = view.value;
  const link = connectionState === null ? "" : `, link ${connectionState}`;
  return {
    answers: true,
    says: sealed ? "sealed" : `${role}, ${state || "no state"}${link}`,
    version,
  };
}

/** The status on one screen: a line per cluster, then what DNS, the records and the run store say. */
export function statusText(status: Status): string {
  const regions = Object.entries(status.regions).map(
    ([region, { says, version }]) =>
      `  ${region === status.serving ? "→" : " "} ${region.padEnd(16)} ${says}${version === null ? "" : `  (Vault ${version})`}`,
  );
  const lag =
    status.lag === null
      ? "not known"
      : `${status.lag.wals} WALs${status.lag.ms === null ? "" : `, at most ${status.lag.ms} ms`}`;
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
