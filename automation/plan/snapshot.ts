import type { Answer } from "../../ground/answer.ts";
import type { DrOutput } from "../../infra/contract.ts";
import type { CredentialsView } from "../ports/credentials.ts";
import type { ResolverView } from "../ports/dns.ts";
import type { ServingKeys } from "../ports/stackFile.ts";
import type { LagSample, ServingRecord } from "../ports/store.ts";
import type { TrafficRecord } from "../ports/traffic.ts";
import type { ClusterView, Region } from "../ports/vault.ts";
import type { RunVerb, Superseded } from "./plan.ts";

/** The world as it answered within one bound. Whoever did not answer is a value too. */
export type Snapshot = {
  at: number;
  clusters: Record<Region, Answer<ClusterView>>;
  record: Answer<TrafficRecord | null>;
  resolvers: ResolverView[];
  stackFile: Answer<ServingKeys>;
  /** null outside a git checkout. */
  stackFileCommitted: boolean | null;
  serving: Answer<ServingRecord | null>;
  /** Asked of the state backend, or as last kept in the run store; null: not asked. */
  stack: Answer<DrOutput | null> | null;
  credentials: CredentialsView;
  /** What running primaries say of VAULT_TOKEN: paths that it may not use. */
  token: Record<Region, Answer<string[]>>;
  /** Secondaries of Vault 2.x whose key ceremony asks for no Vault token; looked for when there is none. */
  openCeremony: Region[];
  lag: { now: LagSample | null; last: LagSample | null };
  /** Whether a client can read and write by the service's name; null: not asked. */
  service: Answer<void> | null;
  unfinished: Unfinished | null;
  /** The newest run has stopped the writers, and its end did not let them on again. */
  writersStopped?: boolean;
  /** The run store was silent, and the run is written down elsewhere: what was begun before it is not known. */
  storeLeftOut?: boolean;
  /** `aws:region` of the stack file. */
  providerRegion: string | null;
};

/** A run that has begun and not ended, and what it would leave behind were another one to take its place. */
export type Unfinished = Superseded & { verb: RunVerb; from: Region; to: Region };

/** The consents of one run, each for one thing; written into the journal. */
export type Consents = {
  acceptLoss: boolean;
  forceIncomplete: boolean;
  treatAsLost: boolean;
  acceptUnfenced: boolean;
  /** `reattach` with no token that the old primary accepts: one is generated from key shares. */
  generateRoot: boolean;
  /** A disaster with more than two Regions while the run store is silent: nothing keeps others from acting. */
  acceptNoLease?: boolean;
};

export const NO_CONSENTS: Consents = {
  acceptLoss: false,
  forceIncomplete: false,
  treatAsLost: false,
  acceptUnfenced: false,
  generateRoot: false,
};

export type Request = {
  verb: RunVerb;
  environment: string;
  /** As given by --to; null leaves the choice to `decide`. */
  to: Region | null;
  consents: Consents;
  reason: string | null;
};
