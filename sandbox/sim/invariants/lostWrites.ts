import type { RunState } from "../../../automation/journal/fold.ts";
import { isServing } from "../../model/vault/cluster.ts";
import type { Audit } from "../audit.ts";
import type { Ended, RoleChange } from "./invariant.ts";

/**
 * A planned move promotes nothing that lacks an acknowledged write, forward or back. Excepted: the operator accepted
 * the loss. A disaster may lose what its target lacks, and nothing that is written afterwards.
 */
export function noLossByPromotion(audit: Audit, { region, to }: RoleChange): string | null {
  if (to !== "primary") return null;
  const run = audit.book.promoterOf(region);
  const missing = audit.writes.missingIn(region);
  if (run === null || missing.length === 0) return null;
  if (mayLose(run)) {
    const consent = run.plan?.move.verb === "failover" ? null : "accept-loss";
    if (consent !== null) audit.except(`loss, ${consent}`, run.run ?? "");
    audit.giveUp(missing, run.run ?? "");
    return null;
  }
  return `${run.plan?.move.verb} promotes ${region} without ${lostIn(missing)}`;
}

/** What a run says to have lost is what it has lost, and who is said to serve has all the rest. */
export function noLossAtEnd(audit: Audit, { verb, end }: Ended): string | null {
  if (end?.run == null || end.serving === null) return null;
  if (![0, 12, 13, 17].includes(end.exitCode)) return null;
  const lost = audit.givenUpBy(end.run);
  if (lost > 0 && end.dataLoss.possible === "no")
    return `${verb} says that nothing is lost, and its promotion lost ${lost} acknowledged writes`;
  const missing = audit.writes.missingIn(end.serving);
  return missing.length === 0
    ? null
    : `${verb} ends with ${end.exitCode}, and ${end.serving} lacks ${lostIn(missing)}`;
}

/** Every acknowledged write that no disaster explains is where clients read. */
export function noLossAtRest(audit: Audit): string | null {
  const [primary] = audit.pair.filter(isServing);
  const missing = primary === undefined ? [] : audit.writes.missingIn(primary.region);
  return missing.length === 0 ? null : `${primary?.region} lacks ${lostIn(missing)}`;
}

const mayLose = ({ plan }: RunState): boolean =>
  plan?.move.verb === "failover" || plan?.move.options.acceptLoss === true;

const lostIn = (missing: string[]): string =>
  `${missing.length} acknowledged writes, the first is ${missing[0]}`;
