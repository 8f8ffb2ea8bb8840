import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, STEP_DEFAULTS, type Step, unclear } from "../step.ts";

/** Waits until every Route 53 server has the flip: from then on each honest cache is right after one TTL. */
export const awaitInsync: Step = {
  ...STEP_DEFAULTS,
  name: "await-insync",
  waitsFor: "dns",
  pollMs: BOUNDS.changePollMs,
  title: () => "wait until Route 53 is in sync",
  calls: () => ["Route 53 GetChange"],
  async probe({ traffic }, _move, { facts }) {
    if (typeof facts.trafficChange !== "string") return done();
    const change = await traffic.change(facts.trafficChange);
    if (change.is !== "ok") return unclear(inWords(change));
    return change.value === "INSYNC" ? done() : unclear("Route 53 says PENDING");
  },
  act: async () => ok({}),
  refused: () => null,
  late: ({ environment }, why) => ({
    code: "NOT_VERIFIED",
    now: `Route 53 was not in sync in time: ${why}.`,
    next: `Watch it with: vault-dr status ${environment}`,
  }),
};
