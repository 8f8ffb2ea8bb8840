import { inWords } from "../../../ground/answer.ts";
import type { Finding } from "../../../ground/errors.ts";
import { examine } from "../../plan/decide.ts";
import { servingRegion } from "../../plan/sides.ts";
import type { Snapshot } from "../../plan/snapshot.ts";
import { type OutcomeDocument, withoutRun } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { lookAround } from "./look.ts";

/** Guards whose word is about a state that should be mended, whether or not a move is wanted. */
const DRIFT: ReadonlySet<string> = new Set([
  "TWO_PRIMARIES",
  "LINK_DOWN",
  "LAG_TOO_HIGH",
  "MERKLE_SYNC",
  "MERKLE_CORRUPT",
  "SEALED",
  "CLUSTER_ID_DIFFERS",
  "RECORD_NOT_AS_DECLARED",
  "RECORD_MISSING",
  "STACK_FILE_DIFFERS",
  "STACK_DIFFERS",
  "UNFINISHED_RUN",
  "PRIMARY_SILENT",
  "PRIMARY_NOT_RUNNING",
  "TARGET_SILENT",
  "TARGET_NOT_SECONDARY",
  "EXPIRY_UNKNOWN",
]);

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

/** Who is primary: asked of every cluster, of DNS, and of the stack as last kept. With `--check`, 16 where they differ. */
export async function status(
  session: Session,
  { check }: { check: boolean },
): Promise<OutcomeDocument & { status: Status }> {
  const { environment, config } = session;
  const snapshot = await lookAround(session, { stack: "kept", service: false });
  const serving = servingRegion(snapshot, config.stack);
  const findings = driftIn(session, snapshot, serving);
  const document = withoutRun({
    verb: "status",
    environment,
    serving,
    outcome: "done",
    exitCode: check && findings.length > 0 ? 16 : 0,
    findings,
  });
  return { ...document, status: statusOf(snapshot, serving) };
}

function driftIn(session: Session, snapshot: Snapshot, serving: string): Finding[] {
  const { environment, config, flags } = session;
  const request = {
    verb: "switchover" as const,
    environment,
    to: null,
    consents: flags.consents,
    reason: null,
  };
  const others = Object.keys(config.stack.regions).filter((region) => region !== serving);
  const found = others.flatMap((to) =>
    examine({ snapshot, request, config: config.stack, from: serving, to }),
  );
  const distinct = found.filter(
    (one, index) => found.findIndex(({ now }) => now === one.now) === index,
  );
  return distinct
    .filter(({ id }) => DRIFT.has(id))
    .map((finding) => ({ ...finding, severity: "warn" }));
}

function statusOf(snapshot: Snapshot, serving: string): Status {
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
    lag: lag.now === null ? null : { wals: lag.now.wals, ms: lag.now.lagMs },
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
