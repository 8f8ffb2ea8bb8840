import { type Answer, unknown } from "../../ground/answer.ts";
import { BOUNDS } from "../../ground/bounds.ts";
import { TOO_LATE, withinMs } from "../../ground/clock.ts";
import type { Move } from "../plan/plan.ts";
import type { Ports } from "../ports/ports.ts";
import type { Facts, Past, Step } from "../steps/step.ts";
import type { Meter } from "./meter.ts";

type World = { ports: Ports; move: Move; meter: Meter };

/**
 * What the act answers, or `unknown` as soon as the world shows its effect: a call that hangs is not waited out. What
 * comes after that is heard by nobody, and an act that had not sent its call by then does not send it any more.
 */
export async function answerOrEffect(
  { ports, move, meter }: World,
  step: Step,
  past: Past,
): Promise<Answer<Facts>> {
  const { hasTakenEffect } = step;
  if (hasTakenEffect === null) return step.act(ports, move, past);
  let isAwaited = true;
  const act = step.act(meter.bare(ports), move, {
    ...past,
    mayStillSend: (boundMs) => isAwaited && past.mayStillSend(boundMs),
  });
  let answer = await withinMs(ports.clock, BOUNDS.watchAfterMs, act);
  while (answer === TOO_LATE) {
    const first = await Promise.race([act, hasTakenEffect(ports, move)]);
    if (first === true) {
      isAwaited = false;
      return unknown("timed-out", "no answer yet, but it has taken effect");
    }
    answer = first === false ? await withinMs(ports.clock, BOUNDS.watchEveryMs, act) : first;
  }
  return answer;
}
