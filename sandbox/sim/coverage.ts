import { STEPS } from "../../automation/steps/catalogue.ts";
import { CATALOGUE, type ErrorCode } from "../../ground/errors.ts";
import { CONSENT_FLAGS } from "./consents.ts";
import { SAID_BY_GUARDS } from "./coverage/guards.ts";
import { INCIDENT_KINDS } from "./incidents/kinds.ts";
import { BARS } from "./story/counts.ts";

/** What cannot come up in a pair of Regions whose operators only run commands, and why. */
export const NOT_HERE: Partial<Record<ErrorCode, string>> = {
  CHOSEN_BY_INIT: "`init` is no command of a world that stands.",
  UNLIKE_THE_PREDECESSOR: "`init` is no command of a world that stands.",
  STACK_FILE_EXISTS: "`init` is no command of a world that stands.",
  USAGE: "Nobody types a command line.",
  CONFIG_INVALID: "The configuration is not read from a file.",
  REASON_MISSING: "Whoever fails over has a reason.",
  NO_CONSENT_POSSIBLE: "Everything is agreed to beforehand.",
  PROMPT_TIMED_OUT: "Everything is agreed to beforehand.",
  UNKNOWN_REGION: "With two Regions there is only one to move to.",
  NO_LEASE: "It is asked for with three Regions.",
  JOURNAL_UNREADABLE: "No store spoils what it keeps.",
  INTERNAL: "It is a defect, and breaks a rule.",
  CATALOGUE_CHANGED: "All commands are of one release.",
};

/** Steps that send a planned move or a disaster back when they fail after something was touched, and with which words. */
export const SENT_BACK_BY = {
  "follow-closely": "NOT_CAUGHT_UP",
  "obtain-operation-token": "CREDENTIAL_REFUSED",
  "prime-record": "TRAFFIC_NOT_MOVED",
  "await-primed": "TRAFFIC_NOT_MOVED",
  quiesce: "HOOK_FAILED",
  drain: "NOT_DRAINED",
  "demote-old-primary": "DEMOTE_FAILED",
  "move-traffic": "TRAFFIC_NOT_MOVED",
  "compare-roots": "ROOTS_DIFFER",
  "promote-new-primary": "PROMOTION_REFUSED",
} as const satisfies Partial<Record<keyof typeof STEPS, ErrorCode>>;

const WAY_BACK: (keyof typeof STEPS)[] = [
  "promote-back",
  "traffic-back",
  "verify-back",
  "attach-new-secondary",
  "await-attached-back",
];

/** A missed goal has no code of its own. */
const RTO_MISSED = 17;

/** The names under which `story.ts` counts what ten thousand worlds must have seen, each once. */
export function expectedCounters(): string[] {
  const codes = (Object.keys(CATALOGUE) as ErrorCode[]).filter((code) => !(code in NOT_HERE));
  const exits = new Set([...codes.map((code): number => CATALOGUE[code].exit), RTO_MISSED]);
  const expected = [
    ...INCIDENT_KINDS.map((kind) => `incident ${kind}`),
    ...[...exits].map((exit) => `exit ${exit}`),
    ...codes.map((code) => `finding ${code}`),
    ...Object.values(SAID_BY_GUARDS).flat(),
    ...Object.keys(STEPS).map((step) => `step ${step}`),
    ...WAY_BACK.map((step) => `failed ${step}`),
    ...[...Object.values(SENT_BACK_BY), "ROLLBACK_DUE", "ABORTED"].map(
      (code) => `way back ${code}`,
    ),
    ...Object.keys(BARS).map((bar) => `no way back: ${bar}`),
    ...Object.keys(CONSENT_FLAGS).map((consent) => `consent ${consent}`),
    "superseded",
    "died",
  ];
  return [...new Set(expected)];
}
