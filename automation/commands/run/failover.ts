import { OperatorError } from "../../../ground/errors.ts";
import type { OutcomeDocument } from "../../report/outcome.ts";
import type { Session } from "../session.ts";
import { notGiven } from "./consent.ts";
import { perform } from "./perform.ts";

/** The serving Region is lost. A reason is part of the record: it is asked for when `-m` was left out. */
export async function failover(session: Session): Promise<OutcomeDocument> {
  const { flags } = session;
  const reason = flags.reason?.trim() || (await askedFor(session));
  return perform({ ...session, flags: { ...flags, reason } }, "failover");
}

async function askedFor({ ports: { human }, environment }: Session): Promise<string> {
  const answer = human.present()
    ? await human.ask("Why is this failover needed?")
    : ({ is: "nothing" } as const);
  if (answer.is === "given") return answer.text;
  if (answer.is !== "nothing") {
    const { id: code, now, next } = notGiven(answer.is);
    throw new OperatorError({ code, now, next });
  }
  throw new OperatorError({
    code: "REASON_MISSING",
    now: "A failover needs a reason. Nothing was contacted.",
    next: `Say it: vault-dr failover ${environment} -m "why"`,
  });
}
