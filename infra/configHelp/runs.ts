import type { KeyHelp } from "./keyHelp.ts";

const DURATION = "a duration in ms, s or m";
const ARGVS = "a list of argv lists, run in order";

/** Runs: where they are kept, their limits, what proves service, and the team's own commands around them. */
export const RUNS_HELP: Record<string, KeyHelp> = {
  recovery: {
    allowed: "where runs are kept",
    example: "{ journal: file:./.vault-dr/test }",
    about: "Where runs are kept, and the limits of a run.",
  },
  "recovery.journal": {
    allowed: "file:PATH, or s3://BUCKET/PREFIX?region=REGION",
    example: "s3://acme-runs/test?region=us-east-2",
    about:
      "The run store: journals, the lease, the serving record. A folder is relative to this file; a bucket lies in neither of the Regions.",
  },
  "recovery.existingBucket": {
    allowed: "true or false",
    example: "false",
    about: "true: the bucket is there already and not the stack's.",
    fallback: "false",
  },
  "recovery.kmsKeyArn": {
    allowed: "an ARN",
    example: "arn:aws:kms:us-east-2:…",
    about:
      "The key that encrypts the bucket, where it is there already; else the stack declares one.",
  },
  "recovery.rollbackAfter": {
    allowed: DURATION,
    example: "15s",
    about:
      "A planned move goes back when the target has not accepted its promotion so long after the demotion.",
    fallback: "15s",
  },
  "recovery.drainTimeout": {
    allowed: DURATION,
    example: "10s",
    about: "How long the target may take to catch up before anything is demoted.",
    fallback: "10s",
  },
  "recovery.maxLag": {
    allowed: DURATION,
    example: "5s",
    about: "In a disaster more lag than this needs `--accept-loss`.",
    fallback: "5s",
  },
  "recovery.rto": {
    allowed: DURATION,
    example: "60s",
    about:
      "From consent to the first good client write; with `--enforce-rto` missing it is exit 17.",
    fallback: "60s",
  },
  credentials: {
    allowed: "where tokens are kept",
    example: "{ operationToken: vault-dr/test/dr-operation-token }",
    about: "Custody of the DR operation token.",
    fallback: "{}",
  },
  "credentials.operationToken": {
    allowed: "the name of a secret",
    example: "vault-dr/test/dr-operation-token",
    about: "The secret, in every Region, that escrows it. Not in this release.",
  },
  probe: {
    allowed: "a KV v2 path",
    example: "{ path: secret/data/vault-dr/canary }",
    about: "What is written and read to prove service. Without it only reads prove it.",
  },
  "probe.path": {
    allowed: "MOUNT/data/PATH of a KV v2 mount",
    example: "secret/data/vault-dr/canary",
    about: "Where.",
  },
  hooks: {
    allowed: "commands of the team's own",
    example: '{ before: [["./hooks/announce"]] }',
    about: "Run without a shell, with VAULT_DR_RUN, _FROM and _TO in their environment.",
    fallback: "{}",
  },
  "hooks.quiesce": {
    allowed: "an argv list, together with unquiesce",
    example: '["./hooks/stop-writers"]',
    about: "In a planned move: exit 0 means that no client writes any more.",
  },
  "hooks.unquiesce": {
    allowed: "an argv list, together with quiesce",
    example: '["./hooks/start-writers"]',
    about: "Takes that back.",
  },
  "hooks.before": {
    allowed: ARGVS,
    example: '[["./hooks/announce", "begin"]]',
    about: "A failure stops a planned move, never a disaster.",
    fallback: "[]",
  },
  "hooks.after": {
    allowed: ARGVS,
    example: '[["./hooks/announce", "end"]]',
    about: "When the run has come to its end.",
    fallback: "[]",
  },
  hostNames: {
    allowed: "host names by their name",
    example: "{}",
    about: "CNAMEs in secrets that can be moved on their own. Not in this release.",
    fallback: "{}",
  },
  promotion: {
    allowed: "where a change comes from",
    example: "{ after: staging }",
    about: "The way of a change to production.",
    fallback: "{}",
  },
  "promotion.after": {
    allowed: "an environment's name, or null",
    example: "staging",
    about: "The environment whose revision this one may take. Not in this release.",
    fallback: "null",
  },
  secrets: {
    allowed: "what is copied into Secrets Manager",
    example: "{ sources: [{ mount: secret, prefix: team/ }] }",
    about: "Replication of KV secrets. Not in this release.",
  },
  tags: {
    allowed: "tags by their key",
    example: '{ owner: platform, cost-center: "4711" }',
    about:
      "What every resource bears beside what the stack itself knows of it: `owner` and `cost-center` for bills.",
    fallback: "{}",
  },
  notifications: {
    allowed: "where news go",
    example: "{}",
    about: "An SNS topic. Not in this release.",
    fallback: "{}",
  },
};
