import { inWords } from "../../../../ground/answer.ts";
import type { Finding } from "../../../../ground/errors.ts";
import { type Case, type Guard, isPlanned, refuse, warn } from "../guard.ts";

/** Stack file, serving record and the stack's last update name one Region and one number. */
export const agreementGuard: Guard = (look) =>
  look.request.verb === "reconcile" ? [] : [...fileAndRecord(look), ...recordAndStack(look)];

function fileAndRecord(look: Case): Finding[] {
  const { serving, stackFile } = look.snapshot;
  const { environment } = look.request;
  if (serving.is !== "ok" || stackFile.is !== "ok" || serving.value === null) return [];
  const { activeRegion, takeover } = serving.value;
  if (stackFile.value.activeRegion === activeRegion && stackFile.value.takeover === takeover)
    return [];
  const finding = isPlanned(look) ? refuse : warn;
  return [
    finding(
      "STACK_FILE_DIFFERS",
      `${activeRegion} serves since takeover ${takeover}; Pulumi.${environment}.yaml says ${stackFile.value.activeRegion}, takeover ${stackFile.value.takeover}.`,
      `Bring the file up to date: vault-dr config pull ${environment}`,
    ),
  ];
}

function recordAndStack({ snapshot, request }: Case): Finding[] {
  const { serving, stack } = snapshot;
  if (stack === null || serving.is !== "ok" || serving.value === null) return [];
  const next = `Bring it up to date: vault-dr reconcile ${request.environment}`;
  if (stack.is !== "ok")
    return [
      warn("STACK_DIFFERS", `The stack's last update is not known (${inWords(stack)}).`, next),
    ];
  if (stack.value === null) return [warn("STACK_DIFFERS", "The stack was never updated.", next)];
  if (
    stack.value.activeRegion === serving.value.activeRegion &&
    stack.value.takeover === serving.value.takeover
  )
    return [];
  return [
    warn(
      "STACK_DIFFERS",
      `The stack's last update says ${stack.value.activeRegion}, takeover ${stack.value.takeover}.`,
      next,
    ),
  ];
}
