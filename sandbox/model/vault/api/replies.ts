import { drawUuid } from "../../draw.ts";
import type { VaultWorld } from "../world.ts";

/** A request as a door hands it over; the path with its `/v1/`, the body already parsed. */
export type Request = {
  method: string;
  path: string;
  query: Record<string, string>;
  token: string | null;
  body: unknown;
};

/**
 * What becomes of a request: an answer, a cut connection, silence for ever, or the request is to be asked again at
 * `at` (milliseconds since the epoch).
 */
export type Reply = Answered | { is: "cut" } | { is: "held" } | { is: "later"; at: number };

/** `body` is null where the answer has none (204). */
export type Answered = { is: "answered"; status: number; body: unknown };

export const answered = (status: number, body: unknown = null): Answered => ({
  is: "answered",
  status,
  body,
});

/** Vault's form of every error. */
export const failed = (status: number, ...errors: string[]): Answered =>
  answered(status, { errors });

export const denied = (): Answered => failed(403, "permission denied");

/** The envelope of a logical answer. */
export function enveloped(
  world: VaultWorld,
  data: unknown,
  more: { warnings?: string[]; wrap_info?: unknown } = {},
): Answered {
  return answered(200, {
    request_id: drawUuid(world.random),
    lease_id: "",
    renewable: false,
    lease_duration: 0,
    data,
    wrap_info: more.wrap_info ?? null,
    warnings: more.warnings ?? null,
    auth: null,
    mount_type: "system",
  });
}

/** A text field of a JSON body, or undefined where it is absent or something else. */
export function textIn(body: unknown, field: string): string | undefined {
  const value = fieldIn(body, field);
  return typeof value === "string" ? value : undefined;
}

export const fieldIn = (body: unknown, field: string): unknown =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>)[field] : undefined;
