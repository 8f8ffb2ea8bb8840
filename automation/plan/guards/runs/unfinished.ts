import type { Finding } from "../../../../ground/errors.ts";
import type { Unfinished } from "../../snapshot.ts";
import { type Case, clusterOf, type Guard, isDisaster, refuse, warn } from "../guard.ts";

/**
 * One run after the other: what began is ended first. Only a failover may take the place of a planned move, and only
 * when that move's old primary answers no more.
 */
export const unfinishedGuard: Guard = (look) => {
  const { unfinished } = look.snapshot;
  if (unfinished === null) return [];
  const why = isDisaster(look) ? whyNotReplaced(look, unfinished) : "";
  return why === null ? [replaces(look, unfinished)] : [standsInTheWay(look, unfinished, why)];
};

/** Where nothing is to be moved: a run that has begun left things half-way all the same. */
export const unfinishedRun = (
  request: Case["request"],
  { unfinished }: Case["snapshot"],
): Finding | null => (unfinished === null ? null : standsInTheWay({ request }, unfinished, ""));

/** Why the failover may not take its place, or null when it may. */
function whyNotReplaced(look: Case, { verb, from, to }: Unfinished): string | null {
  if (verb !== "switchover" && verb !== "failback") return "It is no planned move";
  if (from !== look.from) return `It left ${from}`;
  if (to !== look.to) return `It may have promoted ${to}`;
  if (clusterOf(look, from) !== null) return `${from} answers`;
  if (clusterOf(look, to)?.role === "primary") return `${to} is primary already`;
  return null;
}

function replaces({ from }: Case, { run, verb }: Unfinished): Finding {
  return warn(
    "UNFINISHED_RUN",
    `Run ${run} (${verb}) has begun and not ended, and ${from} answers no more.`,
    "This failover takes its place: that run cannot be resumed afterwards.",
  );
}

function standsInTheWay(
  { request }: Pick<Case, "request">,
  { run, verb }: Unfinished,
  why: string,
): Finding {
  return refuse(
    "UNFINISHED_RUN",
    `Run ${run} (${verb}) has begun and not ended.${why === "" ? "" : ` ${why}.`}`,
    `Go on with it: vault-dr resume ${request.environment}`,
  );
}
