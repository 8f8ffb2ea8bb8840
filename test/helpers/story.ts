import type { EndedEvent, Facts, JournalEvent, Phase } from "../../automation/journal/events.ts";
import { emptyRun, fold, type RunState } from "../../automation/journal/fold.ts";
import type { Plan, StepName } from "../../automation/plan/plan.ts";
import { type Consents, NO_CONSENTS } from "../../automation/plan/snapshot.ts";
import type { Failure } from "../../ground/errors.ts";

export const STORY_RUN = "2026-11-27T00-00-amber-fox";

/** A journal told event by event, as an engine would write it; a second passes between two events. */
export class Story {
  readonly events: JournalEvent[] = [];
  #at = 0;
  #phase: Phase = "forward";

  constructor(plan: Plan, { reason = null }: { reason?: string | null } = {}) {
    this.#add({
      kind: "planned",
      at: this.#at,
      run: STORY_RUN,
      release: "0.1.0",
      plan,
      findings: [],
      operator: "kim@desk",
      reason,
      consents: NO_CONSENTS,
    });
    this.#add({ kind: "confirmed", at: this.#next(), by: "--yes" });
  }

  get state(): RunState {
    return structuredClone(this.events).reduce(fold, emptyRun());
  }

  started(step: StepName, { at = this.#next(), touches = true } = {}): this {
    const attempt = this.#attempts(step) + 1;
    return this.#add({
      kind: "started",
      at,
      phase: this.#phase,
      step,
      attempt,
      undo: null,
      touches,
      busyUntil: at + 15_000,
    });
  }

  ok(step: StepName, facts: Facts = {}): this {
    return this.#answered(step, { is: "ok", definite: false, text: "", facts });
  }

  refused(step: StepName, definite = true): this {
    return this.#answered(step, { is: "refused", definite, text: "403: denied", facts: {} });
  }

  unknown(step: StepName): this {
    return this.#answered(step, { is: "unknown", definite: false, text: "cut: gone", facts: {} });
  }

  finished(step: StepName, facts: Facts = {}, { found = false, at = this.#next() } = {}): this {
    return this.#add({ kind: "finished", at, phase: this.#phase, step, since: at, found, facts });
  }

  /** Started, accepted and finished. */
  done(step: StepName, { at = this.#next(), tookMs = 1_000, facts = {} as Facts } = {}): this {
    this.started(step, { at }).ok(step);
    return this.finished(step, facts, { at: at + tookMs });
  }

  failed(step: StepName, failure: Failure = FAILURE): this {
    const at = this.#next();
    return this.#add({ kind: "failed", at, phase: this.#phase, step, since: at, failure });
  }

  wentBack(because: Failure = FAILURE): this {
    this.#add({ kind: "went-back", at: this.#next(), because });
    this.#phase = "back";
    return this;
  }

  superseded(by = "2026-11-27T00-01-teal-owl"): this {
    return this.#add({ kind: "superseded", at: this.#next(), by });
  }

  halted(failure: Failure = FAILURE): this {
    return this.#add({ kind: "halted", at: this.#next(), failure, step: null });
  }

  resumed(consents: Partial<Consents> = {}): this {
    const given = { ...NO_CONSENTS, ...consents };
    return this.#add({
      kind: "resumed",
      at: this.#next(),
      operator: "kim@desk",
      consents: given,
    });
  }

  ended(more: Partial<EndedEvent> = {}): this {
    return this.#add({
      kind: "ended",
      at: this.#next(),
      outcome: "done",
      exitCode: 0,
      serving: null,
      remaining: [],
      findings: [],
      timings: {
        totalMs: 4_000,
        writeOutageMs: null,
        clientOutageMs: null,
        waitedForVaultMs: 2_000,
        waitedForDnsMs: 1_000,
        overheadMs: 300,
      },
      ...more,
    });
  }

  #answered(
    step: StepName,
    more: Pick<Extract<JournalEvent, { kind: "answered" }>, "is" | "definite" | "text" | "facts">,
  ): this {
    const attempt = this.#attempts(step);
    const at = this.#next();
    return this.#add({ kind: "answered", at, phase: this.#phase, step, attempt, ...more });
  }

  #attempts(step: StepName): number {
    return this.events.filter(
      (event) => event.kind === "started" && event.step === step && event.phase === this.#phase,
    ).length;
  }

  #add(event: JournalEvent): this {
    this.events.push(event);
    this.#at = Math.max(this.#at, event.at);
    return this;
  }

  #next(): number {
    return this.#at + 1_000;
  }
}

export const FAILURE: Failure = { code: "ATTACH_FAILED", now: "It failed.", next: "Mend it." };
