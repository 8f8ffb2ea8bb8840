import type { Case, Guard } from "../../automation/plan/guards/guard.ts";
import {
  NO_CONSENTS,
  type Request,
  type Snapshot,
  type Unfinished,
} from "../../automation/plan/snapshot.ts";
import type { ClusterView } from "../../automation/ports/vault.ts";
import { ok } from "../../ground/answer.ts";
import type { Finding } from "../../ground/errors.ts";
import { parseStackConfig, type StackConfig } from "../../infra/contract.ts";
import { EAST, WEST } from "./vaultWorld.ts";

export const AT = Date.UTC(2026, 10, 27, 3);
export const NORTH = "eu-north-1";
const nameOf = (region: string) => `vault-${region}.test.acme.com`;

/** A planned move that began and did not end, and left nothing behind. */
export const anUnfinished = (changes: Partial<Unfinished> = {}): Unfinished => ({
  run: "2026-11-26T01-00-teal-owl",
  verb: "switchover",
  from: WEST,
  to: EAST,
  quiesced: false,
  rootsEqual: false,
  busyUntil: 0,
  ...changes,
});

/** The stack file's configuration, with `changes` as the file would have them. */
export function aConfig(changes: Record<string, unknown> = {}): StackConfig {
  const parsed = parseStackConfig({
    activeRegion: WEST,
    takeover: 4,
    homeRegion: WEST,
    service: { name: "vault.test.acme.com", hostedZoneId: "Z1" },
    regions: Object.fromEntries([WEST, EAST].map((region) => [region, aRegion(region)])),
    recovery: { journal: "file:./runs" },
    hooks: { quiesce: ["stop"], unquiesce: ["start"] },
    ...changes,
  });
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

export const aRegion = (region: string) => ({
  name: nameOf(region),
  existingLoadBalancer: { dnsName: `balancer-${region}.elb.amazonaws.com` },
});

export const aRequest = (changes: Partial<Request> = {}): Request => ({
  verb: "switchover",
  environment: "test",
  to: null,
  consents: NO_CONSENTS,
  reason: null,
  ...changes,
});

export const aPrimary = (changes: Partial<ClusterView> = {}): ClusterView => ({
  role: "primary",
  state: "running",
  connectionState: null,
  clusterId: "c1",
  version: "1.21.0+ent",
  initialized: true,
  sealed: false,
  standby: false,
  shippedWal: 1_500,
  receivedWal: null,
  merkleRoot: "aa",
  corruptedMerkleTree: false,
  secondaryId: null,
  knownSecondaries: [EAST],
  peers: [{ apiAddress: "", connected: true, lastHeartbeatMs: AT - 2_000 }],
  clockSkewMs: 0,
  ...changes,
});

export const aSecondary = (changes: Partial<ClusterView> = {}): ClusterView =>
  aPrimary({
    role: "secondary",
    state: "stream-wals",
    connectionState: "ready",
    shippedWal: null,
    receivedWal: 1_500,
    secondaryId: EAST,
    knownSecondaries: [],
    ...changes,
  });

/** us-west-2 serves, us-east-1 follows, everything agrees, every credential is there. */
export const aSnapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  at: AT,
  clusters: { [WEST]: ok(aPrimary()), [EAST]: ok(aSecondary()) },
  record: ok({ name: "vault.test.acme.com", value: nameOf(WEST), ttlSeconds: 5 }),
  resolvers: [
    {
      resolver: "10.0.0.2:53",
      answer: ok({ cname: nameOf(WEST), addresses: ["10.0.1.1"], ttlSeconds: 5 }),
    },
  ],
  stackFile: ok({ activeRegion: WEST, takeover: 4 }),
  stackFileCommitted: true,
  serving: ok({ activeRegion: WEST, takeover: 4, run: "r", at: AT - 86_400_000 }),
  stack: ok(anOutput()),
  credentials: {
    vaultToken: true,
    operationToken: true,
    operationTokenExpiresAt: AT + 3_600_000,
    shares: 3,
    usableShares: 3,
    holders: { command: false, terminal: false },
  },
  token: { [WEST]: ok([]) },
  openCeremony: [],
  lag: {
    now: { region: EAST, wals: 0, atLeastMs: 0, atMostMs: 0, at: AT },
    last: { region: EAST, wals: 0, atLeastMs: 0, atMostMs: 0, at: AT - 60_000 },
  },
  service: null,
  unfinished: null,
  providerRegion: "us-east-2",
  ...changes,
});

export const anOutput = (changes: { activeRegion?: string; takeover?: number } = {}) => ({
  schema: 1 as const,
  environment: "test",
  revision: "r1",
  activeRegion: WEST,
  takeover: 4,
  service: {
    name: "vault.test.acme.com",
    hostedZoneId: "Z1",
    recordIds: [],
    ttlSeconds: 5,
    traffic: "cname" as const,
  },
  regions: {},
  ...changes,
});

/** A healthy planned move from us-west-2 to us-east-1. */
export const aCase = (changes: Partial<Case> = {}): Case => ({
  snapshot: aSnapshot(),
  request: aRequest(),
  config: aConfig(),
  from: WEST,
  to: EAST,
  ...changes,
});

/** The same world, asked for another verb. `reattach` and `reconcile` come after a move to us-west-2. */
export function aCaseOf(verb: Request["verb"], snapshot: Partial<Snapshot> = {}): Case {
  const after = verb === "reattach" || verb === "reconcile";
  return aCase({
    snapshot: aSnapshot(snapshot),
    request: aRequest({ verb }),
    ...(after ? { from: EAST, to: WEST } : {}),
  });
}

/** Ids and severities of what a guard finds: `LINK_DOWN refuse`. */
export const foundBy = (guard: Guard, look: Case): string[] => guard(look).map(idAndSeverity);

export const idAndSeverity = ({ id, severity }: Finding): string => `${id} ${severity}`;

export const clustersOf = (
  west: Partial<ClusterView>,
  east: Partial<ClusterView> = {},
): Pick<Snapshot, "clusters"> => ({
  clusters: { [WEST]: ok(aPrimary(west)), [EAST]: ok(aSecondary(east)) },
});
