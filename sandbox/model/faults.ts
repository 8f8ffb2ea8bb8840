/** What happens to one call instead of what should. */
export type Effect =
  /** Answered so, and not applied. */
  | { kind: "answer"; status: number; text: string }
  /** The connection is cut before the answer; `applied` says whether the call took effect. */
  | { kind: "lose-answer"; applied: boolean }
  /** Nobody ever answers; `applied` says whether the call took effect. */
  | { kind: "hang"; applied: boolean }
  /** Vault only: the active node changes first, and the attempt in its generation slot is gone. */
  | { kind: "attempt-lost"; applied: true }
  /** Vault only: a stranger is quicker, and begins an attempt with a share of his own where the slot is free. */
  | { kind: "attempt-of-a-stranger"; applied: true }
  /** Vault only: every activation token that was ever issued has expired by then, or was used. */
  | { kind: "activations-expired"; applied: true }
  | { kind: "activations-used"; applied: true }
  /** Vault only: somebody else has just had an activation token issued for that id. */
  | { kind: "id-taken"; id: string; applied: true };

/**
 * `call` is the door's name of it: `us-west-2 demote`, `route53 ChangeResourceRecordSets`. The first `skip` calls go as
 * they should, the next `times` do not.
 */
export type Fault = { call: string; skip?: number; times: number; effect: Effect };

/** Clients write for hours; what a command changed is at the end. */
const CHANGES_KEPT_MAX = 1_000;

/** The faults that wait for their call, in order; each call uses up at most one. */
export class Faults {
  #waiting: Fault[] = [];
  /** Calls whose answer is held back by a `hang`, for a test that kills the caller in that moment. */
  readonly held: string[] = [];
  readonly #calls = new Map<string, number>();
  readonly #changes: string[] = [];

  /** Answers with how the fault is taken back; what it did to calls until then stays. */
  add(fault: Fault): () => void {
    const waiting = { ...fault };
    this.#waiting.push(waiting);
    return () => {
      waiting.times = 0;
    };
  }

  clear(): void {
    this.#waiting = [];
    this.held.length = 0;
  }

  /** How many calls something is still to happen to. */
  get waiting(): number {
    return this.#waiting.reduce((sum, { times }) => sum + times, 0);
  }

  /** How often each call came in, by name. */
  calls(): Record<string, number> {
    return Object.fromEntries(this.#calls);
  }

  /** The newest calls that may change something, in the order in which they came in. */
  changes(): string[] {
    return [...this.#changes];
  }

  /** The effect for this call, or null when it goes as it should. `changes`: whether it may change something. */
  take(call: string, changes: boolean): Effect | null {
    this.#calls.set(call, (this.#calls.get(call) ?? 0) + 1);
    if (changes && this.#changes.push(call) > CHANGES_KEPT_MAX) this.#changes.shift();
    const fault = this.#waiting.find((one) => one.call === call && one.times > 0);
    if (fault === undefined) return null;
    if (fault.skip !== undefined && fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    fault.times -= 1;
    if (fault.effect.kind === "hang") this.held.push(call);
    return fault.effect;
  }
}
