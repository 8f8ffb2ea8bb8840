import { type Answer, ok, type Refused, refused, type Unknown } from "../../../ground/answer.ts";
import type { Clock } from "../../../ground/clock.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { GenerationAttempt, GenerationSlot, VaultPort } from "../../ports/vault.ts";
import type { SortedShares } from "./keyShares.ts";
import { isSame, type ShareSet, shareSets } from "./shareSets.ts";
import { explained, gaveWay, lostAgain, noSetFits, tooFew } from "./texts.ts";

/** `attempts`: how often the slot is taken, the first time included. `combinations`: how many sets of shares are tried. */
export type CeremonyBounds = { attempts: number; combinations: number };

export type CeremonyOptions = {
  vault: VaultPort;
  clock: Pick<Clock, "sleep">;
  shares: SortedShares;
  bounds: CeremonyBounds;
  /** Hears of an unfinished attempt that had to give way. */
  notice: (text: string) => void;
};

/** A token, and what was learnt of the shares on the way. */
export type Generated = { token: Secret; accepted: ShareSet; failed: ShareSet[] };

/** `lost`: the attempt is gone, or nobody knows; it is begun anew. `over`: another attempt would end the same way. */
type Ended = { is: "lost" | "over"; answer: Refused | Unknown };
type Begun = { is: "begun"; attempt: GenerationAttempt } | Ended;
type Fed = { is: "token"; token: Secret; set: ShareSet } | { is: "wrong"; text: string } | Ended;

/** Between two attempts: a new active node needs a moment. */
const PAUSE_MS = 200;

/**
 * Generates a token in `slot`: free the slot, start, feed. A wrong share shows at the threshold only,
 * and spoils the set, not the attempt: the next set goes into the same one. `preferred` is tried first.
 */
export async function generateToken(
  options: CeremonyOptions,
  slot: GenerationSlot,
  preferred: ShareSet | null,
): Promise<Answer<Generated>> {
  const { clock, bounds } = options;
  const failed: ShareSet[] = [];
  let last: Refused | Unknown = refused(409, "no attempt was allowed");
  for (let attempt = 0; attempt < bounds.attempts; attempt++) {
    if (attempt > 0) await clock.sleep(PAUSE_MS);
    const begun = await begin(options, slot);
    if (begun.is !== "begun") {
      if (begun.is === "over") return begun.answer;
      last = begun.answer;
      continue;
    }
    const fed = await feedSets(options, slot, begun.attempt, preferred, failed);
    if (fed.is === "token") return ok({ token: fed.token, accepted: fed.set, failed });
    await release(options, slot, begun.attempt);
    if (fed.is === "over") return fed.answer;
    last = fed.answer;
  }
  if (last.is === "unknown") return last;
  return lostAgain(slot.region, bounds.attempts, last.text);
}

/** Somebody else's attempt in the slot is cancelled: nobody but its owner could finish it. */
async function begin(options: CeremonyOptions, slot: GenerationSlot): Promise<Begun> {
  const { vault, shares } = options;
  const over = (answer: Refused | Unknown): Begun => ({
    is: "over",
    answer: explained(answer, slot),
  });
  const status = await vault.generation(slot);
  if (status.is !== "ok") return over(status);
  const few = tooFew(status.value.required, shares);
  if (few !== null) return over(few);
  if (status.value.started) {
    const cancelled = await vault.cancelGeneration(slot);
    if (cancelled.is !== "ok") return over(cancelled);
    options.notice(gaveWay(slot.region, status.value));
  }
  const started = await vault.startGeneration(slot);
  if (started.is === "ok") return { is: "begun", attempt: started.value };
  return isLost(started) ? { is: "lost", answer: started } : over(started);
}

async function feedSets(
  options: CeremonyOptions,
  slot: GenerationSlot,
  attempt: GenerationAttempt,
  preferred: ShareSet | null,
  failed: ShareSet[],
): Promise<Exclude<Fed, { is: "wrong" }>> {
  const { shares, bounds } = options;
  const size = attempt.required;
  const ordered = shareSets(shares.usable, size, bounds.combinations);
  if (preferred?.length === size) ordered.unshift(preferred);
  let text = "";
  for (const set of ordered) {
    if (failed.some((other) => isSame(other, set))) continue;
    const fed = await feedSet(options, slot, attempt, set);
    if (fed.is === "over") return { ...fed, answer: explained(fed.answer, slot) };
    if (fed.is !== "wrong") return fed;
    failed.push(set);
    text = fed.text;
  }
  return { is: "over", answer: noSetFits(shares.usable, size, failed.length, text) };
}

async function feedSet(
  { vault }: CeremonyOptions,
  slot: GenerationSlot,
  attempt: GenerationAttempt,
  set: ShareSet,
): Promise<Fed> {
  for (const { share } of set) {
    const answer = await vault.feedShare(slot, attempt, share);
    if (answer.is !== "ok") {
      const wrong = answer.is === "refused" && AT_THRESHOLD.test(answer.text);
      if (wrong) return { is: "wrong", text: answer.text };
      return { is: isLost(answer) ? "lost" : "over", answer };
    }
    if (answer.value.token !== null) return { is: "token", token: answer.value.token, set };
  }
  return { is: "lost", answer: refused(409, "all shares were taken and no token came") };
}

/** Vault combined the shares and they opened nothing. */
const AT_THRESHOLD = /root generation aborted|failed to compute root key/;
/** The slot is not, or no longer, ours. */
const NOT_OURS =
  /already in progress|no root generation in progress|incorrect (nonce|strategy)|already been provided/;

function isLost(answer: Refused | Unknown): boolean {
  if (answer.is === "unknown") return answer.why !== "unreadable";
  return !answer.definite || NOT_OURS.test(answer.text);
}

/** Leaves the slot free, unless somebody else holds it by now. */
async function release(
  { vault }: CeremonyOptions,
  slot: GenerationSlot,
  { nonce }: GenerationAttempt,
): Promise<void> {
  const status = await vault.generation(slot);
  if (status.is === "ok" && status.value.started && status.value.nonce === nonce) {
    await vault.cancelGeneration(slot);
  }
}
