import { expect } from "chai";
import { STEPS } from "../../automation/steps/catalogue.ts";
import { refused } from "../../ground/answer.ts";
import type { Failure } from "../../ground/errors.ts";
import { aMove } from "../helpers/virtual/moves.ts";
import { faultsIn } from "../helpers/words/sentences.ts";

/** What Vault, Route 53, Pulumi and hooks refuse with; 0 stands for a call that was not sent. */
const STATUSES = [0, 1, 128, 400, 401, 403, 404, 409, 412, 422, 429, 500, 501, 503];

const refusals = STATUSES.flatMap((status) => [
  refused(status, "permission denied"),
  refused(status, "the stack is locked by kim", false),
]);

const MOVES = [
  aMove(),
  aMove({ verb: "failover" }, { oldPrimarySilent: true, quiesce: false }),
  aMove({ verb: "reattach" }, { generateRoot: true }),
];

/** Every failure that a step can end with when it is late or refused. */
function failuresOf(step: (typeof STEPS)[keyof typeof STEPS]): Failure[] {
  return MOVES.flatMap((move) => [
    step.late(move, "it does not answer"),
    ...refusals.flatMap((refusal) => step.refused(refusal, move) ?? []),
  ]);
}

describe("what the steps say", () => {
  for (const step of Object.values(STEPS)) {
    it(`is in sentences when ${step.name} fails: what is true, and what to do`, () => {
      expect([...new Set(failuresOf(step).flatMap(faultsIn))]).to.deep.equal([]);
    });
  }
});
