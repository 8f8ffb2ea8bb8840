/** What an operator reads when something did not go as asked: what is true now, and what to do next. */
export type Failure = { code: ErrorCode; now: string; next: string };

/** One observation of a pre-flight. `refuse` stops a run, `warn` and `info` do not. */
export type Finding = {
  id: ErrorCode;
  severity: "refuse" | "warn" | "info";
  now: string;
  next: string;
};

/** A failure on its way to the operator. The stack is for the log. */
export class OperatorError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.code}: ${failure.now} ${failure.next}`, options);
    this.name = "OperatorError";
    this.failure = failure;
  }
}

type Entry = { exit: number; means: string };

/** Every code, the exit code it leads to when nothing was touched yet, and what it means. */
export const CATALOGUE = {
  USAGE: { exit: 2, means: "The command line cannot be read." },
  CONFIG_INVALID: {
    exit: 2,
    means: "The stack file or the environment has problems; all are listed.",
  },
  NO_CONSENT_POSSIBLE: {
    exit: 2,
    means: "There is no terminal to ask on, and --yes was not given.",
  },
  REASON_MISSING: { exit: 2, means: "A disaster failover needs a reason (-m)." },
  TOKEN_NOT_ACCEPTED: {
    exit: 3,
    means: "Vault does not accept VAULT_TOKEN, or it may not do what the run needs.",
  },
  CREDENTIAL_REFUSED: {
    exit: 3,
    means: "No DR operation token could be had, or Vault accepted none.",
  },
  STACK_LOCKED: { exit: 6, means: "Another Pulumi update holds the stack." },
  STACK_UPDATE_FAILED: { exit: 6, means: "`pulumi up` on the service's record did not succeed." },
  CANCELLED: {
    exit: 8,
    means: "The operator declined or pressed Ctrl-C before anything was changed.",
  },
  PROMPT_TIMED_OUT: { exit: 8, means: "Nobody answered a question in five minutes." },
  NOT_CAUGHT_UP: {
    exit: 9,
    means: "The target did not follow closely within drainTimeout; nothing was demoted.",
  },
  LEASE_HELD: { exit: 11, means: "Another run holds the environment's lease." },
  LEASE_LOST: { exit: 14, means: "Another run took the lease over; this one stopped." },
  STORE_UNREACHABLE: { exit: 1, means: "The run store could not be read or written." },
  JOURNAL_UNREADABLE: { exit: 1, means: "An entry of a run's journal does not have its form." },
  INTERNAL: { exit: 1, means: "A defect of vault-dr." },

  UNFINISHED_RUN: { exit: 10, means: "A run has begun and not ended; resume it first." },
  UNKNOWN_REGION: { exit: 2, means: "The Region is not in the stack file." },
  TWO_PRIMARIES: { exit: 15, means: "Two clusters say that they are primary." },
  PRIMARY_SILENT: { exit: 10, means: "The serving Region's cluster does not answer." },
  PRIMARY_NOT_RUNNING: {
    exit: 10,
    means: "The serving Region's cluster is not a running primary.",
  },
  TARGET_SILENT: { exit: 10, means: "The target's cluster does not answer." },
  TARGET_NOT_SECONDARY: { exit: 10, means: "The target's cluster is not a DR secondary." },
  NOT_ATTACHABLE: { exit: 10, means: "The old primary cannot be re-attached by update-primary." },
  OLD_PRIMARY_SILENT: { exit: 10, means: "The old primary does not answer yet." },
  STILL_SERVING: { exit: 10, means: "The serving Region still serves: this is a planned move." },
  CLUSTER_ID_DIFFERS: { exit: 10, means: "The two clusters are not members of one DR set." },
  LINK_DOWN: { exit: 10, means: "The replication link is not alive." },
  LAG_TOO_HIGH: { exit: 10, means: "The target lacks more than maxLag allows." },
  LAG_UNKNOWN: { exit: 10, means: "The lag before contact was lost is not known." },
  MERKLE_SYNC: {
    exit: 10,
    means: "The target is in the middle of a merkle diff or sync: its data are incomplete.",
  },
  MERKLE_CORRUPT: { exit: 10, means: "A cluster reports a corrupted merkle tree." },
  SEALED: { exit: 10, means: "A cluster is sealed or not initialised." },
  VERSION_ORDER: { exit: 10, means: "Replication would run from a newer to an older Vault." },
  CREDENTIAL_MISSING: { exit: 10, means: "A credential that the run needs was not given." },
  EXPIRY_UNKNOWN: { exit: 10, means: "The end of the DR operation token is not known." },
  ROUTE53_UNREACHABLE: { exit: 10, means: "Route 53's control plane cannot be asked." },
  RECORD_MISSING: { exit: 10, means: "The service has no CNAME in its zone." },
  RECORD_NOT_AS_DECLARED: {
    exit: 10,
    means: "The service's CNAME points elsewhere than declared.",
  },
  RESOLVER_DIFFERS: { exit: 10, means: "A resolver answers another name than Route 53 has." },
  STACK_FILE_DIFFERS: {
    exit: 10,
    means: "The stack file and the serving record disagree: the checkout is stale.",
  },
  STACK_FILE_UNCOMMITTED: { exit: 10, means: "The stack file's change is not committed yet." },
  STACK_DIFFERS: { exit: 10, means: "The stack's last update and the serving record disagree." },
  STORE_IN_LOST_REGION: { exit: 10, means: "The run store lies in the Region that is being left." },
  PROVIDER_IN_VAULT_REGION: {
    exit: 10,
    means: "The provider's own Region is one of the Vault Regions.",
  },
  NO_QUIESCE: {
    exit: 10,
    means: "Without a way to stop writers a write may slip in; the run then goes back.",
  },
  CLOCK_SKEW: { exit: 10, means: "A cluster's clock differs from this machine's." },

  FENCE_IMPOSSIBLE: {
    exit: 15,
    means: "The old primary answers and could not be demoted; nothing was promoted.",
  },
  DEMOTE_FAILED: { exit: 10, means: "The old primary did not accept the demotion." },
  ROOTS_DIFFER: { exit: 12, means: "A write slipped in before the demotion." },
  NOT_DRAINED: {
    exit: 12,
    means: "The target did not get every write of the quiet primary in time.",
  },
  PROMOTION_REFUSED: { exit: 12, means: "The target definitely refused the promotion." },
  NOT_PRIMARY_IN_TIME: {
    exit: 14,
    means: "A promotion was sent, and the cluster was not seen to become primary.",
  },
  ROLLBACK_DUE: {
    exit: 12,
    means: "The target had not accepted the promotion within rollbackAfter.",
  },
  TRAFFIC_NOT_MOVED: { exit: 14, means: "Route 53 did not take the change." },
  NOT_VERIFIED: { exit: 14, means: "Service could not be proven." },
  ATTACH_FAILED: { exit: 13, means: "The secondary could not be attached." },
  TOKENS_LEFT: { exit: 13, means: "Generated DR operation tokens could not be deleted." },
  HOOK_FAILED: { exit: 12, means: "A hook of yours failed." },
  RECORD_NOT_WRITTEN: {
    exit: 13,
    means: "The serving record or the stack file could not be written.",
  },
  CATALOGUE_CHANGED: { exit: 14, means: "The run was planned by another release." },
  NOTHING_TO_DO: { exit: 0, means: "The world is already as asked." },
  INTERRUPTED: { exit: 14, means: "Ctrl-C: the run stopped between two steps, or in one." },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof CATALOGUE;

export const exitOf = (code: ErrorCode): number => CATALOGUE[code].exit;
