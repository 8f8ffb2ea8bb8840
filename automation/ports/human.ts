import type { Secret } from "../../ground/secret.ts";

/** What a person did at a prompt: agreed, declined, pressed Ctrl-C, or was silent until the bound. */
export type Consent = "given" | "declined" | "cancelled" | "timed-out";

/** What came of a hidden prompt; `nothing` is an empty line. */
export type TypedSecret =
  | { is: "given"; secret: Secret }
  | { is: "nothing" }
  | { is: "cancelled" }
  | { is: "timed-out" };

/** What came of a question for free text. */
export type TypedText =
  | { is: "given"; text: string }
  | { is: "nothing" }
  | { is: "cancelled" }
  | { is: "timed-out" };

/** The person at the keyboard. Nobody is asked when there is no terminal. */
export interface HumanPort {
  present(): boolean;
  /** y/N, N by default. */
  confirm(question: string): Promise<Consent>;
  /** The person types `expected` to agree. */
  typed(question: string, expected: string): Promise<Consent>;
  /** Free text. */
  ask(question: string): Promise<TypedText>;
  /** A secret, typed without an echo. */
  secret(question: string): Promise<TypedSecret>;
}
