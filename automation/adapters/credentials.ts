import { type Answer, ok, refused } from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Secret } from "../../ground/secret.ts";
import type { CredentialsPort, OperationToken, TokenSource } from "../ports/credentials.ts";
import type { Region, VaultPort } from "../ports/vault.ts";
import { type CeremonyBounds, generateToken } from "./ceremony/ceremony.ts";
import { sortShares } from "./ceremony/keyShares.ts";
import { type ShareSet, wrongShares } from "./ceremony/shareSets.ts";

export type CredentialsOptions = {
  vault: VaultPort;
  clock: Pick<Clock, "sleep">;
  vaultToken: Secret | null;
  /** `VAULT_DR_OPERATION_TOKEN`. */
  operationToken: Secret | null;
  shares: readonly Secret[];
  bounds: CeremonyBounds;
  /** Hears what an operator should know although it went well, e.g. that key share 2 is wrong. */
  notice?: (text: string) => void;
};

/** What authorises a role change, best source first. Generated tokens live in this process only. */
export function credentialsAdapter(options: CredentialsOptions): CredentialsPort {
  const { vault, vaultToken, operationToken } = options;
  const rejected = new Set<string>();
  const generated = generatedTokens(options);
  let operationTokenExpiresAt: number | null = null;
  const open = (region: Region, source: TokenSource) => !rejected.has(`${source} ${region}`);
  return {
    view: () => ({
      vaultToken: vaultToken !== null,
      operationToken: operationToken !== null,
      operationTokenExpiresAt,
      shares: options.shares.length,
    }),
    vaultToken: () => vaultToken,
    learnExpiry: async (primary) => {
      if (operationToken === null) return;
      const end = await vault.tokenEnd(primary, operationToken);
      // Its policy may not let it look itself up: then the end stays unknown.
      if (end.is === "ok") operationTokenExpiresAt = end.value ?? Number.MAX_SAFE_INTEGER;
    },
    operationToken: async (region) => {
      if (operationToken !== null && open(region, "environment")) {
        return ok({ token: operationToken, source: "environment", expiresAt: null });
      }
      if (options.shares.length > 0 && open(region, "shares")) return generated.in(region);
      return refused(400, nothingLeft(options, region));
    },
    reject: (region, { source }) => {
      rejected.add(`${source} ${region}`);
    },
    deleteGenerated: async () => {
      const [tokens, leftIn] = [generated.all(), new Set<Region>()];
      for (const { region, token } of tokens) {
        const answer = await vault.deleteOperationToken(region, vaultToken, token);
        if (answer.is === "ok") generated.forget(token);
        else leftIn.add(region);
      }
      return { deleted: tokens.length - generated.all().length, leftIn: [...leftIn] };
    },
  };
}

type Held = { region: Region; token: Secret };

/** One token per Region, generated when it is first asked for, by one ceremony however many ask at once. */
function generatedTokens(options: CredentialsOptions) {
  const { notice = () => {} } = options;
  const shares = sortShares(options.shares);
  const running = new Map<Region, Promise<Answer<OperationToken>>>();
  let held: Held[] = [];
  let preferred: ShareSet | null = null;
  for (const problem of shares.problems) notice(problem);

  const generate = async (region: Region): Promise<Answer<OperationToken>> => {
    const answer = await generateToken({ ...options, shares }, region, preferred);
    running.delete(region);
    if (answer.is !== "ok") return answer;
    const { token, accepted, failed } = answer.value;
    for (const finding of wrongShares(accepted, failed)) notice(finding);
    preferred = accepted;
    held.push({ region, token });
    return ok({ token, source: "shares", expiresAt: null });
  };
  return {
    all: (): Held[] => [...held],
    forget: (token: Secret): void => {
      held = held.filter((one) => one.token !== token);
    },
    in: async (region: Region): Promise<Answer<OperationToken>> => {
      const one = held.find((each) => each.region === region);
      if (one !== undefined) return ok({ token: one.token, source: "shares", expiresAt: null });
      const ceremony = running.get(region) ?? generate(region);
      running.set(region, ceremony);
      return ceremony;
    },
  };
}

function nothingLeft({ operationToken, shares }: CredentialsOptions, region: Region): string {
  const given = [
    operationToken === null ? "" : "the token in VAULT_DR_OPERATION_TOKEN",
    shares.length === 0 ? "" : "a token generated from the key shares",
  ].filter((text) => text !== "");
  return given.length === 0
    ? "there is neither a DR operation token (VAULT_DR_OPERATION_TOKEN) nor a key share (VAULT_RECOVERY_KEY_1…n)"
    : `${region} did not accept ${given.join(", nor ")}, and there is nothing else`;
}
