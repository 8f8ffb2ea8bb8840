import { COMMANDS, type CommandName } from "../commands.ts";
import { REGIONS, SERVICE } from "../world.ts";

/** At least one. */
export type Some<T> = readonly [T, ...T[]];

/** What such an incident can happen to. */
export function targetsOf(kind: string): Some<string> {
  if (kind === "call-late" || kind === "call-slow") return CALLS;
  if (kind.startsWith("call-")) return [...CALLS, ...ROUTE53_CALLS];
  if (OF_MACHINES.test(kind)) return ["laptop", "desk", "other"];
  if (kind.startsWith("store-")) return [RUN_STORE];
  if (kind === "second-driver" || kind === "mind-changed") return VERBS;
  return /^(route53|resolver|stack|record)/.test(kind) ? [SERVICE] : REGIONS;
}

const OF_MACHINES = /^(clock-|store-cut-off$|local-run-)/;

export const RUN_STORE = "run-store";

const VERBS = Object.keys(COMMANDS).filter((verb) => verb !== "lock release") as [
  CommandName,
  ...CommandName[],
];

/** Calls that change something come first: they are met oftener than others, as they are in a world. */
const CALLS = REGIONS.flatMap((region) =>
  [
    "demote",
    "promote",
    "update-primary",
    "secondary-token",
    "generate-public-key",
    "generate-attempt",
    "generate-update",
    "generate-cancel",
    "operation-token-delete",
    "revoke-self",
    "generate-root-attempt",
    "generate-root-update",
    "kv-write",
    "kv-read",
    "demote",
    "promote",
    "update-primary",
    "secondary-token",
  ].map((call) => `${region} ${call}`),
) as [string, ...string[]];

const ROUTE53_CALLS = ["ChangeResourceRecordSets", "ListResourceRecordSets", "GetChange"].map(
  (call) => `route53 ${call}`,
);
