import { type Answer, inWords, ok, refused } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { Move, StepName } from "../../plan/plan.ts";
import type { Ports } from "../../ports/ports.ts";
import type { Activation, ClusterView } from "../../ports/vault.ts";
import {
  done,
  type Facts,
  isAboutCredential,
  mayPass,
  type Past,
  STEP_DEFAULTS,
  type Step,
  todo,
  unclear,
} from "../step.ts";
import { attachedFact } from "./attachedFact.ts";
import { operationTokenFor } from "./operationTokenFor.ts";

type Side = "from" | "to";

/** The demoted old primary becomes a secondary of the new one. */
export const attachOldPrimary: Step = attachment("attach-old-primary", {
  member: "from",
  primary: "to",
});

/** The way back: the target follows the old primary again, by a new activation token. */
export const attachNewSecondary: Step = attachment("attach-new-secondary", {
  member: "to",
  primary: "from",
});

/** Ends with the accepted `update-primary`; `await-attached` waits for the stream. */
function attachment(name: StepName, { member, primary }: { member: Side; primary: Side }): Step {
  return {
    ...STEP_DEFAULTS,
    name,
    touches: true,
    callMs: BOUNDS.credentialMs + 3 * BOUNDS.vaultCallMs + BOUNDS.updatePrimaryMs,
    title: (move) => `attach ${move[member]} to ${move[primary]}`,
    calls: (move) => [
      `POST ${move[member]} sys/replication/dr/secondary/generate-public-key`,
      `POST ${move[primary]} sys/replication/dr/primary/secondary-token`,
      `POST ${move[member]} sys/replication/dr/secondary/update-primary`,
    ],
    async probe({ vault, clock }, move, past) {
      const attached = done({ [attachedFact(member)]: true });
      // An answer to another process is no proof: a call of it that landed late may have undone what was accepted.
      if (past.attempts.some(({ ok, ours }) => ok && ours)) return attached;
      const [secondary, upstream] = await Promise.all([
        vault.view(move[member], BOUNDS.observeMs),
        vault.view(move[primary], BOUNDS.observeMs),
      ]);
      if (secondary.is !== "ok") return unclear(inWords(secondary));
      if (upstream.is !== "ok") return unclear(inWords(upstream));
      if (upstream.value.role !== "primary")
        return unclear(`${move[primary]} says ${upstream.value.role}`);
      if (secondary.value.role !== "secondary")
        return unclear(`${move[member]} says ${secondary.value.role}`);
      return isFollowing(secondary.value, upstream.value, clock.now()) ? attached : todo;
    },
    act: (ports, move, past) => attach(ports, move, { member, primary, past }),
    refused: (answer, move) =>
      mayPass(answer) || isAboutCredential(answer) ? null : failed(move, member, inWords(answer)),
    late: (move, why) => failed(move, member, why),
  };
}

/**
 * Under an id that no activation token of the primary has: a call whose answer was lost may land late, and must find its
 * token as good as the one that was accepted meanwhile. By the public-key flow, where the member calls no API of the primary and so needs no DNS; by the wrapped token and
 * the primary's own address where Vault is too old for it.
 */
async function attach(
  { vault, credentials }: Ports,
  move: Move,
  { member, primary, past }: { member: Side; primary: Side; past: Past },
): Promise<Answer<Facts>> {
  const token = credentials.vaultToken();
  if (token === null) return refused(401, "VAULT_TOKEN is not set");
  const operation = await operationTokenFor({ credentials }, move, member);
  if (operation.is !== "ok") return operation;
  const memberToken = credentials.tokenFor(move[member]);
  const activation = await activate({ vault, move, member, primary, token, memberToken, past });
  if (activation.is !== "ok") return activation;
  if (!isInTime(past, BOUNDS.updatePrimaryMs)) return TOO_LATE;
  const updated = await vault.updatePrimary(move[member], {
    operationToken: operation.value.token,
    activation: activation.value.token,
    primaryApiAddr: activation.value.wrapped ? move.apiAddress[primary] : null,
    boundMs: BOUNDS.updatePrimaryMs,
  });
  if (updated.is === "refused" && isAboutCredential(updated))
    credentials.reject(move[member], operation.value);
  return updated.is === "ok" ? ok({}) : updated;
}

const isInTime = ({ mayStillSend }: Past, boundMs: number): boolean => mayStillSend(boundMs);

const TOO_LATE = refused(503, "not sent: the calls before took too long");

type Activating = {
  vault: Ports["vault"];
  move: Move;
  member: Side;
  primary: Side;
  /** The primary's. */
  token: Secret;
  memberToken: Secret | null;
  past: Past;
};

async function activate({
  vault,
  move,
  member,
  primary,
  token,
  memberToken,
  past,
}: Activating): Promise<Answer<Activation>> {
  const upstream = await vault.view(move[primary], BOUNDS.observeMs);
  if (upstream.is !== "ok") return upstream;
  const id = freeId(move.secondaryId[member], upstream.value.knownSecondaries);
  const publicKey = await vault.makePublicKey(move[member], memberToken);
  // Only a Vault that has no such call is attached by the weaker way.
  if (publicKey.is === "unknown" || (publicKey.is === "refused" && mayPass(publicKey)))
    return publicKey;
  if (!isInTime(past, BOUNDS.vaultCallMs + BOUNDS.updatePrimaryMs)) return TOO_LATE;
  return vault.issueActivation(move[primary], token, {
    id,
    publicKey: publicKey.is === "ok" ? publicKey.value : null,
  });
}

/** The name itself, or the first of `name-2`, `name-3` … that is not taken. A primary forgets them all when it is demoted. */
function freeId(name: string, taken: string[]): string {
  for (let count = 1; ; count++) {
    const id = count === 1 ? name : `${name}-${count}`;
    if (!taken.includes(id)) return id;
  }
}

/**
 * `stream-wals` alone proves nothing: the link must be ready, young, and known to the primary. Before Vault 1.5 no
 * heartbeat is told and nothing proves it: whoever asks attaches once more, which does no harm.
 */
function isFollowing(member: ClusterView, primary: ClusterView, now: number): boolean {
  const heartbeats = member.peers.flatMap(({ lastHeartbeatMs }) => lastHeartbeatMs ?? []);
  return (
    member.state === "stream-wals" &&
    (member.connectionState === null || member.connectionState === "ready") &&
    member.secondaryId !== null &&
    primary.knownSecondaries.includes(member.secondaryId) &&
    heartbeats.some((at) => now - at < BOUNDS.heartbeatMs)
  );
}

const failed = (move: Move, member: Side, why: string) =>
  ({
    code: "ATTACH_FAILED",
    now: `${move[member]} could not be attached (${why}).`,
    next: `Mend that, then: vault-dr resume ${move.environment}`,
  }) as const;
