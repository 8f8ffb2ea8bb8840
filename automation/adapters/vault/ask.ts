import type { z } from "zod";
import { type Answer, ok, unknown } from "../../../ground/answer.ts";
import type { Region } from "../../ports/vault.ts";
import type { VaultCall, VaultReply } from "../vaultHttp.ts";

/** A request to a Region's Vault, at the Region's own address. */
export type Ask = (
  region: Region,
  call: Omit<VaultCall, "address" | "serverName">,
) => Promise<Answer<VaultReply>>;

/** Bounds of single calls, in milliseconds. Those of a role change cover Vault's own work before it answers. */
export type VaultBounds = { callMs: number; demoteMs: number; promoteMs: number };

/** The value of an `ok`, changed; everything else as it is. */
export const mapOk = <From, To>(answer: Answer<From>, change: (value: From) => To): Answer<To> =>
  answer.is === "ok" ? ok(change(answer.value)) : answer;

/** That it was done is all there is to know. */
export const done = (answer: Answer<unknown>): Answer<void> => mapOk(answer, () => undefined);

/** The body as `schema` reads it; a body that it cannot read is no answer. */
export function reading<T>(answer: Answer<VaultReply>, schema: z.ZodType<T>): Answer<T> {
  if (answer.is !== "ok") return answer;
  const parsed = schema.safeParse(answer.value.body);
  if (parsed.success) return ok(parsed.data);
  const fields = parsed.error.issues.map(({ path }) => path.join(".") || "the body").join(", ");
  return unknown("unreadable", `Vault's answer lacks what it must say: ${fields}`);
}
