import type { Rule } from "../judge/rule.ts";
import { accessIsLeast } from "./access/accessIsLeast.ts";
import { functionKeepsNoSecret } from "./access/functionKeepsNoSecret.ts";
import { nodesAreSound } from "./estate/nodesAreSound.ts";
import { regionsAreDeclared } from "./estate/regionsAreDeclared.ts";
import { resourcesAreTagged } from "./estate/resourcesAreTagged.ts";
import { storageCanBeRecovered } from "./estate/storageCanBeRecovered.ts";
import { apiGroupKeepsStandbys } from "./healthChecks/apiGroupKeepsStandbys.ts";
import { apiGroupServesDrSecondary } from "./healthChecks/apiGroupServesDrSecondary.ts";
import { deadNodesLeave } from "./healthChecks/deadNodesLeave.ts";
import { detectionIsFast } from "./healthChecks/detectionIsFast.ts";
import { roleCheckTellsActive } from "./healthChecks/roleCheckTellsActive.ts";
import { keyIsKept } from "./keys/keyIsKept.ts";
import { sealKeyIsLocal } from "./keys/sealKeyIsLocal.ts";
import { accessIsLogged } from "./loadBalancers/accessIsLogged.ts";
import { everyZoneServes } from "./loadBalancers/everyZoneServes.ts";
import { listenerKeepsTlsWhole } from "./loadBalancers/listenerKeepsTlsWhole.ts";
import { loadBalancerHasSecurityGroup } from "./loadBalancers/loadBalancerHasSecurityGroup.ts";
import { loadBalancerIsInternal } from "./loadBalancers/loadBalancerIsInternal.ts";
import { loadBalancerIsProtected } from "./loadBalancers/loadBalancerIsProtected.ts";
import { oldConnectionsEnd } from "./loadBalancers/oldConnectionsEnd.ts";
import { oneTypeOfLoadBalancer } from "./loadBalancers/oneTypeOfLoadBalancer.ts";
import { replicationPassesThrough } from "./loadBalancers/replicationPassesThrough.ts";
import { failoverPairIsWhole } from "./records/failoverPairIsWhole.ts";
import { healthCheckIsEnabled } from "./records/healthCheckIsEnabled.ts";
import { latchJudgesFromOutside } from "./records/latchJudgesFromOutside.ts";
import { namesAreCertified } from "./records/namesAreCertified.ts";
import { recordValueIsBareHost } from "./records/recordValueIsBareHost.ts";
import { serviceLeadsToActiveRegion } from "./records/serviceLeadsToActiveRegion.ts";
import { serviceRecordIsKept } from "./records/serviceRecordIsKept.ts";
import { serviceTtlIsShort } from "./records/serviceTtlIsShort.ts";
import { zoneOutlivesItsRegion } from "./records/zoneOutlivesItsRegion.ts";
import { noSecretInTheOpen } from "./secrets/noSecretInTheOpen.ts";
import { secretCanBeHadBack } from "./secrets/secretCanBeHadBack.ts";
import { secretHasItsOwnKey } from "./secrets/secretHasItsOwnKey.ts";
import { secretIsReplicated } from "./secrets/secretIsReplicated.ts";
import { egressIsNarrow } from "./securityGroups/egressIsNarrow.ts";
import { ingressIsNarrow } from "./securityGroups/ingressIsNarrow.ts";

/** Every rule of the pack, in the order of the table. */
export const RULES: Rule[] = [
  oneTypeOfLoadBalancer,
  apiGroupServesDrSecondary,
  apiGroupKeepsStandbys,
  deadNodesLeave,
  roleCheckTellsActive,
  detectionIsFast,
  oldConnectionsEnd,
  replicationPassesThrough,
  listenerKeepsTlsWhole,
  loadBalancerIsInternal,
  loadBalancerIsProtected,
  everyZoneServes,
  loadBalancerHasSecurityGroup,
  ingressIsNarrow,
  egressIsNarrow,
  serviceTtlIsShort,
  recordValueIsBareHost,
  serviceRecordIsKept,
  serviceLeadsToActiveRegion,
  namesAreCertified,
  failoverPairIsWhole,
  latchJudgesFromOutside,
  zoneOutlivesItsRegion,
  healthCheckIsEnabled,
  noSecretInTheOpen,
  secretHasItsOwnKey,
  secretIsReplicated,
  secretCanBeHadBack,
  keyIsKept,
  sealKeyIsLocal,
  accessIsLeast,
  functionKeepsNoSecret,
  accessIsLogged,
  storageCanBeRecovered,
  resourcesAreTagged,
  nodesAreSound,
  regionsAreDeclared,
];
