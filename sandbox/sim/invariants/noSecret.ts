import type { Audit } from "../audit.ts";

/** No secret that was ever handed out stands in what leaves a process: for people, for programs, for the run store. */
export function noSecretLeaves({ world }: Audit, text: string): string | null {
  return holdsSecret(text, world.vault.issued) ? `one stands in: ${beginningOf(text)}` : null;
}

/** Nor in anything that is kept. */
export function noSecretKept({ world: { store, locals, vault } }: Audit): string | null {
  const kept = [store, ...locals.all()].map((place) => place.bytes()).join("\n");
  return holdsSecret(kept, vault.issued) ? "one stands in the run store" : null;
}

function holdsSecret(text: string, secrets: ReadonlySet<string>): boolean {
  for (const secret of secrets) if (text.includes(secret)) return true;
  return false;
}

const SHOWN = 40;
const beginningOf = (text: string): string => JSON.stringify(text.slice(0, SHOWN));
