import { inWords, unknown } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { TOO_LATE, withinMs } from "../../../ground/clock.ts";
import type { Finding } from "../../../ground/errors.ts";
import type { Meter } from "../../engine/meter.ts";
import type { Phase } from "../../journal/events.ts";
import type { RunState } from "../../journal/fold.ts";
import { refuse } from "../../plan/guards/guard.ts";
import type { CredentialsPort } from "../../ports/credentials.ts";
import type { Ports } from "../../ports/ports.ts";
import type { Session } from "../session.ts";
import { unlessStopped } from "../unlessStopped.ts";
import { type Quorum, quorumFor } from "./quorum.ts";

/**
 * Has a quorum of key shares in memory for a run that needs one: from the environment, then by the operator's command,
 * then from holders at the terminal. Touches nothing. null: the run goes on; else why it ends here.
 */
export async function collectShares(
  session: Session,
  meter: Meter,
  about: About,
): Promise<Finding[] | null> {
  const { signal } = session;
  try {
    return await unlessStopped(signal, () => collect(session, meter, about));
  } catch (error) {
    if (!signal.aborted) throw error;
    return [notTyped("cancelled", about.state)];
  }
}

type About = { state: RunState; phase: Phase };

async function collect(
  session: Session,
  meter: Meter,
  { state, phase }: About,
): Promise<Finding[] | null> {
  const ports = meter.watch(session.ports);
  const { credentials } = ports;
  const quorum = quorumFor(state, phase, credentials.view());
  if (quorum === null) return null;
  const needed = await thresholdIn(ports, quorum);
  if (typeof needed !== "number") return needed;
  const missing = () => needed - credentials.view().usableShares;
  const troubles: string[] = [];
  const { command, terminal } = credentials.view().holders;
  if (missing() > 0 && command) {
    // The time of the operator's own command is not Vault's.
    const fetched = await meter.during("hook", session.ports.credentials.fetchShares());
    if (fetched.is !== "ok") troubles.push(`The key share command failed: ${fetched.text}.`);
    for (const trouble of troubles) session.say(trouble);
  }
  if (missing() > 0 && terminal) {
    const ended = await askHolders(session, ports, needed);
    if (ended !== null) return [notTyped(ended, state)];
  }
  return missing() > 0 ? [tooFew(quorum, needed, credentials, troubles)] : null;
}

/** The number, or where it cannot be had: null when the shares that are there may do, else why the run ends. */
async function thresholdIn(
  { clock, credentials }: Ports,
  { region }: Quorum,
): Promise<number | Finding[] | null> {
  const some = credentials.view().usableShares > 0;
  const boundMs = some ? BOUNDS.observeMs : BOUNDS.credentialMs;
  const told = await withinMs(clock, boundMs, credentials.sharesNeeded(region));
  const answer = told === TOO_LATE ? unknown("timed-out", `no answer in ${boundMs} ms`) : told;
  if (answer.is === "ok") return answer.value;
  // The key ceremony asks again, and tells.
  if (some) return null;
  const now = `${region} does not say how many key shares it asks for (${inWords(answer)}).`;
  return [refuse("CREDENTIAL_REFUSED", now, "Mend that, then run the command again.")];
}

/** In any order, each of them hidden. What no cluster would take is said at once, and asked for again. */
async function askHolders(
  session: Session,
  { human, credentials }: Ports,
  needed: number,
): Promise<"cancelled" | "timed-out" | null> {
  for (let mistyped = 0; mistyped < BOUNDS.shareTypings; ) {
    const { shares: given, usableShares: have } = credentials.view();
    if (have >= needed) return null;
    // By its position it is named later, should it be wrong; useless ones of the environment have positions too.
    const place = given === have ? "" : `${given + 1}, `;
    const typed = await human.secret(
      `Key share ${place}${have + 1} of ${needed} (any holder; input is hidden)`,
    );
    if (typed.is === "cancelled" || typed.is === "timed-out") return typed.is;
    const why = typed.is === "nothing" ? "nothing was typed" : credentials.addShare(typed.secret);
    mistyped = why === null ? 0 : mistyped + 1;
    if (why !== null) session.say(`! ${why}: it does not count.`);
  }
  return null;
}

function notTyped(why: "cancelled" | "timed-out", { touched, run }: RunState): Finding {
  const stands = touched ? `Run ${run} stays unfinished.` : "Nothing was changed.";
  const next = "Run the command again when the holders of the key shares are there.";
  return why === "timed-out"
    ? refuse("PROMPT_TIMED_OUT", `Nobody typed a key share. ${stands}`, next)
    : refuse("CANCELLED", `Called off while key shares were asked for. ${stands}`, next);
}

function tooFew(
  { why }: Quorum,
  needed: number,
  credentials: CredentialsPort,
  troubles: string[],
): Finding {
  const { usableShares: have } = credentials.view();
  const forWhat = why === "way back" ? " for the way back" : "";
  const now = `${needed} key shares are needed${forWhat}, ${have} ${have === 1 ? "is" : "are"} there.`;
  const id = have === 0 ? "CREDENTIAL_MISSING" : "CREDENTIAL_REFUSED";
  return refuse(
    why === "way back" ? "EXPIRY_UNKNOWN" : id,
    [...troubles, now].join(" "),
    "Set VAULT_RECOVERY_KEY_1…n, or give --key-share-command CMD, which prints one share a line, or run it on a terminal, where the holders are asked.",
  );
}
