import type { Finding } from "../../ground/errors.ts";
import type { StackConfig } from "../../infra/contract.ts";
import { examine } from "./decide.ts";
import { servingRegion } from "./sides.ts";
import { NO_CONSENTS, type Snapshot } from "./snapshot.ts";

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

/** What should be mended, whether or not a move is wanted: the guards' words about every other Region, as warnings. */
export function driftIn(snapshot: Snapshot, config: StackConfig, environment: string): Finding[] {
  const serving = servingRegion(snapshot, config);
  const request = {
    verb: "switchover",
    environment,
    to: null,
    consents: NO_CONSENTS,
    reason: null,
  } as const;
  const others = Object.keys(config.regions).filter((region) => region !== serving);
  const found = others.flatMap((to) => examine({ snapshot, request, config, from: serving, to }));
  const distinct = found.filter(
    (one, index) => found.findIndex(({ now }) => now === one.now) === index,
  );
  return distinct
    .filter(({ id }) => DRIFT.has(id))
    .map((finding) => ({ ...finding, severity: "warn" }));
}
