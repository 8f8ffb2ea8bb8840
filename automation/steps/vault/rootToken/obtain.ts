import { closing, inWords, ok } from "../../../../ground/answer.ts";
import { BOUNDS } from "../../../../ground/bounds.ts";
import type { Move } from "../../../plan/plan.ts";
import type { Ports } from "../../../ports/ports.ts";
import {
  done,
  isAccepted,
  mayPass,
  type Probe,
  STEP_DEFAULTS,
  type Step,
  todo,
  unclear,
} from "../../step.ts";

const DEMOTE = "sys/replication/dr/primary/demote";

/**
 * Has a token in hand with which the old primary can be demoted, before anything is touched: a root token from key
 * shares, where it does not accept VAULT_TOKEN. Its value dies with the process.
 */
export const obtainRootToken: Step = {
  ...STEP_DEFAULTS,
  name: "obtain-root-token",
  fleeting: true,
  callMs: BOUNDS.credentialMs,
  settleMs: 0,
  title: ({ from }) => `have a root token of ${from} in hand`,
  calls: ({ from }) => [`POST ${from} sys/generate-root/{attempt,update}, with key shares`],
  async probe(ports, move, past) {
    if (isAccepted(past)) return done();
    const old = await ports.vault.view(move.from, BOUNDS.observeMs);
    if (old.is !== "ok") return unclear(inWords(old));
    if (old.value.role === "secondary") return done();
    if (old.value.role !== "primary") return unclear(`${move.from} says ${old.value.role}`);
    return isNeeded(ports, move);
  },
  async act({ credentials }, { from }, { leaseNumber }) {
    const obtained = await credentials.obtainRoot(from);
    return obtained.is === "ok" ? ok({ rootTokenFor: leaseNumber }) : obtained;
  },
  refused: (answer, { from }) =>
    mayPass(answer) || DISABLED.test(answer.text) // it is a secondary by now: the next look tells
      ? null
      : {
          code: "CREDENTIAL_REFUSED",
          now: `No root token could be generated in ${from}: ${closing(answer.text)}`,
          next: `Give enough VAULT_RECOVERY_KEY_1…n of this pair, or a VAULT_TOKEN that may update ${DEMOTE} there.`,
        },
  late: ({ from }, why) => ({
    code: "CREDENTIAL_REFUSED",
    now: `No root token could be generated in ${from} in time: ${why}.`,
    next: "Look why the key ceremony stalls, then run this again.",
  }),
};

const DISABLED = /path disabled/i;

/** A token that is accepted by now makes the generated one needless. */
async function isNeeded({ vault, credentials }: Ports, { from }: Move): Promise<Probe> {
  const token = credentials.vaultToken();
  if (token === null) return todo;
  const missing = await vault.missingCapabilities(from, token, [DEMOTE]);
  if (missing.is === "unknown") return unclear(inWords(missing));
  if (missing.is === "refused") return missing.status === 403 ? todo : unclear(inWords(missing));
  return missing.value.length === 0 ? done() : todo;
}
