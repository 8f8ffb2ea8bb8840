import type { Region } from "../ports/vault.ts";

/** The verbs whose runs are journalled. */
export type RunVerb = "switchover" | "failover" | "failback" | "reattach" | "reconcile";

/** Every step there is. `steps/catalogue.ts` has one for each; a journal names them for ever. */
export type StepName =
  | "before-hooks"
  | "obtain-root-token"
  | "follow-closely"
  | "obtain-operation-token"
  | "prime-record"
  | "await-primed"
  | "quiesce"
  | "drain"
  | "demote-old-primary"
  | "fence-old-primary"
  | "compare-roots"
  | "move-traffic"
  | "promote-new-primary"
  | "verify-serving"
  | "unquiesce"
  | "verify-clients"
  | "await-insync"
  | "restore-ttl"
  | "write-serving-record"
  | "write-stack-file"
  | "update-stack"
  | "attach-old-primary"
  | "await-attached"
  | "delete-generated-tokens"
  | "discard-root-token"
  | "after-hooks"
  | "promote-back"
  | "traffic-back"
  | "verify-back"
  | "attach-new-secondary"
  | "await-attached-back";

/** What a step that failed means for the run: back while that is possible, stop, or go on and list it. */
export type OnFailure = "go-back" | "halt" | "remain";

export type PlannedStep = { step: StepName; boundMs: number; onFailure: OnFailure };
/** Steps of one stage run side by side; the next stage begins when all have ended. */
export type Stage = { name: string; steps: PlannedStep[] };

/** From the first act of `from` until `until` was accepted, at most `afterMs` may pass; then the run goes back. */
export type Watchdog = { from: StepName; until: StepName; afterMs: number };

/** Everything that steps need to know: plain data, the same at the first run and at `resume`. */
export type Move = {
  verb: RunVerb;
  environment: string;
  from: Region;
  to: Region;
  /** The number that the serving record and the stack file carry after this run. */
  takeover: number;
  service: {
    name: string;
    ttlSeconds: number;
    /** What resolvers may hold when the run begins. */
    ttlSecondsBefore: number;
    nameOf: { from: string; to: string };
  };
  /** Sent as `primary_cluster_addr` and, with a wrapped activation token, `primary_api_addr`. */
  clusterAddress: { from: string; to: string };
  apiAddress: { from: string; to: string };
  /** Stable ids under which each cluster attaches, so that no dead ids pile up. */
  secondaryId: { from: string; to: string };
  options: {
    quiesce: boolean;
    forceIncomplete: boolean;
    acceptLoss: boolean;
    acceptUnfenced: boolean;
    /** Demote the old primary with a root token generated from key shares: it accepts no other. */
    generateRoot: boolean;
    /** The team's own commands before and after the run. */
    hooks: { before: boolean; after: boolean };
    /** The old primary answered nobody when the plan was made. */
    oldPrimarySilent: boolean;
  };
  /** Of the target when the plan was made, for the loss report. */
  seen: {
    receivedWal: number | null;
    shippedWal: number | null;
    secondsSinceHeartbeat: number | null;
  };
  /** Versions as the clusters told them when the plan was made; null where one was silent. */
  vaultVersion: { from: string | null; to: string | null };
  /** The unfinished planned move that this failover replaces, and what it left to be put right. */
  supersedes: Superseded | null;
  probePath: string | null;
  /** Whether the stack file lies in a git checkout: once written it waits for a commit. */
  stackFileInGit: boolean;
};

/** What an unfinished planned move left behind, for the failover that takes its place. */
export type Superseded = {
  run: string;
  /** Its writers may be stopped. */
  quiesced: boolean;
  /** It had proven, after the demotion, that the target has every write, and nobody could write since. */
  rootsEqual: boolean;
  /** Until when a change of the record whose answer it did not hear may still take effect. */
  busyUntil: number;
};

export type Plan = {
  schema: 1;
  move: Move;
  stages: Stage[];
  /** A reattachment's stages once a root token is consented to: `resume` may bring that consent later. */
  withRoot?: Stage[];
  /** The way back, in order; empty where there is none. */
  undo: Stage[];
  watchdog: Watchdog | null;
  /** Once this step was sent, only definite refusals of every sending open the way back. */
  pointOfNoReturn: StepName | null;
};
