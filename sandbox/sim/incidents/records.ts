import type { ServingRecord } from "../../../automation/ports/store.ts";
import { nameOf, REGIONS, SERVICE, type SimWorld, WEST } from "../world.ts";
import type { Change } from "./incident.ts";

/** What people do by hand to the records that say who serves. */
export const RECORDS = {
  "record-deleted": (world) => {
    const { zone } = world;
    const record = zone.record(SERVICE, "CNAME");
    if (record !== null) zone.change([{ action: "DELETE", record }]);
    return () => {
      if (zone.record(SERVICE, "CNAME") === null) declare(world);
    };
  },
  "record-elsewhere": (world) => {
    const { zone } = world;
    const ttlSeconds = zone.record(SERVICE, "CNAME")?.ttlSeconds ?? world.settings.ttlSeconds;
    upsert(world, ELSEWHERE, ttlSeconds);
    return () => {
      if (zone.record(SERVICE, "CNAME")?.values[0] === ELSEWHERE) declare(world);
    };
  },
  "stack-file-read-only": (world) => {
    world.stackFileReadOnly = true;
    return () => {
      world.stackFileReadOnly = false;
    };
  },
  /** Another branch is checked out: the file is that of before the last move. */
  "stack-file-stale": (world) => {
    const { stackFile } = world;
    const other = REGIONS.find((region) => region !== stackFile.activeRegion) ?? WEST;
    Object.assign(stackFile, {
      activeRegion: other,
      takeover: Math.max(1, stackFile.takeover - 1),
    });
    return () => {
      Object.assign(stackFile, lastTakeover(world));
    };
  },
} as const satisfies Record<string, Change>;

const ELSEWHERE = "maintenance.test.acme.com";

/** Who serves by the last takeover, as people find it who look at everything that there is. */
function lastTakeover({ store, locals, stack }: SimWorld) {
  const records = [store, ...locals.all()].map((one) => one.document("serving"));
  const { activeRegion, takeover } = [...records, stack].reduce<typeof stack | ServingRecord>(
    (last, one) => (one !== null && one.takeover > last.takeover ? one : last),
    stack,
  );
  return { activeRegion, takeover };
}

/** What people make of the record when they bring it back. */
const declare = (world: SimWorld): void =>
  upsert(world, nameOf(lastTakeover(world).activeRegion), world.settings.ttlSeconds);

function upsert({ zone }: SimWorld, value: string, ttlSeconds: number): void {
  const record = { name: SERVICE, type: "CNAME", ttlSeconds, values: [value] } as const;
  zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
}
