import type { Cluster } from "../cluster.ts";
import { commit } from "../link.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, answered, enveloped, failed, fieldIn, type Request } from "./replies.ts";

type Version = { data: unknown; created: number; deleted: number | null };
/** A KV v2 secret: its newest versions; `oldest` is the number of the first one kept. */
type Stored = { oldest: number; versions: Version[] };

const VERSIONS_KEPT = 10;
const keyOf = (path: string): string => `kv/secret/${path}`;

/** Whether a version of the secret holds this text. It does not parse: accounts ask it of every write there was. */
export const kvHolds = (cluster: Cluster, path: string, text: string): boolean =>
  cluster.keys.get(keyOf(path))?.includes(JSON.stringify(text)) ?? false;

/** `GET secret/data/<path>`. */
export function readKv(world: VaultWorld, cluster: Cluster, path: string): Answered {
  const secret = stored(cluster, path);
  const newest = secret?.versions.at(-1);
  if (secret === null || newest === undefined) return failed(404);
  const gone = newest.deleted !== null;
  const data = { data: gone ? null : newest.data, metadata: versionMetadata(secret, newest) };
  const reply = enveloped(world, data);
  return gone ? answered(404, reply.body) : reply;
}

/** `PUT secret/data/<path>`, with `options.cas` where it is given. */
export function writeKv(
  world: VaultWorld,
  cluster: Cluster,
  path: string,
  { body }: Request,
): Answered {
  const data = fieldIn(body, "data");
  if (data === undefined) return failed(400, "no data provided");
  const before = stored(cluster, path) ?? { oldest: 1, versions: [] };
  const current = before.versions.length === 0 ? 0 : newestNumber(before);
  const cas = fieldIn(fieldIn(body, "options"), "cas");
  if (cas !== undefined && cas !== current) {
    return failed(400, "check-and-set parameter did not match the current version");
  }
  const version: Version = { data, created: world.timeline.now(), deleted: null };
  const versions = [...before.versions, version].slice(-VERSIONS_KEPT);
  const dropped = before.versions.length + 1 - versions.length;
  const after: Stored = { oldest: before.oldest + dropped, versions };
  commit(world, cluster, [{ key: keyOf(path), value: JSON.stringify(after) }]);
  return enveloped(world, versionMetadata(after, version));
}

/** `DELETE secret/data/<path>`: the newest version is marked, not lost. */
export function deleteKv(world: VaultWorld, cluster: Cluster, path: string): Answered {
  const secret = stored(cluster, path);
  const newest = secret?.versions.at(-1);
  if (secret !== null && newest !== undefined && newest.deleted === null) {
    newest.deleted = world.timeline.now();
    commit(world, cluster, [{ key: keyOf(path), value: JSON.stringify(secret) }]);
  }
  return answered(204);
}

/** `GET secret/metadata/<path>`. */
export function readKvMetadata(world: VaultWorld, cluster: Cluster, path: string): Answered {
  const secret = stored(cluster, path);
  const [first] = secret?.versions ?? [];
  const newest = secret?.versions.at(-1);
  if (secret === null || first === undefined || newest === undefined) return failed(404);
  const versions = secret.versions.map((version, index) => [
    String(secret.oldest + index),
    {
      created_time: iso(version.created),
      deletion_time: version.deleted === null ? "" : iso(version.deleted),
      destroyed: false,
    },
  ]);
  return enveloped(world, {
    cas_required: false,
    created_time: iso(first.created),
    current_version: newestNumber(secret),
    custom_metadata: null,
    delete_version_after: "0s",
    max_versions: 0,
    oldest_version: secret.oldest,
    updated_time: iso(newest.created),
    versions: Object.fromEntries(versions),
  });
}

/** `LIST secret/metadata/<prefix>`: one level; a folder ends in `/`. */
export function listKv(world: VaultWorld, cluster: Cluster, prefix: string): Answered {
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const names = cluster.keys.under(keyOf(folder)).map((rest) => /^[^/]*\/?/.exec(rest)?.[0] ?? "");
  const keys = [...new Set(names)].sort();
  return keys.length === 0 ? failed(404) : enveloped(world, { keys });
}

function versionMetadata(secret: Stored, version: Version): object {
  return {
    created_time: iso(version.created),
    custom_metadata: null,
    deletion_time: version.deleted === null ? "" : iso(version.deleted),
    destroyed: false,
    version: secret.oldest + secret.versions.indexOf(version),
  };
}

const newestNumber = ({ oldest, versions }: Stored): number => oldest + versions.length - 1;

function stored(cluster: Cluster, path: string): Stored | null {
  const text = cluster.keys.get(keyOf(path));
  return text === undefined ? null : (JSON.parse(text) as Stored);
}

const iso = (at: number): string => new Date(at).toISOString();
