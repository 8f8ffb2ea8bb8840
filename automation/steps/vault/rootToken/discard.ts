import { inWords, ok } from "../../../../ground/answer.ts";
import { BOUNDS } from "../../../../ground/bounds.ts";
import type { ClusterView } from "../../../ports/vault.ts";
import {
  done,
  isAccepted,
  type Past,
  STEP_DEFAULTS,
  type Step,
  todo,
  unclear,
} from "../../step.ts";

/**
 * Sees to it that no root token is left. A primary revokes it. A secondary cannot; it never was in the new primary,
 * so that it is gone once the old one has the new one's data.
 */
export const discardRootToken: Step = {
  ...STEP_DEFAULTS,
  name: "discard-root-token",
  title: ({ from }) => `leave no root token in ${from}`,
  calls: ({ from, to }) => [
    `POST ${from} auth/token/revoke-self, where it is still a primary; else`,
    `GET ${from}, ${to} sys/replication/dr/status: it has the data of ${to}, in which the token never was`,
  ],
  async probe({ vault }, move, past) {
    if (isAccepted(past)) return done();
    const [old, serving] = await Promise.all([
      vault.view(move.from, BOUNDS.observeMs),
      vault.view(move.to, BOUNDS.observeMs),
    ]);
    if (old.is !== "ok") return unclear(inWords(old));
    if (old.value.role === "primary") return todo;
    if (serving.is !== "ok") return unclear(inWords(serving));
    return hasDataOf(serving.value, old.value, past)
      ? todo
      : unclear(`${move.from} is not seen to have the data of ${move.to}`);
  },
  async act({ vault, credentials }, { from }) {
    const old = await vault.view(from, BOUNDS.observeMs);
    if (old.is !== "ok") return old;
    if (old.value.role !== "primary") {
      credentials.forgetRoot(from);
      return ok({ rootToken: "gone with the old data" });
    }
    const revoked = await credentials.discardRoot(from);
    return revoked.is === "ok" ? ok({ rootToken: "revoked" }) : revoked;
  },
  refused: () => null,
  late: (move, reason) => ({
    code: "TOKENS_LEFT",
    now: `It is not proven that the root token generated in ${move.from} is gone: ${reason}.`,
    next: `Once ${move.from} streams from ${move.to}: vault-dr resume ${move.environment}`,
  }),
};

/** Equal roots say it; under writes they are never seen, and having been attached in this run says the same. */
const hasDataOf = (primary: ClusterView, member: ClusterView, { facts }: Past): boolean =>
  (member.merkleRoot !== null && member.merkleRoot === primary.merkleRoot) ||
  (facts.attached === true && member.state === "stream-wals");
