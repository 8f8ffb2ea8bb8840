import { type Answer, inWords, ok } from "../../../ground/answer.ts";
import type { Move, StepName } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import { done, type Facts, isAccepted, mayPass, STEP_DEFAULTS, type Step, todo } from "../step.ts";

/** Proves that the new primary serves, by its own address: an authenticated read, and the canary when there is one. */
export const verifyServing: Step = serving("verify-serving", "to");
export const verifyBack: Step = serving("verify-back", "from");

function serving(name: StepName, side: "from" | "to"): Step {
  return {
    ...STEP_DEFAULTS,
    name,
    settleMs: 0,
    title: (move) => `prove that ${move[side]} serves`,
    calls: (move) =>
      move.probePath === null
        ? [`GET ${move[side]} auth/token/lookup-self`]
        : [`POST, GET ${move[side]} ${move.probePath}`],
    probe: async (_ports, _move, past) => (isAccepted(past) ? done() : todo),
    act: (ports, move, { run }) => prove(ports, move, move[side], run),
    refused: (answer, move) => {
      if (mayPass(answer)) return null;
      const why = inWords(answer);
      return answer.status === 403
        ? notAccepted(move, move[side], why)
        : notServing(move, move[side], why);
    },
    late: (move, why) => notServing(move, move[side], why),
  };
}

async function prove(
  { vault, credentials }: Ports,
  move: Move,
  region: string,
  run: string,
): Promise<Answer<Facts>> {
  const token = credentials.vaultToken();
  if (token === null) return ok({ provenBy: "health" }); // nothing to authenticate with: the clients' path still tells
  if (move.probePath === null) {
    const read = await vault.acceptsToken(region, token);
    return read.is === "ok" ? ok({ provenBy: "read" }) : read;
  }
  const written = await vault.writeCanary(region, token, move.probePath, run);
  if (written.is !== "ok") return written;
  const read = await vault.readCanary(region, token, move.probePath);
  return read.is === "ok" ? ok({ provenBy: "write" }) : read;
}

/** A new primary knows no token that it had not received by the end of the old one. */
const notAccepted = (move: Move, region: string, why: string) => ({
  ...notServing(move, region, why),
  next: `Set a VAULT_TOKEN that ${region} accepts, or none: then its health is the proof. Then: vault-dr resume ${move.environment}`,
});

const notServing = ({ environment }: Move, region: string, why: string) =>
  ({
    code: "NOT_VERIFIED",
    now: `${region} is primary, but service could not be proven there (${why}).`,
    next: `Look at ${region}, then: vault-dr resume ${environment}`,
  }) as const;
