import { type Answer, ok, type Refused } from "../../ground/answer.ts";
import type { Secret } from "../../ground/secret.ts";
import type { CredentialsPort } from "../ports/credentials.ts";
import type { Region, VaultPort } from "../ports/vault.ts";
import type { Ceremony } from "./ceremony/withShares.ts";

export type RootTokens = Pick<
  CredentialsPort,
  "obtainRoot" | "tokenFor" | "discardRoot" | "forgetRoot"
>;

type Options = { vault: VaultPort; vaultToken: Secret | null; ceremony: Ceremony };

/** Root tokens that this process generated, one a Region. They live in memory only, and in the cluster until revoked. */
export function rootTokens({ vault, vaultToken, ceremony }: Options): RootTokens {
  const held = new Map<Region, Secret>();
  /** Regions in which the answer to a share was lost: that share may have completed a token. */
  const unheard = new Set<Region>();
  const listening: VaultPort = {
    ...vault,
    feedShare: async (slot, attempt, share) => {
      const answer = await vault.feedShare(slot, attempt, share);
      if (answer.is === "unknown") unheard.add(slot.region);
      return answer;
    },
  };
  return {
    tokenFor: (region) => held.get(region) ?? vaultToken,
    obtainRoot: async (region) => {
      if (held.has(region)) return ok(undefined);
      const token = await ceremony({ region, strategy: "root", token: vaultToken }, listening);
      if (token.is !== "ok") return token;
      held.set(region, token.value);
      return ok(undefined);
    },
    discardRoot: async (region) => {
      const token = held.get(region);
      const revoked: Answer<void> =
        token === undefined ? ok(undefined) : await vault.revokeSelf(region, token);
      if (revoked.is === "unknown") return revoked;
      if (revoked.is === "refused" && !isUnknownThere(revoked)) return revoked;
      held.delete(region);
      return ok({ left: unheard.has(region) });
    },
    forgetRoot: (region) => {
      held.delete(region);
      unheard.delete(region);
    },
  };
}

/** Vault's own words for a token that it does not know: then it was revoked before. */
const isUnknownThere = ({ status, text }: Refused): boolean =>
  status === 403 && /permission denied|invalid token/i.test(text);
