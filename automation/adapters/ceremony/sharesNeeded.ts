import { type Answer, ok } from "../../../ground/answer.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { GenerationSlot, Region } from "../../ports/vault.ts";
import type { CeremonyOptions } from "./ceremony.ts";
import { explained } from "./texts.ts";

type Asking = Omit<CeremonyOptions, "shares" | "notice"> & { vaultToken: Secret | null };

/** Between two questions to a cluster that did not answer. */
const PAUSE_MS = 200;

/**
 * How many key shares the cluster in `region` asks for. A DR secondary says it of the slot for operation tokens; one
 * that is no secondary yet says it of the slot for root tokens, and the shares are the same.
 */
export async function sharesNeeded(
  { vault, vaultToken: token, clock, bounds }: Asking,
  region: Region,
): Promise<Answer<number>> {
  const slot: GenerationSlot = { region, strategy: "dr-operation", token };
  for (let asked = 1; ; asked++) {
    const answer = await vault.generation(slot);
    if (answer.is === "ok") return ok(answer.value.required);
    if (answer.is === "refused" && answer.definite) {
      const root = await vault.generation({ ...slot, strategy: "root" });
      return root.is === "ok" ? ok(root.value.required) : explained(answer, slot);
    }
    if (asked >= bounds.attempts) return answer;
    await clock.sleep(PAUSE_MS);
  }
}
