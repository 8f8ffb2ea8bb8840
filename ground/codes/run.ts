import type { Entry } from "./entry.ts";

/** What can go wrong in a run. Once an act is journalled the run's end decides the exit code: 12, 13, 14 or 15. */
export const RUN = {
  CREDENTIAL_REFUSED: {
    exit: 3,
    means: "No DR operation token, or root token, could be had, or Vault accepted none.",
    fix: "Give VAULT_DR_OPERATION_TOKEN, or enough of the pair's key shares; then run the command again.",
  },
  STACK_LOCKED: {
    exit: 6,
    means: "Another Pulumi update holds the stack.",
    fix: "Wait for it, or free a dead one with `pulumi cancel --stack ENV`; then `vault-dr reconcile ENV`.",
  },
  STACK_UPDATE_FAILED: {
    exit: 6,
    means: "`pulumi up` on the service's record did not succeed.",
    fix: "Mend what the message says, then `vault-dr reconcile ENV`. Traffic does not depend on it.",
  },
  NOT_CAUGHT_UP: {
    exit: 9,
    means: "The target did not follow closely within drainTimeout; nothing was demoted.",
    fix: "Find out why with `vault-dr check ENV`; vault-dr:recovery.drainTimeout sets the limit.",
  },
  DEMOTE_FAILED: {
    exit: 10,
    means: "The old primary did not accept the demotion.",
    fix: "Give a VAULT_TOKEN that may update sys/replication/dr/primary/demote there, then run the command again.",
  },
  ROOTS_DIFFER: {
    exit: 12,
    means: "A write slipped in before the demotion.",
    fix: "Stop the writers (vault-dr:hooks.quiesce does it in the run) and move again, or lose those writes with --accept-loss.",
  },
  NOT_DRAINED: {
    exit: 12,
    means: "The target did not get every write of the quiet primary in time.",
    fix: "Look whether something still writes and how fast the link is, then move again.",
  },
  PROMOTION_REFUSED: {
    exit: 12,
    means: "The target definitely refused the promotion.",
    fix: "Give a DR operation token that the target accepts, or wait until it has caught up: `vault-dr check ENV`.",
  },
  ABORTED: {
    exit: 12,
    means: "The operator called the run off; the old primary serves.",
    fix: "Look with `vault-dr status ENV`, and move again when you are ready.",
  },
  ROLLBACK_DUE: {
    exit: 12,
    means: "The target had not accepted the promotion within rollbackAfter.",
    fix: "Find out why it did not promote, then move again; vault-dr:recovery.rollbackAfter or --rollback-after sets the limit.",
  },
  HOOK_FAILED: {
    exit: 12,
    means: "A hook of yours failed.",
    fix: "Run the hook by hand, mend it, then run the command again.",
  },
  ATTACH_FAILED: {
    exit: 13,
    means: "The secondary could not be attached.",
    fix: "Mend what the message says, then `vault-dr reattach ENV`; after a run that stopped, `vault-dr resume ENV`.",
  },
  TOKENS_LEFT: {
    exit: 13,
    means: "Tokens that a run generated from key shares may be left.",
    fix: "DR operation tokens authorise nothing while that cluster is primary, and end with the next rekey of the pair. A root token is gone once its cluster is attached: `vault-dr resume ENV`.",
  },
  ROOT_DISCARDED: {
    exit: 0,
    means: "The root token that the run generated from key shares is gone.",
    fix: "Nothing.",
  },
  RECORD_NOT_WRITTEN: {
    exit: 13,
    means: "The serving record or the stack file could not be written.",
    fix: "Make run store and stack file writable, then `vault-dr reconcile ENV`.",
  },
  STORE_LEFT_OUT: {
    exit: 13,
    means:
      "The run store was silent in a disaster: the run is written down beside the stack file alone.",
    fix: "Keep the folder that is named. Once the run store answers, from the same machine: `vault-dr reconcile ENV`.",
  },
  LEASE_LOST: {
    exit: 14,
    means: "Another run took the lease over, or somebody released it by hand; this one stopped.",
    fix: "See who acts with `vault-dr lock show ENV`; when that run has ended, `vault-dr resume ENV`.",
  },
  NOT_PRIMARY_IN_TIME: {
    exit: 14,
    means: "A promotion was sent, and the cluster was not seen to become primary.",
    fix: "Look at that cluster, then go on with `vault-dr resume ENV`.",
  },
  TRAFFIC_NOT_MOVED: {
    exit: 14,
    means: "Route 53 did not take the change.",
    fix: "Make the exact change that the message prints, or mend the access to Route 53; then `vault-dr resume ENV`.",
  },
  NOT_VERIFIED: {
    exit: 14,
    means: "Service could not be proven.",
    fix: "Look at the cluster and the resolvers that the message names, set a VAULT_TOKEN that the cluster accepts where it says so, then `vault-dr resume ENV`.",
  },
  CATALOGUE_CHANGED: {
    exit: 14,
    means: "The run was planned by another release.",
    fix: "Resume it with the release that the message names: `vault-dr resume ENV`.",
  },
  INTERRUPTED: {
    exit: 14,
    means: "Ctrl-C: the run stopped between two steps, or in one.",
    fix: "Go on with `vault-dr resume ENV`, or go back while that is possible: `vault-dr abort ENV`.",
  },
  FENCE_IMPOSSIBLE: {
    exit: 15,
    means: "The old primary answers and could not be demoted; nothing was promoted.",
    fix: "Give a VAULT_TOKEN that may demote it, or stop its Vault; then `vault-dr resume ENV`. To accept two primaries, add --accept-unfenced.",
  },
} as const satisfies Record<string, Entry>;
