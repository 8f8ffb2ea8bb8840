import { inWords } from "../../../ground/answer.ts";
import { type Finding, OperatorError } from "../../../ground/errors.ts";
import type { Remaining } from "../../journal/events.ts";
import { unfinishedRun } from "../../journal/journal.ts";
import { storeSilent } from "../../journal/storeSilent.ts";
import type { RunVerb } from "../../plan/plan.ts";
import type { Session } from "../session.ts";
import { joinLocal } from "./joinLocal.ts";

/** A session whose run store answers, and the ids of the runs in it. */
export type Opened = { session: Session; runs: string[] };

/**
 * The session as it is, where the run store answers: what was written down beside it is in it by then. While it is
 * silent a disaster, and nothing else, goes on in a folder beside the stack file.
 */
export async function openStore(
  session: Session,
  verb: RunVerb | "resume" | "abort",
): Promise<Opened> {
  const runs = await session.ports.store.runs();
  if (session.local === undefined && runs.is === "ok" && (await joinLocal(session))) {
    return openStore(session, verb);
  }
  if (runs.is === "ok") return { session, runs: runs.value };
  const why = inWords(runs);
  const local = await inFolder(session, { verb, why });
  const found = await local.ports.store.runs();
  if (found.is !== "ok") throw storeSilent(`${why}; ${local.local}: ${inWords(found)}`);
  return { session: local, runs: found.value };
}

/** Said before and after such a run. */
export const writtenDownHere = ({ local, environment }: Session): Finding[] =>
  local === undefined
    ? []
    : [
        {
          id: "STORE_LEFT_OUT",
          severity: "warn",
          now: `The run store does not answer: this run is written down in ${local} alone, and nobody elsewhere can see it.`,
          next: `Keep that folder. Once the run store answers, from this machine: vault-dr reconcile ${environment}`,
        },
      ];

export const joinLater = ({ local, environment }: Session): Remaining[] =>
  local === undefined
    ? []
    : [
        {
          what: "take this run into the run store, from this machine, once it answers",
          command: `vault-dr reconcile ${environment}`,
        },
      ];

async function inFolder(
  session: Session,
  { verb, why }: { verb: string; why: string },
): Promise<Session> {
  const { localStore, ports, config, environment, flags } = session;
  if (localStore === undefined || (verb !== "failover" && verb !== "resume"))
    throw storeSilent(why);
  if (verb === "resume") {
    if ((await unfinishedRun(localStore.store)) === null)
      throw storeSilent(why, withoutStore(environment));
  }
  const count = Object.keys(config.stack.regions).length;
  if (count > 2 && flags.consents.acceptNoLease !== true)
    throw leaseless({ why, count, verb, environment });
  session.say(
    `! The run store does not answer (${why}). This run is written down in ${localStore.folder}.`,
  );
  // Whoever asks where the store lies is told of the folder: a bucket in the lost Region stops nobody now.
  const recovery = { ...config.stack.recovery, journal: `file:${localStore.folder}` };
  return {
    ...session,
    local: localStore.folder,
    config: { ...config, stack: { ...config.stack, recovery } },
    ports: { ...ports, store: localStore.store },
  };
}

/** A disaster that the silent store holds: another run from here does what it has left to do. */
const withoutStore = (environment: string): string =>
  ` A disaster does not wait for it: vault-dr failover ${environment} -m "why".`;

function leaseless(about: {
  why: string;
  count: number;
  verb: string;
  environment: string;
}): OperatorError {
  const { why, count, verb, environment } = about;
  const command =
    verb === "failover"
      ? `vault-dr failover ${environment} --accept-no-lease -m "why"`
      : `vault-dr resume ${environment} --accept-no-lease`;
  return new OperatorError({
    code: "NO_LEASE",
    now: `The run store does not answer (${why}), and with ${count} Regions somebody else may fail over to another one meanwhile.`,
    next: `Make it reachable. Or make sure that nobody else acts, then: ${command}`,
  });
}
