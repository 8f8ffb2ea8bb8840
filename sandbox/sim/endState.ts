import type { VaultWorld } from "../model/vault/world.ts";
import type { Zone } from "../model/zone.ts";
import type { StoreView } from "./stores/store.ts";
import { SERVICE, type SimWorld } from "./world.ts";

type Ended = {
  vault: VaultWorld;
  zone: Zone;
  store: Pick<StoreView, "document">;
  stackFile: SimWorld["stackFile"];
  stack: { activeRegion: string; takeover: number };
  writersStopped: boolean;
};

/** The world as operators, clients and the next run find it, without what differs from run to run. */
export function endStateIn(world: Ended): object {
  const { vault, zone, store, stackFile, stack, writersStopped } = world;
  const record = zone.record(SERVICE, "CNAME");
  const serving = store.document("serving");
  return {
    regions: [...vault.clusters.values()].map(({ region, mode, state, upstream }) => ({
      region,
      mode,
      state,
      follows: upstream?.region ?? null,
    })),
    record: { points: record?.values, ttlSeconds: record?.ttlSeconds },
    serving: serving && { activeRegion: serving.activeRegion, takeover: serving.takeover },
    stackFile: { ...stackFile },
    stack: { activeRegion: stack.activeRegion, takeover: stack.takeover },
    writersStopped,
  };
}
