/** What a person did at a prompt: agreed, declined, pressed Ctrl-C, or was silent until the bound. */
export type Consent = "given" | "declined" | "cancelled" | "timed-out";

/** The person at the keyboard. Nobody is asked when there is no terminal. */
export interface HumanPort {
  present(): boolean;
  /** y/N, N by default. */
  confirm(question: string): Promise<Consent>;
  /** The person types `expected` to agree. */
  typed(question: string, expected: string): Promise<Consent>;
  /** Free text, or null when nothing was given. */
  ask(question: string): Promise<string | null>;
}
