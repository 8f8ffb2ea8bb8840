import { type Answer, ok } from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Lease, StorePort } from "../ports/store.ts";

/**
 * Ends a lease by hand, and answers with it as it is from now on. Its number is higher than its holder's, so the store
 * refuses whatever that one still writes; a call that it announced may still take effect, and successors wait for that.
 * Refused with 409 when `seen` is not what is stored any more.
 */
export async function endByHand(
  { store, clock }: { store: StorePort; clock: Clock },
  seen: Lease,
): Promise<Answer<Lease>> {
  const now = clock.now();
  const { user, host } = store.self();
  const next: Lease = {
    ...seen,
    number: seen.number + 1,
    expiresAt: now,
    released: store.isGone(seen.holder) || now >= seen.busyUntil,
    releasedBy: `${user}@${host}`,
  };
  const put = await store.putLease(next, seen);
  return put.is === "ok" ? ok(next) : put;
}
