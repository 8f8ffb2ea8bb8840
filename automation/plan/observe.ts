import { type Answer, isThrottling, ok, refused, unknown } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import { TOO_LATE, withinMs } from "../../ground/clock.ts";
import { isSince, SINCE } from "../../ground/vaultVersion.ts";
import type { DrOutput, StackConfig } from "../../infra/contract.ts";
import type { ResolverView } from "../ports/dns.ts";
import type { Ports } from "../ports/ports.ts";
import type { LagHistory } from "../ports/store.ts";
import type { ClusterView, Region } from "../ports/vault.ts";
import { sampleLag } from "./lag.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a primary is asked about VAULT_TOKEN: everything that a run may need of it. */
const TOKEN_PATHS = ["demote", "secondary-token"].map(
  (call) => `sys/replication/dr/primary/${call}`,
);

export type Looking = {
  config: StackConfig;
  providerRegion: string | null;
  unfinished: Snapshot["unfinished"];
  /** The stack's last output: from its backend, as last kept in the run store, or not at all: a failover must not wait. */
  stack: "live" | "kept" | "none";
  /** Ask whether a client can read and write by the service's name: what a failover must know. */
  service: boolean;
};

export type Observed = { snapshot: Snapshot; lagHistory: LagHistory | null };

/** Asks everything side by side, each within its bound. Whoever is silent is a value. Changes nothing. */
export async function observe(ports: Ports, looking: Looking): Promise<Observed> {
  const { config } = looking;
  const regions = Object.keys(config.regions);
  const name = config.service.name;
  const resolving = ports.dns.resolve(name, BOUNDS.observeMs);
  const [clusters, record, resolvers, stackFile, committed, serving, lag, stack, service] =
    await Promise.all([
      Promise.all(regions.map((region) => lookAt(ports, region))),
      bounded(ports, recordOf(ports)),
      resolving,
      ports.stackFile.read(),
      ports.stackFile.committed(),
      ports.store.document("serving"),
      ports.store.document("lag"),
      stackOutput(ports, looking),
      looking.service ? resolving.then((views) => asClient(ports, looking, views)) : null,
    ]);
  const at = ports.clock.now();
  const views = Object.fromEntries(clusters.map(({ region, view }) => [region, view]));
  const history = lag.is === "ok" ? lag.value : null;
  const sampled = sampleOf(views, at, history);
  const snapshot: Snapshot = {
    at,
    clusters: views,
    record,
    resolvers,
    stackFile,
    stackFileCommitted: committed,
    serving,
    stack,
    credentials: ports.credentials.view(),
    token: Object.fromEntries(
      clusters.flatMap(({ region, token }) => (token === null ? [] : [[region, token]])),
    ),
    openCeremony: clusters.flatMap(({ region, openCeremony }) => (openCeremony ? [region] : [])),
    lag: { now: sampled?.sample ?? null, last: history?.last ?? null },
    service,
    unfinished: looking.unfinished,
    providerRegion: looking.providerRegion,
  };
  return { snapshot, lagHistory: sampled?.history ?? null };
}

/** Other programs share the account's few calls a second: being told so is asked again, while this look lasts. */
async function recordOf({ traffic, clock }: Ports): Promise<Snapshot["record"]> {
  const end = clock.now() + BOUNDS.observeMs - BOUNDS.changePollMs;
  for (;;) {
    const record = await traffic.record();
    if (record.is !== "refused" || !isThrottling(record) || clock.now() >= end) return record;
    await clock.sleep(BOUNDS.changePollMs);
  }
}

function stackOutput(
  { stack, store }: Ports,
  looking: Looking,
): Promise<Answer<DrOutput | null>> | null {
  if (looking.stack === "none") return null;
  return looking.stack === "live" ? stack.lastOutput() : store.document("dr");
}

type ClusterLook = {
  region: Region;
  view: Answer<ClusterView>;
  token: Answer<string[]> | null;
  openCeremony: boolean;
};

/**
 * One cluster, and what it says of VAULT_TOKEN when it is a running primary: only a primary can tell. A secondary can
 * tell whether it does without.
 */
async function lookAt(ports: Ports, region: Region): Promise<ClusterLook> {
  const view = await ports.vault.view(region, BOUNDS.observeMs);
  const token = ports.credentials.vaultToken();
  if (token === null) {
    return { region, view, token, openCeremony: await isCeremonyOpen(ports, region, view) };
  }
  if (view.is !== "ok" || view.value.role !== "primary" || view.value.sealed) {
    return { region, view, token: null, openCeremony: false };
  }
  const [missing] = await Promise.all([
    bounded(ports, ports.vault.missingCapabilities(region, token, TOKEN_PATHS)),
    withinMs(ports.clock, BOUNDS.observeMs, ports.credentials.learnOperationToken(region)),
  ]);
  return { region, view, token: missing, openCeremony: false };
}

async function isCeremonyOpen(
  ports: Ports,
  region: Region,
  view: Answer<ClusterView>,
): Promise<boolean> {
  if (view.is !== "ok" || view.value.role !== "secondary") return false;
  if (!isSince(view.value.version, SINCE.tokenForCeremony)) return false;
  const slot = { region, strategy: "dr-operation", token: null } as const;
  return (await bounded(ports, ports.vault.generation(slot))).is === "ok";
}

/** Reads and writes like a client: by the address that the service's name resolves to now. */
async function asClient(
  ports: Ports,
  { config }: Looking,
  views: ResolverView[],
): Promise<Answer<void>> {
  const address = views.flatMap(({ answer }) =>
    answer.is === "ok" ? answer.value.addresses : [],
  )[0];
  if (address === undefined)
    return unknown("unreachable", `${config.service.name} does not resolve`);
  const token = ports.credentials.vaultToken();
  if (config.probe !== undefined && token !== null) {
    const value = `observed ${ports.clock.now()}`;
    return bounded(
      ports,
      ports.vault.canaryThroughService(address, token, config.probe.path, value),
    );
  }
  const health = await ports.vault.throughService(address, BOUNDS.observeMs);
  if (health.is !== "ok") return health;
  return health.value.serving ? ok(undefined) : refused(503, "it does not serve as primary");
}

async function bounded<T>({ clock }: Ports, work: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await withinMs(clock, BOUNDS.observeMs, work);
  return answer === TOO_LATE ? unknown("timed-out", `no answer in ${BOUNDS.observeMs} ms`) : answer;
}

function sampleOf(
  views: Record<Region, Answer<ClusterView>>,
  at: number,
  history: LagHistory | null,
) {
  const seen = Object.entries(views).flatMap(([region, view]): [Region, ClusterView][] =>
    view.is === "ok" ? [[region, view.value]] : [],
  );
  const primary = seen.find(([, { role }]) => role === "primary");
  const secondary = seen.find(
    ([, { role, state }]) => role === "secondary" && state === "stream-wals",
  );
  return primary && secondary ? sampleLag({ at, primary, secondary }, history) : null;
}
