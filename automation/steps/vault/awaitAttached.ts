import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move, StepName } from "../../plan/plan.ts";
import { done, impossible, STEP_DEFAULTS, type Step, todo, unclear } from "../step.ts";
import { attachedFact } from "./attachedFact.ts";

type Side = "from" | "to";

/** Waits until the attached cluster streams and holds what the primary held when this began. */
export const awaitAttached: Step = streaming("await-attached", { member: "from", primary: "to" });
export const awaitAttachedBack: Step = streaming("await-attached-back", {
  member: "to",
  primary: "from",
});

function streaming(name: StepName, { member, primary }: { member: Side; primary: Side }): Step {
  const walFact = `${name}.wal`;
  const notStreaming = (move: Move, why: string): Failure => ({
    code: "ATTACH_FAILED",
    now: `${move[member]} does not stream from ${move[primary]} yet: ${why}.`,
    next: `Watch it with: vault-dr status ${move.environment}`,
  });
  return {
    ...STEP_DEFAULTS,
    name,
    title: (move) => `wait until ${move[member]} streams from ${move[primary]}`,
    calls: (move) => [`GET ${move[member]}, ${move[primary]} sys/replication/dr/status`],
    async probe({ vault }, move, { facts }) {
      if (facts[attachedFact(member)] !== true)
        return impossible(notStreaming(move, "it was not attached"));
      const [secondary, upstream] = await Promise.all([
        vault.view(move[member], BOUNDS.observeMs),
        vault.view(move[primary], BOUNDS.observeMs),
      ]);
      if (secondary.is !== "ok") return unclear(inWords(secondary));
      if (upstream.is !== "ok") return unclear(inWords(upstream));
      const { state, connectionState, receivedWal, merkleRoot } = secondary.value;
      if (state !== "stream-wals")
        return unclear(`its state is ${state === "" ? "not told" : state}`);
      if (connectionState !== null && connectionState !== "ready")
        return unclear(`its link is ${connectionState}`);
      if (merkleRoot !== null && merkleRoot === upstream.value.merkleRoot)
        return done({ attached: true });
      // Under writes the roots are never seen equal: having every WAL of a moment ago says the same.
      const wal = facts[walFact];
      if (typeof wal !== "number") return todo;
      if (receivedWal !== null && receivedWal > 0 && receivedWal >= wal)
        return done({ attached: true });
      return unclear("the merkle roots differ");
    },
    async act({ vault }, move) {
      const upstream = await vault.view(move[primary], BOUNDS.observeMs);
      return upstream.is === "ok" ? ok({ [walFact]: upstream.value.shippedWal ?? 0 }) : upstream;
    },
    refused: () => null,
    late: notStreaming,
  };
}
