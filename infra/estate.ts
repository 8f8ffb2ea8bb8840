import { journalPlace } from "./configJournal.ts";
import type { StackConfig } from "./contract.ts";
import type { Declared } from "./drOutput.ts";
import { RunStore } from "./runStore.ts";
import { ServiceName } from "./serviceName.ts";
import { VaultEdge } from "./vaultEdge.ts";

/** Declares everything that the stack's configuration asks for, and nothing that it says is there already. */
export function declareEstate(config: StackConfig, environment: string): Declared {
  declareRunStore(config, environment);
  const edges = Object.fromEntries(
    Object.entries(config.regions).flatMap(([region, { network }]) =>
      network === undefined
        ? []
        : [[region, new VaultEdge(`edge-${region}`, { config, environment, region, network })]],
    ),
  );
  const { recordIds } = new ServiceName("service", { config, edges });
  return { recordIds, edges };
}

function declareRunStore({ recovery, tags }: StackConfig, environment: string): void {
  const place = journalPlace(recovery.journal);
  if (place?.is !== "bucket" || recovery.existingBucket) return;
  const { bucket, region } = place;
  const { kmsKeyArn } = recovery;
  new RunStore("run-store", { environment, tags, bucket, region, kmsKeyArn });
}
