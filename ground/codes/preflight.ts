import type { Entry } from "./entry.ts";

/** What a look at the world can find before a run: each refuses, warns or informs, as the verb needs. */
export const PREFLIGHT = {
  TOKEN_NOT_ACCEPTED: {
    exit: 3,
    means: "Vault does not accept VAULT_TOKEN, or it may not do what the run needs.",
    fix: "Set VAULT_TOKEN to one that may update sys/replication/dr/primary/*, then `vault-dr check ENV`. For an old primary that accepts none: `vault-dr reattach ENV --generate-root`.",
  },
  ROOT_NOT_NEEDED: {
    exit: 0,
    means: "--generate-root was given and no root token is needed.",
    fix: "Nothing.",
  },
  UNFINISHED_RUN: {
    exit: 10,
    means: "A run has begun and not ended.",
    fix: "Go on with it: `vault-dr resume ENV`; or go back while that is possible: `vault-dr abort ENV`.",
  },
  NOTHING_TO_ABORT: {
    exit: 10,
    means: "No run is unfinished, or the unfinished one had changed nothing.",
    fix: "Nothing. Past runs: `vault-dr history ENV`.",
  },
  NO_WAY_BACK: {
    exit: 10,
    means: "The unfinished run cannot go back any more.",
    fix: "Go on with it: `vault-dr resume ENV`.",
  },
  PRIMARY_SILENT: {
    exit: 10,
    means: "The serving Region's cluster does not answer.",
    fix: 'Bring it back, or when it is lost: `vault-dr failover ENV --to REGION -m "why"`.',
  },
  PRIMARY_NOT_RUNNING: {
    exit: 10,
    means: "The serving Region's cluster is not a running primary.",
    fix: "See who serves with `vault-dr status ENV`, and wait until that cluster says primary, running.",
  },
  TARGET_SILENT: {
    exit: 10,
    means: "The target's cluster does not answer.",
    fix: "Bring it up, or choose another with --to REGION.",
  },
  TARGET_NOT_SECONDARY: {
    exit: 10,
    means: "The target's cluster is not a DR secondary.",
    fix: "Look at its role with `vault-dr status ENV`; a cluster that was primary comes back with `vault-dr reattach ENV`.",
  },
  NOT_ATTACHABLE: {
    exit: 10,
    means: "The old primary cannot be re-attached by update-primary.",
    fix: "Wait while it changes its role. When replication was switched off there, only enabling it anew joins it, which erases it.",
  },
  OLD_PRIMARY_SILENT: {
    exit: 10,
    means: "The old primary does not answer yet.",
    fix: "Run `vault-dr reattach ENV` again when it is back.",
  },
  STILL_SERVING: {
    exit: 10,
    means: "The serving Region still serves: this is a planned move.",
    fix: "Move it without loss: `vault-dr switchover ENV --to REGION`. To lose it on purpose, add --treat-as-lost to the failover.",
  },
  CLUSTER_ID_DIFFERS: {
    exit: 10,
    means: "The two clusters are not members of one DR set.",
    fix: "Check the addresses of vault-dr:regions. Clusters that were separated are joined only by enabling replication anew, which erases one. In a disaster, where the set was made anew since the last look: --force-incomplete.",
  },
  LINK_DOWN: {
    exit: 10,
    means: "The replication link is not alive.",
    fix: "Mend the link on port 8201, then look with `vault-dr status ENV`.",
  },
  LAG_TOO_HIGH: {
    exit: 10,
    means: "The target lacks more than maxLag allows.",
    fix: "Wait for the old primary if it can come back, or lose those writes with --accept-loss.",
  },
  LAG_UNKNOWN: {
    exit: 10,
    means: "The lag before contact was lost is not known.",
    fix: "Nothing stops the run; the report says that the loss is not known. `vault-dr status ENV`, run regularly, keeps a sample.",
  },
  MERKLE_SYNC: {
    exit: 10,
    means: "The target is in the middle of a merkle diff or sync: its data are incomplete.",
    fix: "Wait until it streams. In a disaster --force-incomplete promotes what it has.",
  },
  MERKLE_CORRUPT: {
    exit: 10,
    means: "A cluster reports a corrupted merkle tree.",
    fix: "Reindex the primary (sys/replication/reindex) before you move.",
  },
  SEALED: {
    exit: 10,
    means: "A cluster is sealed or not initialised.",
    fix: "Unseal it with the pair's keys, then run the command again.",
  },
  VERSION_ORDER: {
    exit: 10,
    means: "Replication would run from a newer to an older Vault.",
    fix: "Upgrade the older cluster first; a secondary is never older than its primary.",
  },
  CREDENTIAL_MISSING: {
    exit: 10,
    means: "A credential that the run needs was not given.",
    fix: "Set VAULT_TOKEN, and VAULT_DR_OPERATION_TOKEN or key shares (VAULT_RECOVERY_KEY_1…n, --key-share-command, or the hidden prompt).",
  },
  SHARES_TO_COLLECT: {
    exit: 10,
    means: "Key shares are not there yet; a run collects them once it is agreed to.",
    fix: "Nothing. Have the holders ready, or see that --key-share-command prints a quorum.",
  },
  EXPIRY_UNKNOWN: {
    exit: 10,
    means: "The end of the DR operation token is not known, or comes too soon.",
    fix: "Give key shares too, so that the way back is open, or a token that lives longer.",
  },
  ROUTE53_UNREACHABLE: {
    exit: 10,
    means: "Route 53's control plane cannot be asked.",
    fix: "Mend the access to the zone (credentials, network), then run the command again.",
  },
  RECORD_MISSING: {
    exit: 10,
    means: "The service has no CNAME in its zone.",
    fix: "Declare it: `pulumi up --stack ENV`.",
  },
  RECORD_NOT_AS_DECLARED: {
    exit: 10,
    means: "The service's CNAME points elsewhere than declared.",
    fix: "See who serves with `vault-dr status ENV`; then put record or stack file right.",
  },
  RESOLVER_DIFFERS: {
    exit: 10,
    means: "A resolver answers another name than Route 53 has, or does not answer.",
    fix: "Caches hold an answer for its TTL; look at a resolver that still differs after that.",
  },
  STACK_FILE_DIFFERS: {
    exit: 10,
    means: "The stack file and the serving record disagree: the checkout is stale.",
    fix: "Bring the file up to date: `vault-dr config pull ENV`, and commit it.",
  },
  STACK_FILE_UNCOMMITTED: {
    exit: 10,
    means: "The stack file's change is not committed yet.",
    fix: "Commit and push Pulumi.ENV.yaml: other checkouts are stale until then.",
  },
  STACK_DIFFERS: {
    exit: 10,
    means: "The stack's last update and the serving record disagree.",
    fix: "Bring the stack up to date: `vault-dr reconcile ENV`.",
  },
  NO_LEASE: {
    exit: 10,
    means:
      "The run store does not answer, and with more than two Regions somebody else may act meanwhile.",
    fix: "Make vault-dr:recovery.journal reachable. Or make sure that nobody else acts, and add --accept-no-lease.",
  },
  SERVED_ELSEWHERE: {
    exit: 10,
    means:
      "The records say that one Region serves, and the service's name leads clients to another one, which is primary, or the one on record does not say so.",
    fix: "Take the run that moved them into the run store, from the machine on which it was written down: `vault-dr reconcile ENV`. Else see who serves with `vault-dr status ENV`.",
  },
  LOCAL_RUN_CONFLICT: {
    exit: 10,
    means: "What was written down beside the stack file does not fit the run store.",
    fix: "See which Region serves with `vault-dr status ENV`, give the folder that is named another name, then `vault-dr reconcile ENV`.",
  },
  STORE_IN_LOST_REGION: {
    exit: 10,
    means: "The run store lies in the Region that is being left.",
    fix: "Use a bucket in a third Region for vault-dr:recovery.journal.",
  },
  STORE_IN_VAULT_REGION: {
    exit: 10,
    means: "The run store lies in one of the Vault Regions, though not in the one being left.",
    fix: "Use a bucket in a third Region for vault-dr:recovery.journal: nobody could fail over from that Region.",
  },
  PROVIDER_IN_VAULT_REGION: {
    exit: 10,
    means: "The provider's own Region is one of the Vault Regions.",
    fix: "Set aws:region to a third Region: `pulumi up` must work when a Vault Region is gone.",
  },
  NO_QUIESCE: {
    exit: 10,
    means: "Without a way to stop writers a write may slip in; the run then goes back.",
    fix: "Set vault-dr:hooks.quiesce and vault-dr:hooks.unquiesce.",
  },
  CLOCK_SKEW: {
    exit: 10,
    means: "A cluster's clock differs from this machine's, or this machine's from both clusters'.",
    fix: "Set the clocks by NTP.",
  },
  TWO_PRIMARIES: {
    exit: 15,
    means: "Two clusters say that they are primary.",
    fix: "Keep clients away from the one that should not be (stop its Vault), then bring it back: `vault-dr reattach ENV`.",
  },
} as const satisfies Record<string, Entry>;
