import { inWords, ok, refused } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Failure } from "../../../ground/errors.ts";
import type { Move, StepName } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import {
  done,
  isAboutCredential,
  mayPass,
  type Probe,
  STEP_DEFAULTS,
  type Step,
  todo,
  unclear,
} from "../step.ts";
import { operationTokenFor } from "./operationTokenFor.ts";

/** The status of a refusal that Vault never gave: there was no credential to send. */
const NOTHING_SENT = 0;

/** Promotes the target and waits until it is a primary that runs. */
export const promoteNewPrimary: Step = promotion("promote-new-primary", "to");

/**
 * The way back: the old primary serves again. Where it is found to be primary, a demotion whose answer was lost may
 * still be on its way, and is waited out; where we promoted it, the only one that was sent has had its effect.
 */
export const promoteBack: Step = {
  ...promotion("promote-back", "from"),
  async probe(ports, move, { attempts, lost }) {
    const demotions = lost(["demote-old-primary", "fence-old-primary"]);
    const probe = await primaryProbe(ports, move.from);
    const spent = attempts.length > 0 && demotions.sent <= 1;
    if (probe.is !== "done" || spent || ports.clock.now() >= demotions.busyUntil) return probe;
    return unclear("a demotion whose answer was lost may still take effect");
  },
};

function promotion(name: StepName, side: "from" | "to"): Step {
  return {
    ...STEP_DEFAULTS,
    name,
    undo: side === "to" ? "promote-back" : null,
    touches: true,
    callMs: BOUNDS.credentialMs + BOUNDS.roleCallMs,
    title: (move) => `promote ${move[side]}${side === "from" ? " again" : ""}`,
    calls: (move) => [`POST ${move[side]} sys/replication/dr/secondary/promote`],
    probe: (ports, move) => primaryProbe(ports, move[side]),
    async act({ vault, credentials }, move, { mayStillSend }) {
      const region = move[side];
      const token = await operationTokenFor({ credentials }, move, side);
      if (token.is === "refused") return refused(NOTHING_SENT, token.text);
      if (token.is === "unknown")
        return refused(503, `no DR operation token yet: ${inWords(token)}`);
      // A key ceremony may have taken its time: others were told until when a promotion may have effect.
      if (!mayStillSend(BOUNDS.roleCallMs)) return refused(503, "the key ceremony took too long");
      const answer = await vault.promote(region, {
        operationToken: token.value.token,
        primaryClusterAddr: move.clusterAddress[side],
        force: side === "to" && move.options.forceIncomplete,
      });
      if (answer.is === "refused" && isAboutCredential(answer)) {
        credentials.reject(region, token.value);
      }
      return answer.is === "ok" ? ok({}) : answer;
    },
    hasTakenEffect: async (ports, move) => (await primaryProbe(ports, move[side])).is === "done",
    refused: (answer, move) =>
      answer.status !== NOTHING_SENT && (mayPass(answer) || isAboutCredential(answer))
        ? null // the next sending tries the next source of a credential
        : promotionRefused(move, move[side], inWords(answer)),
    late: (move, why) => notPrimary(move, side, why),
  };
}

async function primaryProbe({ vault }: Ports, region: string): Promise<Probe> {
  const seen = await vault.view(region, BOUNDS.observeMs);
  if (seen.is !== "ok") return unclear(inWords(seen));
  const { role, state, sealed } = seen.value;
  if (role === "secondary") return todo;
  if (role === "primary" && state === "running" && !sealed) return done();
  return unclear(`${region} says ${role}${state === "" ? "" : `, ${state}`}`);
}

const promotionRefused = ({ environment }: Move, region: string, why: string) =>
  ({
    code: "PROMOTION_REFUSED",
    now: `${region} did not accept the promotion (${why}).`,
    next: `Give a DR operation token that ${region} accepts, or wait until it has caught up: vault-dr check ${environment}`,
  }) as const;

function notPrimary({ environment, ...move }: Move, side: "from" | "to", why: string): Failure {
  const region = move[side];
  const resume = `vault-dr resume ${environment}`;
  // Nothing brings it there any more once the primary that it follows is gone.
  const isBehind = side === "to" && /catching up/i.test(why);
  return {
    code: "NOT_PRIMARY_IN_TIME",
    now: `${region} was not seen to become primary in time: ${why}.`,
    next: isBehind
      ? `Wait until it has caught up: ${resume}. Or promote what it has, and lose the rest: ${resume} --force-incomplete`
      : `Look at ${region}, then go on with: ${resume}`,
  };
}
