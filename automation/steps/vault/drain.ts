import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, STEP_DEFAULTS, type Step, unclear } from "../step.ts";

/**
 * With writers stopped: waits until both merkle roots are equal, which they are if and only if the data are. The WAL
 * counters are kept for the report.
 */
export const drain: Step = {
  ...STEP_DEFAULTS,
  name: "drain",
  fleeting: true,
  title: ({ to }) => `wait until ${to} has every write`,
  calls: ({ from, to }) => [`GET ${from}, ${to} sys/replication/dr/status`],
  async probe({ vault }, { from, to }, { leaseNumber }) {
    const [primary, target] = await Promise.all([
      vault.view(from, BOUNDS.observeMs),
      vault.view(to, BOUNDS.observeMs),
    ]);
    if (primary.is !== "ok") return unclear(inWords(primary));
    if (target.is !== "ok") return unclear(inWords(target));
    const { shippedWal, merkleRoot } = primary.value;
    const { receivedWal } = target.value;
    if (merkleRoot === null || merkleRoot !== target.value.merkleRoot)
      return unclear("the merkle roots differ");
    return done({ quietFor: leaseNumber, shippedWal, receivedWal });
  },
  act: async () => ok({}),
  refused: () => null,
  late: ({ from, to }, why) => ({
    code: "NOT_DRAINED",
    now: `${to} did not get every write of the quiet ${from} in time: ${why}.`,
    next: "Look whether something still writes, and how fast the link is; then run the move again.",
  }),
};
