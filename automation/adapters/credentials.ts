import { type Answer, ok, refused } from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Secret } from "../../ground/secret.ts";
import type {
  CredentialsPort,
  CredentialsView,
  OperationToken,
  TokenSource,
} from "../ports/credentials.ts";
import type { GenerationSlot, Region, VaultPort } from "../ports/vault.ts";
import type { CeremonyBounds } from "./ceremony/ceremony.ts";
import { type HeldShares, heldShares } from "./ceremony/heldShares.ts";
import type { KeyShareCommand } from "./ceremony/keyShareCommand.ts";
import { sharesNeeded } from "./ceremony/sharesNeeded.ts";
import { type Ceremony, ceremonyWith } from "./ceremony/withShares.ts";
import { rootTokens } from "./rootTokens.ts";

export type CredentialsOptions = {
  vault: VaultPort;
  clock: Pick<Clock, "sleep">;
  vaultToken: Secret | null;
  /** `VAULT_DR_OPERATION_TOKEN`. */
  operationToken: Secret | null;
  /** `VAULT_RECOVERY_KEY_1…n`. */
  shares: readonly Secret[];
  /** `--key-share-command`. */
  keyShareCommand?: KeyShareCommand | null;
  /** Whether holders can be asked for their shares. */
  terminal?: () => boolean;
  bounds: CeremonyBounds;
  /** Hears what an operator should know although it went well, e.g. that key share 2 is wrong. */
  notice?: (text: string) => void;
};

/** What a DR operation token is good for in a run. */
const DR_CALLS = ["promote", "update-primary"].map(
  (call) => `sys/replication/dr/secondary/${call}`,
);

/** What authorises a role change, best source first. Generated tokens live in this process only. */
export function credentialsAdapter(options: CredentialsOptions): CredentialsPort {
  const { vault, vaultToken, operationToken, keyShareCommand = null } = options;
  const { notice = () => {}, terminal = () => false } = options;
  const rejected = new Set<string>();
  const shares = heldShares(notice);
  shares.take(options.shares);
  const ceremony = ceremonyWith({ ...options, notice, shares });
  const roots = rootTokens({ vault, vaultToken, ceremony });
  const generated = generatedTokens((region) => ceremony(slotIn(region)));
  let fetched: Promise<Answer<void>> | null = null;
  const about = aboutToken(vault, operationToken);
  const open = (region: Region, source: TokenSource) => !rejected.has(`${source} ${region}`);
  const slotIn = (region: Region): GenerationSlot => ({
    region,
    strategy: "dr-operation",
    token: roots.tokenFor(region),
  });
  return {
    ...roots,
    view: () => ({
      vaultToken: vaultToken !== null,
      operationToken: operationToken !== null,
      ...about.known(),
      shares: shares.given(),
      usableShares: shares.sorted().usable.length,
      holders: { command: keyShareCommand !== null, terminal: terminal() },
    }),
    vaultToken: () => vaultToken,
    learnOperationToken: about.learn,
    operationToken: async (region) => {
      if (operationToken !== null && open(region, "environment")) {
        return ok({ token: operationToken, source: "environment", expiresAt: null });
      }
      if (shares.given() > 0 && open(region, "shares")) return generated.in(region);
      return refused(400, nothingLeft(region, operationToken !== null, shares));
    },
    sharesNeeded: (region) => sharesNeeded(options, region),
    fetchShares: () => {
      fetched ??= fetchInto(shares, keyShareCommand);
      return fetched;
    },
    addShare: (share) => shares.offer(share),
    reject: (region, { source }) => {
      rejected.add(`${source} ${region}`);
    },
    deleteGenerated: async () => {
      const [tokens, leftIn] = [generated.all(), new Set<Region>()];
      for (const { region, token } of tokens) {
        const answer = await vault.deleteOperationToken(region, roots.tokenFor(region), token);
        if (answer.is === "ok") generated.forget(token);
        else leftIn.add(region);
      }
      return { deleted: tokens.length - generated.all().length, leftIn: [...leftIn] };
    },
  };
}

type AboutToken = Pick<CredentialsView, "operationTokenExpiresAt" | "operationTokenLacks">;

/** What a healthy primary says of the environment's operation token. */
function aboutToken(vault: VaultPort, token: Secret | null) {
  let known: AboutToken = { operationTokenExpiresAt: null };
  return {
    known: (): AboutToken => known,
    learn: async (primary: Region): Promise<void> => {
      if (token === null) return;
      const [end, lacks] = await Promise.all([
        vault.tokenEnd(primary, token),
        vault.missingCapabilities(primary, token, DR_CALLS),
      ]);
      // Its policy may not let it look itself up: then both stay as they are.
      if (end.is === "ok")
        known = { ...known, operationTokenExpiresAt: end.value ?? Number.MAX_SAFE_INTEGER };
      if (lacks.is === "ok") known = { ...known, operationTokenLacks: lacks.value };
    },
  };
}

type Held = { region: Region; token: Secret };

/** One token per Region, generated when it is first asked for, by one ceremony however many ask at once. */
function generatedTokens(ceremony: (region: Region) => ReturnType<Ceremony>) {
  const running = new Map<Region, Promise<Answer<OperationToken>>>();
  let held: Held[] = [];

  const generate = async (region: Region): Promise<Answer<OperationToken>> => {
    const token = await ceremony(region);
    running.delete(region);
    if (token.is !== "ok") return token;
    held.push({ region, token: token.value });
    return ok({ token: token.value, source: "shares", expiresAt: null });
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

async function fetchInto(
  shares: HeldShares,
  command: KeyShareCommand | null,
): Promise<Answer<void>> {
  if (command === null) return refused(127, "there is no key share command");
  const printed = await command();
  if (printed.is !== "ok") return printed;
  shares.take(printed.value);
  return ok(undefined);
}

function nothingLeft(region: Region, operationToken: boolean, shares: HeldShares): string {
  const given = [
    operationToken ? "the token in VAULT_DR_OPERATION_TOKEN" : "",
    shares.given() === 0 ? "" : "a token generated from the key shares",
  ].filter((text) => text !== "");
  return given.length === 0
    ? "there is neither a DR operation token (VAULT_DR_OPERATION_TOKEN) nor a key share (VAULT_RECOVERY_KEY_1…n, --key-share-command, or the hidden prompt of a terminal)"
    : `${region} did not accept ${given.join(", nor ")}, and there is nothing else`;
}
