import { drawBelow, type Random, randomFor } from "../../../ground/random.ts";
import { oneOf, type Settings } from "../settings.ts";
import { EAST, SERVICE, WEST } from "../world.ts";
import type { Incident } from "./incident.ts";

/** Faults that come one because of the other, or in a moment of the other, and hardly ever do by chance alone. */
type Chain = {
  /** In so many of the worlds that it fits, once. */
  oneIn: number;
  fits: (settings: Settings, isDisaster: boolean) => boolean;
  incidents: (random: Random) => Partial<Incident>[];
};

const CHAINS: Record<string, Chain> = {
  "the target compares its tree when the Region is lost, and stays incomplete": {
    oneIn: 12,
    fits: (_, isDisaster) => isDisaster,
    incidents: () => [{ kind: "merkle-diff", target: EAST }],
  },
  "the lost Region does not take the operators' token any more": {
    oneIn: 10,
    fits: (_, isDisaster) => isDisaster,
    incidents: (random) => [
      { kind: "vault-token-revoked-there", forMs: oneOf(random, [30_000, 60_000, 200_000]) },
    ],
  },
  "the Region that is left is lost for good, and the operator sees that it is a disaster": {
    oneIn: 20,
    fits: ({ wish }) => wish === "switchover",
    incidents: (random) => [
      {
        at: drawBelow(random, 2_000),
        after: oneOf(random, ["started prime-record", "started demote-old-primary"]),
        kind: oneOf(random, ["region-refused", "region-hanging"]),
        forMs: 300_000,
      },
      { at: drawBelow(random, 2_000), after: "went-back", kind: "killed" },
      { after: "went-back", kind: "mind-changed", target: "failover" },
    ],
  },
  "the target refuses the only credential, and is silent right after": {
    oneIn: 40,
    fits: ({ wish, credentials }) => wish === "switchover" && credentials === "token",
    incidents: () => [
      { after: "planned", kind: "call-refused", target: `${EAST} promote`, amount: DENIED_ONCE },
      { after: "answered promote-new-primary", kind: "api-refused", target: EAST, forMs: 5_000 },
    ],
  },
  "the run dies when the record is touched, and the key shares are not there for the next": {
    oneIn: 40,
    fits: ({ wish, credentials }) => wish === "switchover" && credentials === "shares",
    incidents: () => [
      { after: "finished prime-record", kind: "killed" },
      { after: "finished prime-record", kind: "shares-too-few" },
    ],
  },
  "the target follows strangers when the Region is lost, as a look before has seen it follow": {
    oneIn: 40,
    fits: ({ wish }) => wish === "switchover",
    incidents: (random) => [
      {
        after: "started prime-record",
        kind: "set-of-others",
        forMs: 200_000,
        amount: drawBelow(random, 48),
      },
      { at: 500, after: "started prime-record", kind: "region-refused", forMs: 300_000 },
      { at: 600, after: "started prime-record", kind: "killed" },
      { after: "started prime-record", kind: "mind-changed", target: "failover" },
    ],
  },
  "Route 53 goes when the run goes back": {
    oneIn: 60,
    fits: ({ wish }) => wish === "switchover",
    incidents: () => [
      { after: "answered demote-old-primary", kind: "role-change-slow", amount: 47 },
      { after: "went-back", kind: "route53-down", target: SERVICE, forMs: 90_000 },
    ],
  },
};

/** Of `call-refused`: the next call, 403. */
const DENIED_ONCE = 3;

/** What belongs together in the world of a seed, for the most part nothing. */
export const chainOf = (settings: Settings, isDisaster: boolean): Incident[] =>
  Object.entries(CHAINS).flatMap(([name, { oneIn, fits, incidents }]) => {
    const random = randomFor(settings.seed, name);
    if (!fits(settings, isDisaster) || drawBelow(random, oneIn) > 0) return [];
    return incidents(random).map((one) => ({
      at: 0,
      kind: "",
      target: WEST,
      forMs: 60_000,
      amount: 0,
      ...one,
    }));
  });
