import { type Ailments, type Cluster, isServing } from "../../model/vault/cluster.ts";
import { isNewer, settle } from "../../model/vault/link.ts";
import {
  bootApart,
  enableSecondary,
  isEmpty,
  leaveOut,
  restore,
  separate,
  snapshotOf,
} from "../../model/vault/membership.ts";
import { compareAnew, setLink } from "../../model/vault/reach.ts";
import { VERSIONS, type VersionLine } from "../../model/vault/versions.ts";
import { clusterIn, USUAL_SETTINGS } from "../../model/vault/world.ts";
import { nameOf, REGIONS, SERVICE, type SimWorld } from "../world.ts";
import { type Change, nothing } from "./incident.ts";

/** What state the clusters and their replication are in. */
export const STATE = {
  "merkle-loop": (world, { target }) => {
    const heal = ails(world, target, { merkleLoop: true }, { merkleLoop: false });
    compareAnew(world.vault, target);
    return heal;
  },
  "merkle-corrupt": (world, { target }) =>
    ails(world, target, { corruptTree: true }, { corruptTree: false }),
  "replication-idle": (world, { target }) => ails(world, target, { idle: true }, { idle: false }),
  "lag-grows": (world, { amount }) => {
    let isGrowing = true;
    const grow = () => {
      if (!isGrowing) return;
      setLink(world.vault, { lagMs: world.vault.link.lagMs + 100 + amount * 20 });
      world.clock.after(GROWS_EVERY_MS, grow);
    };
    grow();
    return () => {
      isGrowing = false;
      setLink(world.vault, { lagMs: world.settings.lagMs });
    };
  },
  /** The link is dead, and both ends say for minutes that it streams and is ready. */
  "heartbeat-stale": ({ vault }) => {
    vault.settings.disconnectNoticedMs = NEVER_NOTICED_MS;
    setLink(vault, { up: false });
    return () => {
      vault.settings.disconnectNoticedMs = USUAL_SETTINGS.disconnectNoticedMs;
      setLink(vault, { up: true });
    };
  },
  "mode-unknown": ({ vault, clock }, { target, forMs }) => {
    clusterIn(vault, target).modeUnknownUntil = clock.now() + forMs;
    return () => {
      clusterIn(vault, target).modeUnknownUntil = 0;
    };
  },

  "no-leader": (world, { target }) => {
    clusterIn(world.vault, target).generation = null; // it was in the memory of the one that led
    return ails(world, target, { node: "leaderless" }, LEADS);
  },
  "node-unhealthy": (world, { target }) => ails(world, target, { node: "unhealthy" }, LEADS),
  "node-removed": (world, { target }) => ails(world, target, { node: "removed" }, LEADS),
  /** Both alike, one time in three: as a machine sees it whose own clock is off. */
  "cluster-clock-off": (world, { target, amount }) => {
    const regions = amount % 3 === 0 ? REGIONS : [target];
    const heals = regions.map((region) =>
      ails(world, region, { clockMs: (amount - 24) * 1_000 }, { clockMs: 0 }),
    );
    return () => heals.forEach((heal) => void heal());
  },
  /** An expired licence is only told; a terminated one seals. */
  "license-ends": (world, { target, amount }) => {
    const isTerminated = amount % 2 === 1;
    const heal = ails(
      world,
      target,
      { license: isTerminated ? "terminated" : "expired" },
      { license: "good" },
    );
    const seal = (sealed: boolean) => {
      clusterIn(world.vault, target).sealed = sealed;
      settle(world.vault);
    };
    if (isTerminated) seal(true);
    return () => {
      heal();
      if (isTerminated) seal(false);
    };
  },

  /** Its replication was switched off and on again: it is a set of its own. */
  "set-separated": (world) => {
    const primary = pairOf(world).find(({ mode, roleChange }) => mode === "primary" && !roleChange);
    if (primary === undefined) return nothing;
    separate(world.vault, primary);
    return enablingAnew(world);
  },
  /** The secondary was attached to a primary of others. */
  "set-of-others": (world) => {
    const { vault } = world;
    const member = pairOf(world).find(({ upstream, roleChange }) => upstream && !roleChange);
    if (member === undefined || member.upstream?.region === OTHERS.region) return nothing;
    const primary = vault.clusters.get(OTHERS.region) ?? bootApart(vault, OTHERS, member);
    const snapshot = snapshotOf(member);
    const heal = enablingAnew(world);
    enableSecondary(vault, { primary, member, id: "standby" });
    return () => {
      // Whom it followed was demoted meanwhile: there is nobody under whom it could be enabled.
      const isAlone = pairOf(world).every(({ mode }) => mode === "secondary");
      if (isAlone && member.roleChange === null) restore(vault, member, snapshot);
      heal();
    };
  },

  /** The cluster runs a newer Vault; the other one is brought there later. */
  upgraded: (world, { target }) => {
    const cluster = clusterIn(world.vault, target);
    const newer = NEWER[lineOf(cluster)];
    if (newer === null) return nothing;
    upgrade(world, cluster, newer);
    return () => {
      for (const one of pairOf(world)) {
        if (isNewer(cluster, one)) upgrade(world, one, lineOf(cluster));
      }
    };
  },
} as const satisfies Record<string, Change>;

