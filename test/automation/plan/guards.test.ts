import { expect } from "chai";
import { examine } from "../../../automation/plan/decide.ts";
import type { RunVerb } from "../../../automation/plan/plan.ts";
import { type Consents, NO_CONSENTS, type Snapshot } from "../../../automation/plan/snapshot.ts";
import { ok, refused, unknown } from "../../../ground/answer.ts";
import type { Finding } from "../../../ground/errors.ts";
import type { StackConfig } from "../../../infra/contract.ts";
import {
  AT,
  aCase,
  aConfig,
  anOutput,
  anUnfinished,
  aPrimary,
  aRequest,
  aSecondary,
  aSnapshot,
  clustersOf,
} from "../../helpers/healthyCase.ts";
import { theProject } from "../../helpers/tidy/tree.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";
import { faultsIn } from "../../helpers/words/sentences.ts";

const SILENT = unknown("timed-out", "no answer in 2000 ms");
const NO_ROUTE = unknown("unreachable", "connect ECONNREFUSED");
const DENIED = refused(403, "permission denied");
const ALL_CONSENTS = Object.fromEntries(
  Object.keys(NO_CONSENTS).map((name) => [name, true]),
) as Consents;
const credentials = aSnapshot().credentials;
const resolver = "10.0.0.2:53";
const sample = { region: EAST, wals: 7, atLeastMs: 60_000, atMostMs: 61_000, at: AT - 60_000 };

/** Everything that can be wrong, each by itself. */
const WORLDS: Record<string, Partial<Snapshot>> = {
  "all is well": {},
  "the primary is silent": { clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary()) } },
  "the target is silent": { clusters: { [WEST]: ok(aPrimary()), [EAST]: NO_ROUTE } },
  "everybody is silent": { clusters: { [WEST]: SILENT, [EAST]: SILENT } },
  "the primary is a secondary": clustersOf({ role: "secondary", state: "" }),
  "the primary changes its role": clustersOf({ role: "bootstrapping" }),
  "the primary's replication is off": clustersOf({ role: "disabled" }),
  "the target is primary": clustersOf({}, { role: "primary", state: "running" }),
  "clients are led to another primary": {
    ...clustersOf({}, { role: "primary", state: "running" }),
    record: ok({
      name: "vault.test.acme.com",
      value: `vault-${EAST}.test.acme.com`,
      ttlSeconds: 5,
    }),
  },
  "the target does not tell": clustersOf({}, { role: "unknown", state: "" }),
  "the target is in no set": clustersOf({}, { clusterId: null }),
  "the target is in another set": clustersOf({}, { clusterId: "c2" }),
  "the target is sealed": clustersOf({}, { sealed: true }),
  "nothing is initialised": clustersOf({ initialized: false }, { initialized: false }),
  "the target is newer": clustersOf({}, { version: "1.22.0+ent" }),
  "the operation token may not promote": {
    credentials: {
      ...credentials,
      shares: 0,
      operationTokenLacks: ["sys/replication/dr/secondary/promote"],
    },
  },
  "a clock is wrong": clustersOf({ clockSkewMs: -90_000 }),
  "the link is idle": clustersOf({}, { state: "idle" }),
  "the link is down": clustersOf({}, { connectionState: "transient_failure" }),
  "the heartbeat is old": clustersOf(
    {},
    { peers: [{ apiAddress: "", connected: false, lastHeartbeatMs: AT - 99_000 }] },
  ),
  "the target is in merkle sync": clustersOf({}, { state: "merkle-sync" }),
  "a tree is corrupt": clustersOf({ corruptedMerkleTree: true }),
  "no lag is known": { lag: { now: null, last: null } },
  "the lag has no upper bound": {
    lag: { now: { ...sample, atLeastMs: 0, atMostMs: null }, last: null },
  },
  "the lag is high": { lag: { now: null, last: sample } },
  "no credential is given": {
    credentials: {
      ...credentials,
      vaultToken: false,
      operationToken: false,
      operationTokenExpiresAt: null,
      shares: 0,
    },
  },
  "key shares are with their holders": {
    credentials: {
      ...credentials,
      operationToken: false,
      shares: 0,
      usableShares: 0,
      holders: { command: true, terminal: true },
    },
  },
  "the token's end is not known": {
    credentials: { ...credentials, operationTokenExpiresAt: null },
  },
  "the token ends soon, and no share is there": {
    credentials: { ...credentials, operationTokenExpiresAt: AT + 9_000, shares: 0 },
  },
  "Vault takes no batch token yet, and no share is there": {
    ...clustersOf({ version: "1.1.2+prem" }, { version: "1.1.2+prem" }),
    credentials: { ...credentials, shares: 0 },
  },
  "Vault takes no batch token yet": clustersOf(
    { version: "1.1.2+prem" },
    { version: "1.1.2+prem" },
  ),
  "Vault wants a token besides the shares": {
    ...clustersOf({ version: "2.0.0+ent" }, { version: "2.0.0+ent" }),
    credentials: { ...credentials, vaultToken: false, operationToken: false },
  },
  "the token is not accepted": { token: { [WEST]: DENIED } },
  "the token may not do all": { token: { [WEST]: ok(["sys/replication/dr/primary/demote"]) } },
  "the old primary accepts no token": { token: { [EAST]: DENIED } },
  "the old primary accepts no token, and no share is there": {
    token: { [EAST]: DENIED },
    credentials: { ...credentials, shares: 0 },
  },
  "the old primary accepts the token": { token: { [EAST]: ok([]) } },
  "the old primary is of 2.x and accepts no token": {
    token: { [EAST]: DENIED },
    ...clustersOf({}, { role: "primary", state: "running", version: "2.0.0+ent" }),
  },
  "Route 53 is silent": { record: NO_ROUTE },
  "there is no record": { record: ok(null) },
  "the record is another": {
    record: ok({ name: "n", value: "elsewhere.acme.com", ttlSeconds: 5 }),
  },
  "a resolver is silent": { resolvers: [{ resolver, answer: SILENT }] },
  "a resolver differs": {
    resolvers: [{ resolver, answer: ok({ cname: "old.acme.com", addresses: [], ttlSeconds: 9 }) }],
  },
  "a resolver has no CNAME": {
    resolvers: [{ resolver, answer: ok({ cname: null, addresses: [], ttlSeconds: 9 }) }],
  },
  "the store is silent": { serving: NO_ROUTE },
  "the file is stale": { stackFile: ok({ activeRegion: EAST, takeover: 3 }) },
  "the file is not committed": { stackFileCommitted: false },
  "the stack is not known": { stack: SILENT },
  "the stack was never updated": { stack: ok(null) },
  "the stack is behind": { stack: ok(anOutput({ takeover: 3 })) },
  "the Region serves": { service: ok(undefined) },
  "a run is unfinished": { unfinished: anUnfinished() },
  "a disaster is unfinished": { unfinished: anUnfinished({ verb: "failover" }) },
  "a run is unfinished and its primary silent": {
    unfinished: anUnfinished(),
    clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary()) },
  },
  "the provider's Region is a Vault Region": { providerRegion: WEST },
};

