import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { RunState } from "../../../automation/journal/fold.ts";

/** A run has put on record that its old primary may still take writes. */
export type Excuse = { run: string; from: string; to: string; why: "unproven" | "accepted" };

const WHY: Record<string, Excuse["why"]> = { unproven: "unproven", none: "accepted" };

/** What runs have recorded of old primaries that they could not fence; good until that cluster is demoted. */
export class Excuses {
  readonly #open: Excuse[] = [];

  /** An entry of a journal; `state` is what it makes of the run. */
  note(event: JournalEvent, { run, plan, facts }: RunState): void {
    if (plan === null || plan.move.verb !== "failover") return;
    if (event.kind !== "finished" || event.step !== "fence-old-primary") return;
    const why = WHY[String(facts.fence)];
    const isConsented = why !== "accepted" || plan.move.options.acceptUnfenced;
    if (why === undefined || !isConsented) return;
    const { from, to } = plan.move;
    this.#open.push({ run: run ?? "", from, to, why });
  }

  /** The cluster stops to take writes: whatever was recorded of it before counts no more. */
  demoted(region: string): void {
    for (let index = this.#open.length - 1; index >= 0; index--)
      if (this.#open[index]?.from === region) this.#open.splice(index, 1);
  }

  /** Why these Regions may both take writes, or null. */
  forTwo(regions: string[]): Excuse | null {
    return (
      this.#open.find(({ from, to }) => regions.every((one) => [from, to].includes(one))) ?? null
    );
  }

  /** The run that has left this Region behind, or null. */
  ofLeft(region: string): Excuse | null {
    return this.#open.find(({ from }) => from === region) ?? null;
  }
}
