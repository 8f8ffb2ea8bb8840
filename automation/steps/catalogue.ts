import type { StepName } from "../plan/plan.ts";
import { writeServingRecord } from "./record/servingRecord.ts";
import { updateStack } from "./record/stack.ts";
import { writeStackFile } from "./record/stackFile.ts";
import { afterHooks, beforeHooks } from "./service/aroundHooks.ts";
import { quiesce, unquiesce } from "./service/quiesce.ts";
import { verifyClients } from "./service/verifyClients.ts";
import { verifyBack, verifyServing } from "./service/verifyServing.ts";
import type { Step } from "./step.ts";
import { awaitInsync } from "./traffic/insync.ts";
import { moveTraffic, trafficBack } from "./traffic/move.ts";
import { awaitPrimed, primeRecord, restoreTtl } from "./traffic/prime.ts";
import { attachNewSecondary, attachOldPrimary } from "./vault/attach.ts";
import { awaitAttached, awaitAttachedBack } from "./vault/awaitAttached.ts";
import { compareRoots } from "./vault/compareRoots.ts";
import { deleteGeneratedTokens } from "./vault/deleteTokens.ts";
import { demoteOldPrimary } from "./vault/demote.ts";
import { drain } from "./vault/drain.ts";
import { fenceOldPrimary } from "./vault/fence.ts";
import { followClosely } from "./vault/followClosely.ts";
import { obtainOperationToken } from "./vault/operationToken.ts";
import { promoteBack, promoteNewPrimary } from "./vault/promote.ts";
import { discardRootToken } from "./vault/rootToken/discard.ts";
import { obtainRootToken } from "./vault/rootToken/obtain.ts";

/** One step for every name that a journal may hold; the compiler counts them. */
export const STEPS: Record<StepName, Step> = {
  "before-hooks": beforeHooks,
  "obtain-root-token": obtainRootToken,
  "follow-closely": followClosely,
  "obtain-operation-token": obtainOperationToken,
  "prime-record": primeRecord,
  "await-primed": awaitPrimed,
  quiesce,
  drain,
  "demote-old-primary": demoteOldPrimary,
  "fence-old-primary": fenceOldPrimary,
  "compare-roots": compareRoots,
  "move-traffic": moveTraffic,
  "promote-new-primary": promoteNewPrimary,
  "verify-serving": verifyServing,
  unquiesce,
  "verify-clients": verifyClients,
  "await-insync": awaitInsync,
  "restore-ttl": restoreTtl,
  "write-serving-record": writeServingRecord,
  "write-stack-file": writeStackFile,
  "update-stack": updateStack,
  "attach-old-primary": attachOldPrimary,
  "await-attached": awaitAttached,
  "delete-generated-tokens": deleteGeneratedTokens,
  "discard-root-token": discardRootToken,
  "after-hooks": afterHooks,
  "promote-back": promoteBack,
  "traffic-back": trafficBack,
  "verify-back": verifyBack,
  "attach-new-secondary": attachNewSecondary,
  "await-attached-back": awaitAttachedBack,
};
