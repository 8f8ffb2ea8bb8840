import { type Answer, ok } from "../../../ground/answer.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { GenerationSlot, VaultPort } from "../../ports/vault.ts";
import { type CeremonyOptions, generateToken } from "./ceremony.ts";
import type { HeldShares } from "./heldShares.ts";
import { type ShareSet, wrongShares } from "./shareSets.ts";

/** Generates a token in a slot. `vault` stands in for the one that is usually asked. */
export type Ceremony = (slot: GenerationSlot, vault?: VaultPort) => Promise<Answer<Secret>>;

type Options = Omit<CeremonyOptions, "shares"> & { shares: HeldShares };

/** The ceremony with the shares that this process holds; what one taught of them serves the next. */
export function ceremonyWith({ shares, ...options }: Options): Ceremony {
  let preferred: ShareSet | null = null;
  return async (slot, vault = options.vault) => {
    const sorted = shares.sorted();
    const answer = await generateToken({ ...options, vault, shares: sorted }, slot, preferred);
    if (answer.is !== "ok") return answer;
    const { token, accepted, failed } = answer.value;
    for (const finding of wrongShares(accepted, failed)) options.notice(finding);
    preferred = accepted;
    return ok(token);
  };
}
