import { drawBytes } from "../model/draw.ts";
import type { Booted } from "../model/vault/boot.ts";
import { commit } from "../model/vault/link.ts";
import {
  mintBatchToken,
  mintServiceToken,
  OPERATION_PATHS,
  OPERATION_POLICY,
  type Rule,
} from "../model/vault/tokens.ts";
import { clusterIn } from "../model/vault/world.ts";
import type { Settings } from "./settings.ts";

/** What stands in an operator's environment when he starts a command. */
export type Hands = {
  vaultToken: string | null;
  operationToken: string | null;
  shares: readonly string[];
};

/** What else there is of credentials. All of it is known to the whole set from the beginning. */
export type Drawer = {
  /** What an operator should have. */
  right: Hands;
  /** Tokens for him whose VAULT_TOKEN was taken away, one after the other. */
  spareTokens: string[];
  /** A VAULT_TOKEN that may everything but demote. */
  narrowToken: string;
  /** DR operation tokens whose policy lacks the one path. */
  narrowOperationTokens: { promote: string; "update-primary": string };
  sharesOfOthers: readonly string[];
};

/** As often as a world takes one away. */
const SPARE_TOKENS = 8;
const TOKEN_TTL_MS = 12 * 3_600_000;

/** The credentials of a new world, as its settings have them handed out. */
export function drawerOf({ world, shares }: Booted, region: string, settings: Settings): Drawer {
  const primary = clusterIn(world, region);
  const write = (policy: string, rules: Rule[]) =>
    commit(world, primary, [{ key: `policy/${policy}`, value: JSON.stringify(rules) }]);
  const without = (call: "promote" | "update-primary") => {
    write(`without-${call}`, rulesFor(OPERATION_PATHS.filter((path) => !path.endsWith(call))));
    return operationToken(`without-${call}`);
  };
  const operationToken = (policy: string) =>
    mintBatchToken(world, primary, { policies: [policy], ttlMs: TOKEN_TTL_MS });
  write("without-demote", [...rulesFor(PRIMARY_PATHS), ...DATA]);
  const usual = operationToken(OPERATION_POLICY);
  const { credentials } = settings;
  return {
    right: {
      vaultToken: mintServiceToken(world, primary, ["root"]),
      operationToken: credentials === "shares" ? null : usual,
      shares: credentials === "token" ? [] : shares,
    },
    spareTokens: Array.from({ length: SPARE_TOKENS }, () =>
      mintServiceToken(world, primary, ["root"]),
    ),
    narrowToken: mintServiceToken(world, primary, ["without-demote"]),
    narrowOperationTokens: {
      promote: without("promote"),
      "update-primary": without("update-primary"),
    },
    sharesOfOthers: shares.map(() => drawBytes(world.random, 33).toString("base64")),
  };
}

/** A new DR operation token of the usual policy, as somebody mints it where the old one has ended. */
export const newOperationToken = ({ vault }: { vault: Booted["world"] }, region: string): string =>
  mintBatchToken(vault, clusterIn(vault, region), {
    policies: [OPERATION_POLICY],
    ttlMs: TOKEN_TTL_MS,
  });

const PRIMARY_PATHS = ["sys/replication/dr/primary/secondary-token"];

const rulesFor = (paths: string[]): Rule[] =>
  paths.map((path) => ({ path, capabilities: ["create", "update", "sudo"] }));

const DATA: Rule[] = [{ path: "secret/data/*", capabilities: ["create", "read", "update"] }];
