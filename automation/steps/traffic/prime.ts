import { inWords, isThrottling, ok, refused } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, mayPass, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { CHANGES, notChanged } from "./change.ts";

/** Takes the record's TTL down while the old primary still serves: clients then follow the flip within a second. */
export const primeRecord: Step = withTtl("prime-record", BOUNDS.primedTtlSeconds, "primeChange");

/** Brings the declared TTL back; by then the record names the Region that serves. */
export const restoreTtl: Step = withTtl("restore-ttl", null, "restoreChange");

function withTtl(
  name: "prime-record" | "restore-ttl",
  seconds: number | null,
  changeFact: string,
): Step {
  return {
    ...STEP_DEFAULTS,
    name,
    undo: name === "prime-record" ? "restore-ttl" : null,
    touches: true,
    waitsFor: "aws",
    callMs: 2 * BOUNDS.awsCallMs,
    pollMs: BOUNDS.changePollMs,
    title: ({ service }) => `set the record's TTL to ${seconds ?? service.ttlSeconds} s`,
    calls: ({ service }) => [
      `Route 53 UPSERT ${service.name} TTL ${seconds ?? service.ttlSeconds}`,
    ],
    async probe({ traffic, clock }, { service }, { lost }) {
      const record = await traffic.record();
      if (record.is !== "ok") return unclear(inWords(record));
      if (record.value?.ttlSeconds !== (seconds ?? service.ttlSeconds)) return todo;
      // Nobody looks after this step: a flip that lands later would take the primed TTL along.
      const isSettled = name === "prime-record" || clock.now() >= lost(CHANGES).busyUntil;
      return isSettled ? done() : unclear("a change whose answer was lost may still take effect");
    },
    async act({ traffic }, { service }, { mayStillSend, phase }) {
      const record = await traffic.record();
      if (record.is !== "ok") return record;
      // A laptop may have slept over the question: others were told until when a change may have effect.
      if (!mayStillSend(BOUNDS.awsCallMs)) return refused(503, "the question before took too long");
      if (record.value === null) return refused(404, `${service.name} has no CNAME`);
      const ttlSeconds = seconds ?? service.ttlSeconds;
      const { from, to } = service.nameOf;
      const serving = name === "restore-ttl" && phase === "forward" ? to : from;
      // An old answer may name the move's other Region: clients are not sent there for it. A strange name stays.
      const isOurs = [from, to].includes(record.value.value);
      const value = isOurs ? serving : record.value.value;
      const change = await traffic.upsert({ value, ttlSeconds });
      return change.is === "ok" ? ok({ [changeFact]: change.value.changeId }) : change;
    },
    refused: (answer, move) =>
      mayPass(answer) || isThrottling(answer) ? null : notChanged(move, inWords(answer), null),
    late: (move, why) => notChanged(move, why, null),
  };
}

/**
 * Waits until no honest cache can still hold the old TTL: Route 53 has the change everywhere, and the old TTL has
 * passed. The act only marks when that time began.
 */
export const awaitPrimed: Step = {
  ...STEP_DEFAULTS,
  name: "await-primed",
  waitsFor: "dns",
  settleMs: 0,
  pollMs: BOUNDS.changePollMs,
  title: ({ service }) => `let caches forget the old TTL of ${service.ttlSecondsBefore} s`,
  calls: () => ["Route 53 GetChange"],
  async probe({ traffic, clock }, { service }, { attempts, facts, lost }) {
    const mark = attempts.find(({ ok }) => ok);
    if (mark !== undefined) {
      const forgotten = mark.at + service.ttlSecondsBefore * 1000;
      // A change of the TTL whose answer was lost names the old Region: it must not land after the flip.
      return clock.now() >= Math.max(forgotten, lost(["prime-record"]).busyUntil)
        ? done()
        : unclear("the old TTL runs");
    }
    if (typeof facts.primeChange !== "string") return todo;
    const change = await traffic.change(facts.primeChange);
    if (change.is !== "ok") return unclear(inWords(change));
    return change.value === "INSYNC" ? todo : unclear("Route 53 says PENDING");
  },
  act: async () => ok({}),
  refused: () => null,
  late: (move, why) => notChanged(move, why, null),
};
