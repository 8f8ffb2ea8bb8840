import { inWords, isThrottling, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { StepName } from "../../plan/plan.ts";
import { done, isAccepted, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { CHANGES, notChanged } from "./change.ts";

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
    pollMs: BOUNDS.changePollMs,
    title: (move) => `point ${move.service.name} at ${move[side]}`,
    calls: ({ service }) => [`Route 53 UPSERT ${service.name} CNAME ${service.nameOf[side]}`],
    async probe({ traffic, clock }, { service, supersedes }, past) {
      const { lost, facts } = past;
      const record = await traffic.record();
      // Where no flip was ever sent there is none to take back: the old primary need not wait for Route 53.
      const untouched = side === "from" && supersedes === null && lost(["move-traffic"]).sent === 0;
      if (record.is !== "ok") return untouched ? done() : unclear(inWords(record));
      if (record.value?.value !== service.nameOf[side]) return todo;
      // A flip that was accepted is to be seen: an answer that does not show it is an old one.
      const isOld = side === "from" && typeof facts.trafficChange === "string" && !isAccepted(past);
      if (isOld) return todo;
      // A change whose answer was lost may still land and undo it: on the way back a flip of this run's own, on the
      // way there one of the run whose place this one takes.
      const busyUntil = side === "to" ? (supersedes?.busyUntil ?? 0) : lost(CHANGES).busyUntil;
      const settled = clock.now() >= busyUntil;
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
