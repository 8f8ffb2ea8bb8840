import type { Audit } from "../audit.ts";
import type { Ended } from "./invariant.ts";

/** Once the world is healed every command comes to its end in time. */
export function endsInTime({ healed }: Audit, { verb, tookMs }: Ended): string | null {
  return !healed || tookMs <= HEALED_MS_MAX
    ? null
    : `${verb} takes ${tookMs / 1000} s in a healed world`;
}

const HEALED_MS_MAX = 300_000;