const GROWS_EVERY_MS = 1_000;
const NEVER_NOTICED_MS = 3_600_000;
const LEADS = { node: "active" } as const;
const OTHERS = {
  region: "eu-west-1",
  apiAddress: "https://127.0.3.1:8200",
  clusterAddress: "127.0.3.1:8201",
};
const NEWER: Record<VersionLine, VersionLine | null> = {
  "1.1": "1.9",
  "1.9": "1.21",
  "1.21": "2.0",
  "2.0": null,
};

const lineOf = ({ traits }: Cluster): VersionLine =>
  (Object.keys(VERSIONS) as VersionLine[]).find((line) => VERSIONS[line] === traits) ?? "1.21";

const pairOf = ({ vault }: SimWorld): Cluster[] =>
  REGIONS.map((region) => clusterIn(vault, region));

function ails(
  { vault }: SimWorld,
  region: string,
  change: Partial<Ailments>,
  healed: Partial<Ailments>,
): () => void {
  const { ailments } = clusterIn(vault, region);
  Object.assign(ailments, change);
  settle(vault);
  return () => {
    Object.assign(ailments, healed);
    settle(vault);
  };
}

/** A new release is started: what the old one had in its memory is gone. */
function upgrade({ vault }: SimWorld, cluster: Cluster, line: VersionLine): void {
  cluster.traits = VERSIONS[line];
  cluster.generation = null;
  settle(vault);
}

/** How people join what is in another set: they enable it anew, as soon as it is clear whom it is to follow. */
const enablingAnew = (world: SimWorld): (() => void) => {
  const old = pairOf(world).filter(({ mode }) => mode === "primary");
  return () => enableAnew(world, old);
};

/** Looks again until everybody has the data of the Region that serves by the records. */
function enableAnew(world: SimWorld, old: Cluster[]): void {
  const primary = clusterIn(world.vault, servingByRecord(world));
  const members = pairOf(world).filter((one) => one !== primary);
  const strays = members.filter((one) => isStray(one, primary));
  // One that has been promoted since is the one to keep: the records will come to say so.
  const isClear =
    isServing(primary) &&
    (leadsTo(world, primary) || strays.every((one) => hasNothingOf(primary, one))) &&
    strays.every(
      (one) => one.roleChange === null && (one.mode === "secondary" || old.includes(one)),
    );
  if (isClear) {
    for (const member of strays)
      enableSecondary(world.vault, { primary, member, id: member.region });
    leaveOut(world.vault, OTHERS.region);
  }
  if (!isClear || members.some(isEmpty))
    world.clock.after(LOOKS_EVERY_MS, () => enableAnew(world, old));
}

const LOOKS_EVERY_MS = 1_000;
/** In another set, or emptied for one whose primary does not know of it any more. */
const isStray = (one: Cluster, primary: Cluster): boolean =>
  one.clusterId !== primary.clusterId ||
  (isEmpty(one) && primary.known.get(one.upstream?.secondaryId ?? "") !== one.upstream?.serial);

/** Its data, if it has any, are those of others. */
const hasNothingOf = ({ keyring }: Cluster, one: Cluster): boolean =>
  isEmpty(one) || one.keyring !== keyring;

/** Where a disaster is not at its end yet the records still name the old primary: nobody wipes what clients are led to. */
const leadsTo = ({ zone }: SimWorld, { region }: Cluster): boolean =>
  zone.record(SERVICE, "CNAME")?.values[0] === nameOf(region);

const servingByRecord = ({ store, stackFile }: SimWorld): string =>
  store.document("serving")?.activeRegion ?? stackFile.activeRegion;