const CONFIGS = {
  usual: aConfig(),
  bare: storeIn(WEST, aConfig({ hooks: {} })),
};
/** A bucket in that Region: the stack file of this release allows a folder only. */
function storeIn(region: string, config: StackConfig): StackConfig {
  const journal = `s3://bucket/runs?region=${region}`;
  return { ...config, recovery: { ...config.recovery, journal } };
}

const VERBS: RunVerb[] = ["switchover", "failover", "failback", "reattach", "reconcile"];

/** What the guards say of every world, to every verb, with and without consents. */
function everythingSaid(): Finding[] {
  return Object.values(WORLDS).flatMap((changes) =>
    VERBS.flatMap((verb) =>
      [NO_CONSENTS, ALL_CONSENTS].flatMap((consents) =>
        Object.values(CONFIGS).flatMap((config) => {
          const sides = verb === "reattach" || verb === "reconcile" ? { from: EAST, to: WEST } : {};
          const request = aRequest({ verb, consents });
          return examine(aCase({ snapshot: aSnapshot(changes), request, config, ...sides }));
        }),
      ),
    ),
  );
}

/** Codes that some guard may give. */
function codesInSource(): string[] {
  const guards = theProject().sources.filter(({ path }) =>
    path.startsWith("automation/plan/guards/"),
  );
  const calls = guards.flatMap(({ text }) => [
    ...text.matchAll(/\b(?:refuse|warn|info|finding)\(\s*"([A-Z_0-9]+)"/g),
  ]);
  return [...new Set(calls.map(([, code = ""]) => code))].sort();
}

describe("what the guards say", () => {
  let said: Finding[] = [];
  before(() => {
    said = everythingSaid();
  });

  it("is heard here of every one of them", () => {
    expect([...new Set(said.map(({ id }) => id))].sort()).to.include.members(codesInSource());
  });

  it("is in sentences: what is true, and what to do", () => {
    expect([...new Set(said.flatMap(faultsIn))]).to.deep.equal([]);
  });
});
