import { clusterOf, type Guard, isDisaster, refuse, warn } from "../guard.ts";

/** A Region that still serves is not lost: moving it as a disaster would lose writes that need not be lost. */
export const stillServingGuard: Guard = (look) => {
  const { snapshot, request, from, to } = look;
  const answers = clusterOf(look, from)?.role === "primary" && snapshot.service?.is === "ok";
  if (!isDisaster(look) || !answers) return [];
  const now = `${from} still serves: a client can read and write by ${look.config.service.name}.`;
  if (request.consents.treatAsLost)
    return [warn("STILL_SERVING", now, "Treated as lost: --treat-as-lost.")];
  const next = `Move it without loss: vault-dr switchover ${request.environment} --to ${to}. Or treat it as lost with --treat-as-lost.`;
  return [refuse("STILL_SERVING", now, next)];
};
