import type { Answer } from "../../../ground/answer.ts";
import type { ErrorCode, Finding } from "../../../ground/errors.ts";
import type { StackConfig } from "../../../infra/contract.ts";
import type { ClusterView, Region } from "../../ports/vault.ts";
import type { Request, Snapshot } from "../snapshot.ts";

/** What a guard looks at: the world, the wish, and which Region is left for which. */
export type Case = {
  snapshot: Snapshot;
  request: Request;
  config: StackConfig;
  from: Region;
  to: Region;
};

/** Answers with what speaks against the run, or merely has to be known; an empty list lets it pass. */
export type Guard = (look: Case) => Finding[];

export const refuse = (id: ErrorCode, now: string, next: string): Finding => ({
  id,
  severity: "refuse",
  now,
  next,
});
export const warn = (id: ErrorCode, now: string, next: string): Finding => ({
  id,
  severity: "warn",
  now,
  next,
});
export const info = (id: ErrorCode, now: string, next: string): Finding => ({
  id,
  severity: "info",
  now,
  next,
});

/** A planned move needs both clusters; a disaster must not be stopped by what it cannot change. */
export const isPlanned = ({ request }: Case): boolean =>
  request.verb === "switchover" || request.verb === "failback";

export const isDisaster = ({ request }: Case): boolean => request.verb === "failover";

/** The cluster as it answered, or null when it did not. */
export function clusterOf({ snapshot }: Case, region: Region): ClusterView | null {
  const answer: Answer<ClusterView> | undefined = snapshot.clusters[region];
  return answer?.is === "ok" ? answer.value : null;
}
