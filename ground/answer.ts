/**
 * What a call to an outside system came to. Adapters never throw; they answer.
 *
 * - `ok`: the system did it, or told it.
 * - `refused`: the system answered that it did not do it. `definite` is false where something in front of the
 *   system may have spoken (a load balancer's 503), or where it speaks before it knows.
 * - `unknown`: no answer, or one that cannot be read. The call may have taken effect, or still will.
 */
export type Answer<T> = Ok<T> | Refused | Unknown;

export type Ok<T> = { is: "ok"; value: T };
export type Refused = { is: "refused"; status: number; text: string; definite: boolean };
export type Unknown = { is: "unknown"; why: Silence; text: string };

/** Why nobody answered: nothing listens there, nobody spoke in time, the talk broke off, or it made no sense. */
export type Silence = "unreachable" | "timed-out" | "cut" | "unreadable";

export const ok = <T>(value: T): Ok<T> => ({ is: "ok", value });

export const refused = (status: number, text: string, definite = true): Refused => ({
  is: "refused",
  status,
  text,
  definite,
});

export const unknown = (why: Silence, text: string): Unknown => ({ is: "unknown", why, text });

/** One line that an operator can read: "403: permission denied", "timed-out after 2000 ms". */
export function inWords(answer: Refused | Unknown): string {
  return answer.is === "refused"
    ? `${answer.status}: ${answer.text}`
    : `${answer.why}: ${answer.text}`;
}

/** AWS takes so many calls a second of a whole account; being told so is no failure. */
export const isThrottling = ({ text }: Refused): boolean =>
  /Throttling|PriorRequestNotComplete|Rate exceeded/.test(text);

/** What somebody else said, as the last words of a sentence of ours: with one full stop. */
export const closing = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
