import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move } from "../../plan/plan.ts";
import type { ClusterView } from "../../ports/vault.ts";
import {
  done,
  impossible,
  type Past,
  type Probe,
  STEP_DEFAULTS,
  type Step,
  todo,
  unclear,
} from "../step.ts";

/**
 * Both clusters are still: equal merkle roots prove that no write is lost. What the target has received but not
 * applied gets a second to show; the act marks when that second began.
 */
export const compareRoots: Step = {
  ...STEP_DEFAULTS,
  name: "compare-roots",
  settleMs: 0,
  title: ({ from, to }) => `compare what ${from} and ${to} hold`,
  calls: ({ from, to }) => [`GET ${from}, ${to} sys/replication/dr/status`],
  async probe({ vault, clock }, move, past) {
    const [old, target] = await Promise.all([
      vault.view(move.from, BOUNDS.observeMs),
      vault.view(move.to, BOUNDS.observeMs),
    ]);
    if (old.is === "ok" && old.value.role === "secondary" && target.is === "ok") {
      return compare(move, past, { old: old.value, target: target.value, now: clock.now() });
    }
    const why = old.is === "ok" ? `${move.from} says ${old.value.role}` : inWords(old);
    if (clock.now() - past.since < BOUNDS.compareRootsMs) return unclear(why);
    // A primary by now is one that somebody promoted again: nothing that was seen or accepted before covers that.
    const isPrimary = old.is === "ok" && old.value.role === "primary";
    return isPrimary ? impossible(rootsDiffer(move, why)) : withoutRoots(move, past, why);
  },
  act: async () => ok({}),
  refused: () => null,
  late: (move, why) => rootsDiffer(move, `their roots could not be compared: ${why}`),
};

type Seen = { old: ClusterView; target: ClusterView; now: number };

function compare(move: Move, past: Past, { old, target, now }: Seen): Probe {
  if (old.merkleRoot === null)
    return withoutRoots(move, past, `${move.from} does not report its root`);
  if (old.merkleRoot === target.merkleRoot) return done({ rootsEqual: true });
  const mark = past.attempts.find(({ ours }) => ours);
  if (mark === undefined) return todo;
  if (now - mark.at < BOUNDS.applyReceivedMs) return unclear("their merkle roots differ");
  if (move.options.acceptLoss) return done({ rootsEqual: false });
  return impossible(rootsDiffer(move, "their merkle roots differ"));
}

/**
 * Without a root to compare, the equality seen while the primary was quiet stands, when the process that saw it also
 * sent the demotion that was accepted; without that, nothing is proven.
 */
function withoutRoots(move: Move, { facts }: Past, why: string): Probe {
  if (typeof facts.quietFor === "number" && facts.quietFor === facts.demotedBy) {
    return done({ rootsEqual: true });
  }
  if (move.options.acceptLoss) return done({ rootsEqual: false });
  return impossible(rootsDiffer(move, why));
}

const rootsDiffer = ({ from, to }: Move, why: string): Failure => ({
  code: "ROOTS_DIFFER",
  now: `It is not proven that ${to} has every write of ${from}: ${why}.`,
  next: "Stop the writers (vault-dr:hooks.quiesce does it in the run) and move again, or lose those writes with --accept-loss.",
});
