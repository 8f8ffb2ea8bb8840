import type { HookName } from "../../../automation/ports/hooks.ts";
import type { Late, Slow } from "./delays.ts";

/** How everything outside but Vault and the run store goes; as here while nothing is wrong with it. */
export const outside = (keys: Keys) => ({
  stack: aStack(keys),
  route53: healthyRoute53(),
  hooks: { quiesce: WELL, unquiesce: WELL, before: WELL, after: WELL } as Record<
    HookName,
    HookMood
  >,
  /** Calls to Vault that arrive late, or take their time. */
  late: [] as Late[],
  slow: [] as Slow[],
  /** Regions that no operator reaches, whoever else does. */
  cutOff: new Map<string, "refused" | "hanging">(),
  /** What the Vault servers' own resolver says of a name instead of what is so. */
  serverDns: new Map<string, string[]>(),
  /** Clocks that are wrong, by the machine. */
  clocks: new Map<string, Skew>(),
  cast: NOBODY_AT_WORK,
});

/** How far a machine's clock is from the world's, by the world's time: milliseconds. */
export type Skew = (at: number) => number;

/** People at work, for what befalls them and their machines. */
export type Cast = {
  /** Happens to what the operator runs now, or next. */
  befalls(what: (process: Struck) => void): void;
  /** Somebody else runs that command meanwhile, on a machine of her own. */
  beside(verb: string): void;
  /** The operator's next command is that one, whatever the last one said. */
  changesHisMind(verb: string): void;
};

/** What can happen to a process on somebody's machine. */
export type Struck = {
  /** How many calls it has made. */
  readonly calls: number;
  killAt(death: { nth: number; when: "before" | "after" }): void;
  sleep(ms: number): void;
  interrupt(): void;
  die(): void;
};

const NOBODY_AT_WORK: Cast = {
  befalls: () => undefined,
  beside: () => undefined,
  changesHisMind: () => undefined,
};

type Keys = { activeRegion: string; takeover: number };

/** The Pulumi stack of the environment, and how its updates go. */
export type Stack = Keys & {
  /** By an update of somebody else's, or by one that died. */
  locked: boolean;
  /** An update is under way. */
  busy: boolean;
  /** Its backend does not answer. */
  down: boolean;
  updateMs: number;
  /** The next update dies: before it did anything, once it has changed the record, or when all is written. */
  stops: "at once" | "after the record" | "after the keys" | null;
};

export const USUAL_UPDATE_MS = 3_000;

const aStack = (keys: Keys): Stack => ({
  ...keys,
  locked: false,
  busy: false,
  down: false,
  updateMs: USUAL_UPDATE_MS,
  stops: null,
});

/** What else can be wrong with Route 53's control plane. Times in milliseconds. */
export type Route53 = {
  /** us-east-1 is in trouble: nothing is changed, questions are answered. */
  readOnly: boolean;
  /** How long each answer takes; what it was asked for has happened by then. */
  slowMs: number;
  /** Questions are answered as things were so long ago. */
  staleMs: number;
  /** The next changes are cut on our side, and arrive so much later all the same. */
  late: number[];
};

export const healthyRoute53 = (): Route53 => ({ readOnly: false, slowMs: 0, staleMs: 0, late: [] });

/** How a hook of the team's goes; `does`: whether it does its work before it ends badly. */
export type HookMood = { is: "well" } | { is: "fails" | "hangs"; does: boolean };

export const WELL: HookMood = { is: "well" };
