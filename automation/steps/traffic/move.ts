import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { StepName } from "../../plan/plan.ts";
import { done, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { isThrottling, notChanged } from "./change.ts";

/** Steps that change the record: what one of them sent, and nobody answered, may land later. */
const CHANGES = ["move-traffic", "prime-record", "restore-ttl"] as const;

/** One UPSERT of the service's CNAME, done when the zone has it; how far it has spread is waited for elsewhere. */
export const moveTraffic: Step = pointing("move-traffic", "to");
export const trafficBack: Step = pointing("traffic-back", "from");

function pointing(name: StepName, side: "from" | "to"): Step {
  return {
    ...STEP_DEFAULTS,
    name,
    undo: side === "to" ? "traffic-back" : null,
    touches: true,
    waitsFor: "aws",
    callMs: BOUNDS.awsCallMs,
    settleMs: BOUNDS.pollMs * 5,
    title: (move) => `point ${move.service.name} at ${move[side]}`,
    calls: ({ service }) => [`Route 53 UPSERT ${service.name} CNAME ${service.nameOf[side]}`],
    async probe({ traffic, clock }, { service }, { lost }) {
      const record = await traffic.record();
      if (record.is !== "ok") return unclear(inWords(record));
      if (record.value?.value !== service.nameOf[side]) return todo;
      // On the way back, a flip whose answer was lost may still land and undo it.
      const settled = side === "to" || clock.now() >= lost(CHANGES).busyUntil;
      return settled ? done() : unclear("a change whose answer was lost may still take effect");
    },
    async act({ traffic }, { service }, { facts }) {
      const primed = side === "to" && facts.primeChange !== undefined;
      const ttlSeconds = primed ? BOUNDS.primedTtlSeconds : service.ttlSeconds;
      const change = await traffic.upsert({ value: service.nameOf[side], ttlSeconds });
      return change.is === "ok" ? ok({ trafficChange: change.value.changeId }) : change;
    },
    refused: (answer, move) =>
      mayPass(answer) || isThrottling(answer) ? null : notChanged(move, inWords(answer), side),
    late: (move, why) => notChanged(move, why, side),
  };
}
