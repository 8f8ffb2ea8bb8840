import type { Audit } from "../audit.ts";
import type { CommandEnd } from "../process.ts";
import type { SimWorld } from "../world.ts";

/** Exit codes with which nothing was changed, so that none of them may follow an act. */
const UNTOUCHED = [1, 2, 3, 6, 8, 9, 10, 11];

/** At most one cluster is writable and reachable, except where a run has recorded that the old primary was silent. */
export function judgeOverlaps({ vault, clock }: SimWorld, audit: Audit): void {
  const unproven = audit
    .runs()
    .filter(({ facts }) => facts.fence === "unproven")
    .flatMap(({ plan }) => (plan === null ? [] : [plan.move]));
  for (const { from, to, regions } of vault.writable.overlaps()) {
    const allowed = unproven.some(
      (move) => regions.includes(move.from) && regions.includes(move.to),
    );
    const ms = (to ?? clock.now()) - from;
    if (!allowed)
      audit.fail("one primary", `${regions.join(" and ")} both took writes for ${ms} ms`);
  }
}

/** The exit code says what the run's journal says. */
export function judgeCommand(audit: Audit, verb: string, end: CommandEnd): void {
  if (end?.run == null) return;
  const { touched } = audit.run(end.run);
  if (touched && UNTOUCHED.includes(end.exitCode))
    audit.fail("exit code", `${verb} ends with ${end.exitCode} after an act`);
  if (!touched && [12, 14].includes(end.exitCode))
    audit.fail("exit code", `${verb} ends with ${end.exitCode} without an act`);
}

/** No secret stands in anything that was printed or kept. */
export function judgeSecrets({ vault, store }: SimWorld, audit: Audit, printed: string): void {
  const kept = store.bytes();
  for (const secret of vault.issued) {
    if (printed.includes(secret) || kept.includes(secret)) {
      audit.fail("no secret", "a secret stands in what was printed or kept");
      return;
    }
  }
}
