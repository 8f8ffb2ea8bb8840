import { type Refused, refused } from "../../../ground/answer.ts";
import { oneLine } from "../network/silence.ts";

/**
 * An answer of 4xx or 5xx: Vault's own words, `{"errors": […]}`, or that there were none: then a load balancer may
 * have spoken. `scrub` takes out what was sent.
 */
export function refusal(status: number, body: unknown, scrub: (text: string) => string): Refused {
  const errors = errorsOf(body);
  if (errors === null) return refused(status, NOT_VAULT, sure(status));
  const text = errors.map((error) => oneLine(scrub(error).replace(WRAPPING, ""))).join("; ");
  const notBegun = status === 503 && CATCHING_UP.test(text);
  return refused(status, text || "no reason given", sure(status) || notBegun);
}

const NOT_VAULT = "no words of Vault's; something in front of it may have spoken";

/** Go's multierror: "1 error occurred:\n\t* text". */
const WRAPPING = /^\s*\d+ errors? occurred:\s*\*?\s*/;

/** A promotion that is refused while the secondary still syncs has not begun. */
const CATCHING_UP = /catching up/i;

/** Whether the status alone says that nothing was done. 408, 412 and 429 also come from halfway. */
const sure = (status: number): boolean => status < 500 && ![408, 412, 429].includes(status);

function errorsOf(body: unknown): string[] | null {
  const errors = typeof body === "object" && body !== null && "errors" in body ? body.errors : null;
  return Array.isArray(errors) ? errors.map(String) : null;
}
