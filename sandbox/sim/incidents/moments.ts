import { drawBelow, type Random } from "../../../ground/random.ts";
import { oneOf } from "../settings.ts";
import type { Incident } from "./incident.ts";

/** What a journal says when something is about to happen, or has just happened. */
type Moment = readonly [string, ...string[]];

const OF_ALL: Moment = [
  "planned",
  "started obtain-operation-token",
  "started move-traffic",
  "finished move-traffic",
  "started promote-new-primary",
  "answered promote-new-primary",
  "finished promote-new-primary",
  "finished verify-serving",
  "started update-stack",
  "started attach-old-primary",
  "answered attach-old-primary",
  "finished await-attached",
  "went-back",
  "started promote-back",
  "started attach-new-secondary",
  "halted",
  "resumed",
  "ended",
];
const OF: Record<"switchover" | "failover", Moment> = {
  switchover: [
    ...OF_ALL,
    "finished follow-closely",
    "started prime-record",
    "started quiesce",
    "finished drain",
    "started demote-old-primary",
    "answered demote-old-primary",
    "finished compare-roots",
    "started restore-ttl",
  ],
  failover: [
    ...OF_ALL,
    "started fence-old-primary",
    "finished fence-old-primary",
    "started demote-old-primary",
    "answered demote-old-primary",
  ],
};

const SOON_MS = 3_000;

/** Some time after one of the moments that such a run has. */
export const momentOf = (
  random: Random,
  verb: "switchover" | "failover",
): Pick<Incident, "at" | "after"> => ({
  at: drawBelow(random, 3) === 0 ? 0 : drawBelow(random, SOON_MS),
  after: oneOf(random, OF[verb]),
});
