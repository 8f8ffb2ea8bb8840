import { drawBelow, type Random, randomFor } from "../../../ground/random.ts";
import { oneOf, type Settings } from "../settings.ts";
import { EAST, SERVICE, WEST } from "../world.ts";
import type { Incident } from "./incident.ts";
import { INCIDENT_KINDS } from "./kinds.ts";

const CALLS = [
  `${WEST} demote`,
  `${EAST} promote`,
  `${WEST} promote`,
  `${EAST} secondary-token`,
  `${WEST} update-primary`,
  `${EAST} update-primary`,
  `${EAST} generate-update`,
  "route53 ChangeResourceRecordSets",
] as const;

const MOST = 5;
const WITHIN_MS = 40_000;

/** What goes wrong in the world of a seed; a disaster begins with the loss of the serving Region. */
export function scheduleOf({ seed, wish }: Settings): Incident[] {
  const random = randomFor(seed, "schedule");
  const drawn = Array.from({ length: drawBelow(random, MOST + 1) }, () => draw(random));
  const lost = wish === "failover" && drawBelow(random, 4) > 0 ? [loss(random)] : [];
  return [...lost, ...drawn].sort((left, right) => left.at - right.at);
}

const loss = (random: Random): Incident => ({
  at: 0,
  kind: oneOf(random, ["region-refused", "region-hanging"]),
  target: WEST,
  forMs: oneOf(random, [5_000, 20_000, 60_000, 300_000]),
  amount: 0,
});

function draw(random: Random): Incident {
  const kind = INCIDENT_KINDS[drawBelow(random, INCIDENT_KINDS.length)] ?? "link-down";
  const target = kind.startsWith("call-")
    ? oneOf(random, CALLS)
    : kind.startsWith("route53") || kind.startsWith("resolver")
      ? SERVICE
      : oneOf(random, [WEST, EAST]);
  return {
    at: drawBelow(random, WITHIN_MS),
    kind,
    target,
    forMs: oneOf(random, [500, 2_000, 10_000, 40_000, 120_000]),
    amount: drawBelow(random, 48),
  };
}

/** One line: `1.200s region-refused us-east-1 20s`. */
export const incidentLine = ({ at, kind, target, forMs, amount }: Incident): string =>
  `${(at / 1000).toFixed(3)}s ${kind} ${target} ${forMs / 1000}s #${amount}`;
