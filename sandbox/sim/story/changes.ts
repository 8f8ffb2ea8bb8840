import type { Lease } from "../../../automation/ports/store.ts";
import { type Ailments, type Cluster, HEALTHY } from "../../model/vault/cluster.ts";
import { clusterIn } from "../../model/vault/world.ts";
import type { ZoneRecord } from "../../model/zone.ts";
import { nameOf, REGIONS, SERVICE, type SimWorld } from "../world.ts";

/**
 * One thing about the world that can change: `us-west-2 role`, of what it consists, and how to put that into words. It
 * is looked at in every moment of a world, so the words are made only where a part is another one.
 */
type Aspect = { subject: string; event: string; parts: () => unknown[]; words: () => string };

/** Tells a change: `us-west-2`, `role`, `primary running → secondary idle`. */
export type TellChange = (subject: string, event: string, detail: string) => void;

/** What is different each time it looks at the world. It looks only, so that a watched world goes on as any other. */
export function changesIn(world: SimWorld, tell: TellChange): () => void {
  const watched = aspectsOf(world).map((aspect) => {
    return { ...aspect, before: aspect.parts(), said: aspect.words() };
  });
  return () => {
    for (const one of watched) {
      const now = one.parts();
      if (now.every((part, index) => part === one.before[index])) continue;
      const words = one.words();
      if (words !== one.said) tell(one.subject, one.event, `${one.said} → ${words}`);
      one.before = now;
      one.said = words;
    }
  };
}

const aspectsOf = (world: SimWorld): Aspect[] => [
  ...REGIONS.flatMap((region) => aspectsOfCluster(clusterIn(world.vault, region))),
  ...aspectsOfService(world),
  ...aspectsOfRecords(world),
];

function aspectsOfCluster(cluster: Cluster): Aspect[] {
  const { region: subject } = cluster;
  return [
    {
      subject,
      event: "reach",
      parts: () => [cluster.reach],
      words: () => cluster.reach,
    },
    {
      subject,
      event: "condition",
      parts: () => {
        const { listener, balancer, quota, sentOn } = cluster.front;
        const front = [listener, balancer, quota.oneOf, sentOn];
        return [cluster.sealed, cluster.apart, ...front, ...Object.values(cluster.ailments)];
      },
      words: () => conditionOf(cluster),
    },
    {
      subject,
      event: "role",
      parts: () => [cluster.mode, cluster.state, cluster.roleChange],
      words: () => roleOf(cluster),
    },
    {
      subject,
      event: "link",
      parts: () => {
        const { upstream } = cluster;
        return [upstream, upstream?.session, upstream?.session?.openedAt];
      },
      words: () => linkOf(cluster),
    },
    {
      subject,
      event: "key attempt",
      parts: () => [cluster.generation, cluster.generation?.given.length],
      words: () => attemptOf(cluster),
    },
  ];
}

/** What is not as it usually is. */
function conditionOf({ sealed, apart, ailments, front }: Cluster): string {
  const words = [
    sealed && "sealed",
    apart && "of another set",
    ...Object.entries(ailments).map(
      ([name, value]) => value !== HEALTHY[name as keyof Ailments] && `${name} ${value}`,
    ),
    front.listener !== "up" && `API ${front.listener}`,
    front.balancer !== null && `balancer ${front.balancer}`,
    front.quota.oneOf !== 1 && `quota lets one in ${front.quota.oneOf} through`,
    front.sentOn !== null && `sends on ${front.sentOn}`,
  ];
  return words.filter((word) => word !== false).join(", ") || "well";
}

const roleOf = ({ mode, state, roleChange }: Cluster): string =>
  roleChange === null ? `${mode} ${state}` : `${mode} becoming ${roleChange.to}`;

function linkOf({ upstream }: Cluster): string {
  if (upstream === null) return "follows nobody";
  const { region, session } = upstream;
  if (session === null) return `cut off from ${region}`;
  return session.openedAt === null ? `connecting to ${region}` : `connected to ${region}`;
}

const attemptOf = ({ generation }: Cluster): string =>
  generation === null ? "none" : `${generation.strategy}, ${generation.given.length} shares`;

function aspectsOfService(world: SimWorld): Aspect[] {
  const { zone } = world;
  const record = (event: string, now: () => ZoneRecord | null): Aspect => ({
    subject: "record",
    event,
    parts: () => [now()],
    words: () => recordInWords(now()),
  });
  return [
    record("declared", () => zone.record(SERVICE, "CNAME")),
    record("served", () => zone.served(SERVICE)),
    {
      subject: "writers",
      event: "state",
      parts: () => [world.writersStopped],
      words: () => (world.writersStopped ? "stopped" : "on"),
    },
  ];
}

function recordInWords(record: ZoneRecord | null): string {
  if (record === null) return "none";
  const [value = ""] = record.values;
  const region = REGIONS.find((one) => nameOf(one) === value);
  return `${region ?? value} TTL ${record.ttlSeconds} s`;
}

type Keys = { activeRegion: string; takeover: number };

function aspectsOfRecords({ store, stack, stackFile }: SimWorld): Aspect[] {
  const named = (subject: string, keys: () => Keys | null): Aspect => ({
    subject,
    event: "region",
    parts: () => {
      const now = keys();
      return [now?.activeRegion, now?.takeover];
    },
    words: () => {
      const now = keys();
      return now === null ? "none" : `${now.activeRegion} takeover ${now.takeover}`;
    },
  });
  return [
    {
      subject: "lease",
      event: "holder",
      parts: () => {
        const lease = store.lease();
        return [lease?.number, lease?.holder.pid, lease?.released];
      },
      words: () => holderOf(store.lease()),
    },
    named("serving record", () => store.document("serving")),
    named("stack file", () => stackFile),
    named("stack", () => stack),
  ];
}

function holderOf(lease: Lease | null): string {
  if (lease === null) return "nobody";
  const { number, holder, released } = lease;
  const who = `pid ${holder.pid} on ${holder.host}`;
  return released ? `released by ${who}` : `${who}, number ${number}`;
}
