import type { Entry } from "./entry.ts";

/** What can be wrong before the world is looked at: command line, files, consent, lease and run store. */
export const BEFORE = {
  NOTHING_TO_DO: {
    exit: 0,
    means: "The world is already as asked.",
    fix: "Nothing. See it with `vault-dr status ENV`.",
  },
  CHOSEN_BY_INIT: {
    exit: 0,
    means: "The predecessor's file does not say it, so `init` chose.",
    fix: "Look at the line in the written stack file, and change what does not fit.",
  },
  UNLIKE_THE_PREDECESSOR: {
    exit: 0,
    means: "It works otherwise than with the predecessor.",
    fix: "Do what the message says before the first `pulumi up` or move.",
  },
  STORE_UNREACHABLE: {
    exit: 1,
    means: "The run store could not be read or written.",
    fix: "Make the place in vault-dr:recovery.journal readable and writable from here, then run the command again.",
  },
  JOURNAL_UNREADABLE: {
    exit: 1,
    means: "An entry of a run's journal does not have its form.",
    fix: "Use the release that wrote the journal. When the entry is damaged, keep a copy, take runs/RUN.ndjson out of the run store, and look with `vault-dr status ENV` before anything else.",
  },
  INTERNAL: {
    exit: 1,
    means: "A defect of vault-dr.",
    fix: "Report it with the message. Look with `vault-dr status ENV`; when a run is unfinished, `vault-dr resume ENV`.",
  },
  USAGE: {
    exit: 2,
    means: "The command line cannot be read.",
    fix: "See `vault-dr --help`, or `vault-dr VERB --help` for one verb's flags.",
  },
  CONFIG_INVALID: {
    exit: 2,
    means: "The stack file or the environment has problems; all are listed.",
    fix: "Mend every key that is listed, then run the command again. Nothing was contacted.",
  },
  NO_CONSENT_POSSIBLE: {
    exit: 2,
    means: "There is no terminal to ask on, and --yes was not given.",
    fix: "Run it on a terminal, or agree beforehand with --yes.",
  },
  REASON_MISSING: {
    exit: 2,
    means: "A disaster failover needs a reason.",
    fix: 'Say it: `vault-dr failover ENV -m "why"`.',
  },
  UNKNOWN_REGION: {
    exit: 2,
    means: "The Region is not in the stack file, or there are several to choose from.",
    fix: "Name one of vault-dr:regions with --to REGION.",
  },
  CANCELLED: {
    exit: 8,
    means: "The operator declined or pressed Ctrl-C before anything was changed.",
    fix: "Run the command again when you are ready.",
  },
  PROMPT_TIMED_OUT: {
    exit: 8,
    means: "Nobody answered a question in five minutes.",
    fix: "Run the command again, or agree beforehand with --yes.",
  },
  STACK_FILE_EXISTS: {
    exit: 10,
    means: "`init` would have to replace a stack file, and never does.",
    fix: "Move the files away that the message names, or write elsewhere with --cwd DIR.",
  },
  LEASE_HELD: {
    exit: 11,
    means: "Another run holds the environment's lease.",
    fix: "Wait for it; `vault-dr lock show ENV` says who holds it and until when. A run that hangs is stopped with `vault-dr lock release ENV`.",
  },
  LEASE_RELEASED: {
    exit: 0,
    means: "The lease was ended by hand: its run stops, and the next one may begin.",
    fix: "When the time that the message names has passed: `vault-dr resume ENV`.",
  },
} as const satisfies Record<string, Entry>;
