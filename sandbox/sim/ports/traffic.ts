import type { Ports } from "../../../automation/ports/ports.ts";
import { type Answer, ok, refused, unknown } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { SERVICE, type SimWorld } from "../world.ts";

export function trafficOf(world: SimWorld): Ports["traffic"] {
  const { zone, clock } = world;
  const asOf = () => clock.now() - world.route53.staleMs;
  return {
    record: () =>
      called(world, "ListResourceRecordSets", () => {
        const record = zone.recordAt(SERVICE, "CNAME", asOf());
        return record === null
          ? ok(null)
          : ok({ name: SERVICE, value: record.values[0] ?? "", ttlSeconds: record.ttlSeconds });
      }),
    upsert: ({ value, ttlSeconds }) =>
      called(world, CHANGE, () => {
        const record = { name: SERVICE, type: "CNAME", ttlSeconds, values: [value] } as const;
        const change = zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
        return change.is === "accepted"
          ? ok({ changeId: change.changeId })
          : refused(400, `InvalidChangeBatch: ${change.texts.join()}`);
      }),
    change: (changeId) =>
      called(world, "GetChange", () => {
        const change = zone.changeState(changeId, asOf());
        return change === null ? refused(404, `NoSuchChange: ${changeId}`) : ok(change.state);
      }),
  };
}

const CHANGE = "ChangeResourceRecordSets";
const CALL_MS = 20;

/** One call within the adapter's bound, with everything that may become of it. */
async function called<T>(world: SimWorld, call: string, work: () => Answer<T>): Promise<Answer<T>> {
  const { clock, zone, faults, route53 } = world;
  await clock.sleep(CALL_MS);
  const inItsPlace = whyNotTaken(world, call);
  if (inItsPlace !== null) return inItsPlace;
  const landsAfterMs = call === CHANGE ? route53.late.shift() : undefined;
  if (landsAfterMs !== undefined) {
    clock.after(landsAfterMs, work);
    return HUNG_UP;
  }
  const effect = faults.take(`route53 ${call}`, call === CHANGE);
  if (effect?.kind === "answer") return refused(effect.status, effect.text, effect.status < 500);
  const answer = effect === null || effect.applied ? work() : null;
  if (effect?.kind === "lose-answer") return HUNG_UP;
  const takesMs =
    answer === null || effect?.kind === "hang" ? Number.POSITIVE_INFINITY : route53.slowMs;
  if (answer !== null && takesMs <= LEFT_MS) {
    if (takesMs > 0) await clock.sleep(takesMs);
    return answer;
  }
  await clock.sleep(LEFT_MS);
  return zone.settings.down
    ? GONE
    : unknown("timed-out", `Route 53: no answer after ${BOUNDS.awsCallMs} ms`);
}

const LEFT_MS = BOUNDS.awsCallMs - CALL_MS;
const GONE = unknown("unreachable", "Route 53: connection refused (ECONNREFUSED)");
const HUNG_UP = unknown("cut", "Route 53: the connection broke off (ECONNRESET)");

/** The words with which Route 53 does not take a call, or null. */
function whyNotTaken({ zone, route53 }: SimWorld, call: string): Answer<never> | null {
  if (zone.settings.down) return GONE;
  if (zone.throttles()) return refused(400, "Throttling: Rate exceeded");
  if (call !== CHANGE) return null;
  if (route53.readOnly) return refused(503, "ServiceUnavailable: unable to process", false);
  return zone.isPriorPending() ? refused(400, "PriorRequestNotComplete: not yet") : null;
}
