import type { OutcomeDocument } from "../../../automation/report/outcome.ts";
import { type Cluster, isServing } from "../../model/vault/cluster.ts";
import type { Audit } from "../audit.ts";
import { nameOf, REGIONS, SERVICE, type SimWorld } from "../world.ts";
import type { Ended } from "./invariant.ts";

/** What a run says to have reached is so, as far as it does not name it among what is left to do. */
export function asClaimed(audit: Audit, { verb, end, begunAt }: Ended): string | null {
  if (end?.run == null || end.serving === null || !REACHED.includes(end.exitCode)) return null;
  const { world, excuses, meddledAt } = audit;
  // People have changed it since it was looked at, by this command or by the one that had begun the run.
  if (meddledAt >= Math.min(begunAt, audit.run(end.run).plannedAt ?? begunAt)) return null;
  const { serving, exitCode } = end;
  const others = othersIn(audit, serving);
  const second = others.find(
    (one) => isPrimary(one) && excuses.forTwo([serving, one.region]) === null,
  );
  const wrong = [
    isPrimary(world.vault.clusters.get(serving)) ? null : "its Vault is no primary",
    second === undefined ? null : `${second.region} is primary too`,
    isOfPeople(world) ? null : recordNames(world, serving),
    saysRecords(end) ? (recordsName(world, serving) ?? noRecord(world)) : null,
    saysAttached(end) && !others.every((one) => follows(one, serving)) ? "nobody follows it" : null,
    saysWriters(end) ? writersStopped(world) : null,
  ].find((why) => why !== null);
  return wrong === undefined
    ? null
    : `${verb} ends with ${exitCode}, ${serving} serves, and ${wrong}`;
}

/** In the end one cluster serves, and the service's name, records, stack and Vault name its Region. */
export function oneRegionAtRest(audit: Audit): string | null {
  const { world } = audit;
  const serving = audit.pair.filter(isServing);
  const [primary] = serving;
  if (primary === undefined || serving.length > 1)
    return `${serving.map(({ region }) => region).join(" and ") || "nobody"} serves`;
  return recordNames(world, primary.region) ?? recordsName(world, primary.region);
}

/** In the end every other cluster streams from the one that serves. */
export function attachedAtRest(audit: Audit): string | null {
  const primary = audit.pair.find(isServing);
  if (primary === undefined) return null;
  const off = othersIn(audit, primary.region).find(
    (one) => !follows(one, primary.region) || one.state !== "stream-wals",
  );
  return off === undefined ? null : `${off.region} is ${off.mode} ${off.state}`;
}

export function declaredAtRest({ world }: Audit): string | null {
  const ttl = world.zone.record(SERVICE, "CNAME")?.ttlSeconds;
  return ttl === world.settings.ttlSeconds ? null : `the record's TTL is ${ttl} s`;
}

export const writersAtRest = ({ world }: Audit): string | null => writersStopped(world);

/** Exit codes that say where Vault serves. */
const REACHED = [0, 12, 13, 17];

const saysRecords = ({ verb, exitCode, remaining }: OutcomeDocument): boolean =>
  exitCode !== 12 && verb !== "reattach" && !names(remaining, "reconcile");

const saysAttached = ({ verb, exitCode, remaining }: OutcomeDocument): boolean =>
  verb !== "reconcile" && verb !== "failover" && exitCode !== 13 && !names(remaining, "attach");

/** Bookkeeping says nothing of what the run before it has left to do. */
const saysWriters = ({ verb, remaining }: OutcomeDocument): boolean =>
  verb !== "reconcile" && !names(remaining, "writers");

const names = (remaining: OutcomeDocument["remaining"], word: string): boolean =>
  remaining.some(({ what, command }) => `${what} ${command}`.includes(word));

const othersIn = (audit: Audit, region: string): Cluster[] =>
  audit.pair.filter((cluster) => cluster.region !== region);

const isPrimary = (cluster: Cluster | undefined): boolean =>
  cluster?.mode === "primary" && cluster.roleChange === null;

const follows = ({ mode, upstream }: Cluster, region: string): boolean =>
  mode === "secondary" && upstream?.region === region;

const writersStopped = ({ writersStopped: stopped }: SimWorld): string | null =>
  stopped ? "writers are stopped" : null;

/** No command ever writes such a record: somebody has taken the service away while the command had other work. */
const isOfPeople = ({ zone }: SimWorld): boolean => {
  const value = zone.record(SERVICE, "CNAME")?.values[0];
  return !REGIONS.some((region) => nameOf(region) === value);
};

function recordNames({ zone }: SimWorld, region: string): string | null {
  const value = zone.record(SERVICE, "CNAME")?.values[0];
  return value === nameOf(region) ? null : `the record says ${value}`;
}

/** A first run finds none; each one that moves Vault writes it. */
const noRecord = ({ store }: SimWorld): string | null =>
  store.document("serving") === null ? "there is no serving record" : null;

function recordsName({ stackFile, stack, store }: SimWorld, region: string): string | null {
  const record = store.document("serving");
  const says = { "the stack file": stackFile, "the stack": stack, "the serving record": record };
  const known = Object.entries(says).filter(([, one]) => one !== null);
  const off = known.find(([, one]) => one?.activeRegion !== region);
  if (off !== undefined) return `${off[0]} says ${off[1]?.activeRegion}`;
  const numbers = new Set(known.map(([, one]) => one?.takeover));
  return numbers.size === 1 ? null : `takeover numbers differ: ${[...numbers].join()}`;
}
