import { clockGuard } from "./clusters/clock.ts";
import { clusterIdGuard } from "./clusters/clusterId.ts";
import { rolesGuard } from "./clusters/roles.ts";
import { sealGuard } from "./clusters/seal.ts";
import { versionGuard } from "./clusters/version.ts";
import { credentialsAcceptedGuard } from "./credentials/accepted.ts";
import { credentialsByVersionGuard } from "./credentials/byVersion.ts";
import { operationTokenGuard } from "./credentials/operationToken.ts";
import { credentialsPresentGuard } from "./credentials/present.ts";
import { rootTokenGuard } from "./credentials/rootToken.ts";
import type { Guard } from "./guard.ts";
import { lagGuard } from "./replication/lag.ts";
import { linkGuard } from "./replication/link.ts";
import { merkleGuard } from "./replication/merkle.ts";
import { stillServingGuard } from "./replication/stillServing.ts";
import { quiesceGuard } from "./runs/quiesce.ts";
import { storeGuard } from "./runs/store.ts";
import { unfinishedGuard } from "./runs/unfinished.ts";
import { agreementGuard } from "./stack/agreement.ts";
import { committedGuard } from "./stack/committed.ts";
import { providerRegionGuard } from "./stack/providerRegion.ts";
import { resolversGuard } from "./traffic/resolvers.ts";
import { route53Guard } from "./traffic/route53.ts";
import { servedGuard } from "./traffic/served.ts";

/** Every guard, in the order in which a person would want to read what they say. */
export const GUARDS: Record<string, Guard> = {
  unfinished: unfinishedGuard,
  store: storeGuard,
  roles: rolesGuard,
  seal: sealGuard,
  "cluster-id": clusterIdGuard,
  "still-serving": stillServingGuard,
  link: linkGuard,
  merkle: merkleGuard,
  lag: lagGuard,
  version: versionGuard,
  "credentials-present": credentialsPresentGuard,
  "credentials-by-version": credentialsByVersionGuard,
  "credentials-accepted": credentialsAcceptedGuard,
  "operation-token": operationTokenGuard,
  "root-token": rootTokenGuard,
  route53: route53Guard,
  served: servedGuard,
  resolvers: resolversGuard,
  agreement: agreementGuard,
  quiesce: quiesceGuard,
  committed: committedGuard,
  "provider-region": providerRegionGuard,
  clock: clockGuard,
};
