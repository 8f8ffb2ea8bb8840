import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { brokenIn, copyProject, type Mutation, mutated } from "./helpers/mutants/copy.ts";
import { PROPERTIES } from "./helpers/mutants/properties.ts";

type Mutant = Mutation & { does: string; caughtBy: keyof typeof PROPERTIES };

const STORED = "two primaries are never writable at once, and no act is made that is not on record";

const DEMOTE_STAGE = `stage("demote", step("demote-old-primary", BOUNDS.demoteMs)),`;
const HAND_OVER = `stage(
        "hand over",
        step("move-traffic", BOUNDS.trafficMs),
        step("compare-roots", BOUNDS.demoteMs),
      ),`;
const BY_HAND =
  "a lease that was ended by hand is lost for its holder, and free when its last call is over";
const CREDENTIAL = "who resumes demotes nothing without a credential of its own";

/** A check that cannot fail is a defect: for each property at least one mistake that it catches. */
const MUTANTS: Mutant[] = [
  {
    // Without the demotion alone nothing is promoted: no equality of a demoted cluster is ever seen.
    does: "promotes without demoting or comparing",
    file: "automation/plan/stages/planned.ts",
    from: `${DEMOTE_STAGE}\n      ${HAND_OVER}`,
    to: `stage("hand over", step("move-traffic", BOUNDS.trafficMs)),`,
    caughtBy: STORED,
  },
  {
    does: "sends before `started` is on record",
    file: "automation/engine/runStep.ts",
    from: `await journal.append({ kind: "started"`,
    to: `journal.note({ kind: "started"`,
    caughtBy: STORED,
  },
  {
    does: "promotes in a disaster beside a primary that answers",
    file: "automation/plan/stages/disaster.ts",
    from: `: [stage("credentials", credential, ...hooks), stage("fence", fence)]`,
    to: `: [stage("credentials", credential)]`,
    caughtBy: "a disaster demotes what answers before it promotes",
  },
  {
    does: "goes back although a promotion's fate is unknown",
    file: "automation/engine/watchdog.ts",
    from: `answer?.is !== "refused" || !answer.definite`,
    to: `answer?.is === "ok"`,
    caughtBy: "nobody goes back while a promotion's fate is unknown",
  },
  {
    does: "takes a load balancer's word for Vault's",
    file: "automation/adapters/vault/refusal.ts",
    from: "sure(status) || notBegun",
    to: "status > 0 || notBegun",
    caughtBy: "a load balancer's 503 is no definite refusal",
  },
  {
    does: "goes back without reading the target",
    file: "automation/engine/run.ts",
    from: `if (probe.is !== "todo") return`,
    to: `if (probe.is === "impossible") return`,
    caughtBy: "nobody goes back when the target does not read as a secondary",
  },
  {
    does: "forgets on resume that it was on its way back",
    file: "automation/engine/run.ts",
    from: `if (journal.state.phase === "back") return goOnBack(running);`,
    to: "",
    caughtBy: "a way back that was begun is gone to its end",
  },
  {
    does: "never finds a rollback due",
    file: "automation/engine/watchdog.ts",
    from: "return armed.at + afterMs;",
    to: "return armed.at + afterMs + 1e9;",
    caughtBy: "a run goes back when rollbackAfter has passed and nothing was promoted",
  },
  {
    does: "ignores unequal roots",
    file: "automation/steps/vault/compareRoots.ts",
    from: "if (old.merkleRoot === target.merkleRoot) return",
    to: "if (target.merkleRoot !== null) return",
    caughtBy: "a planned move that would lose a write goes back",
  },
  {
    does: "acts without the lease, as a second driver",
    file: "automation/engine/lease.ts",
    from: "if (seen !== null && !mayFollow(seen, store, now)) throw held(seen, now, environment);",
    to: "",
    caughtBy: "one of two drivers acts",
  },
  {
    does: "follows a stranger whose last call may still take effect",
    file: "automation/engine/lease.ts",
    from: "now >= Math.max(seen.expiresAt, seen.busyUntil)",
    to: "now >= seen.expiresAt",
    caughtBy: "a stranger waits until the holder's last call can have no effect",
  },
  {
    does: "ends a lease by hand without a new number",
    file: "automation/engine/release.ts",
    from: "number: seen.number + 1,",
    to: "number: seen.number,",
    caughtBy: BY_HAND,
  },
  {
    does: "ends a lease by hand although an announced call may still take effect",
    file: "automation/engine/release.ts",
    from: "store.isGone(seen.holder) || now >= seen.busyUntil",
    to: "true",
    caughtBy: BY_HAND,
  },
  {
    does: "does not notice that another has taken the lease",
    file: "automation/engine/lease.ts",
    from: "if (stored === null || !this.#isOurs(stored))",
    to: "if (stored === null)",
    caughtBy: "a holder who was overtaken may not act",
  },
  {
    does: "goes on when the store refused an entry",
    file: "automation/journal/journal.ts",
    from: `if (answer.is === "refused") {`,
    to: `if (answer.is === "refused" && answer.status !== 409) {`,
    caughtBy: "the journal takes nothing for written that the store refused",
  },
  {
    does: "accepts a late writer with an old lease number",
    file: "automation/adapters/fileStore.ts",
    from: "if (stored <= leaseNumber) return null;",
    to: "if (stored >= 0) return null;",
    caughtBy: "the run store refuses a late writer",
  },
  {
    does: "acts after the laptop slept",
    file: "automation/engine/runStep.ts",
    from: "past.mayStillSend(0)\n    ?",
    to: "busyUntil > 0\n    ?",
    caughtBy: "a machine that slept before it sent does not send",
  },
  {
    does: "prints a secret",
    file: "ground/secret.ts",
    from: "toJSON(): string {\n    return MASK;",
    to: "toJSON(): string {\n    return this.#value;",
    caughtBy: "no secret can be printed",
  },
  {
    does: "writes a token down",
    file: "automation/steps/vault/operationToken.ts",
    from: "tokenSource: token.value.source",
    to: "tokenSource: token.value.token.reveal()",
    caughtBy: "no secret stands in what is stored",
  },
  {
    does: "takes a call for accepted whose answer it never heard",
    file: "automation/engine/past.ts",
    from: `ok: answer?.is === "ok",`,
    to: `ok: answer?.is !== "refused",`,
    caughtBy: "a run that is resumed after a crash acts as it would have",
  },
  {
    does: "trusts what a dead process had established",
    file: "automation/engine/runStep.ts",
    from: "!step.fleeting || finished.epoch === journal.state.epoch || isCommitted(plan, journal.state)",
    to: "true",
    caughtBy: CREDENTIAL,
  },
  {
    does: "takes a dead process's token for its own",
    file: "automation/engine/past.ts",
    from: "step.fleeting ? own.filter(({ epoch }) => epoch === state.epoch) : own",
    to: "own",
    caughtBy: CREDENTIAL,
  },
  {
    does: "promotes after its announced end",
    file: "automation/steps/vault/promote.ts",
    from: "if (!mayStillSend(BOUNDS.roleCallMs))",
    to: "if (BOUNDS.roleCallMs < 0)",
    caughtBy: "no promotion is sent after its announced end, however long the key ceremony took",
  },
  {
    does: "promotes although it has stopped waiting for that",
    file: "automation/engine/answerOrEffect.ts",
    from: "isAwaited && past.mayStillSend(boundMs)",
    to: "past.mayStillSend(boundMs)",
    caughtBy: "a call that nobody waits for any more is not sent",
  },
  {
    does: "attaches after its announced end",
    file: "automation/steps/vault/attach.ts",
    from: "=> mayStillSend(boundMs);",
    to: "=> boundMs >= 0 || mayStillSend(boundMs);",
    caughtBy: "no attachment is sent after its announced end, however long the key ceremony took",
  },
  {
    does: "takes a renewal for stored whose answer it never heard",
    file: "automation/engine/lease.ts",
    from: `if (put.is !== "ok") {\n      const error`,
    to: `if (put.is === "refused") {\n      const error`,
    caughtBy: "an act is announced in the store before it is made",
  },
  {
    does: "goes on with a root token that died with another process",
    file: "automation/engine/watchdog.ts",
    from: "return step !== null && ",
    to: "return step === null || ",
    caughtBy: "who goes on with a reattachment has a root token of its own",
  },
  {
    does: "calls a root token gone without a look",
    file: "automation/steps/vault/rootToken/discard.ts",
    from: "hasDataOf(serving.value, old.value, past)",
    to: "true",
    caughtBy: "a root token is called gone only by what is seen",
  },
];

describe("every safety property can fail", function () {
  this.timeout(60_000);
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "vault-dr-mutants-"));
    copyProject(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("and all of them hold as the code is", () => {
    expect(brokenIn(folder)).to.deep.equal({});
  });

  for (const { does, caughtBy, ...mutation } of MUTANTS) {
    it(`a driver that ${does} is caught`, () => {
      const broken = mutated(folder, mutation, () => brokenIn(folder, caughtBy));
      expect(Object.keys(broken)).to.deep.equal([caughtBy]);
    });
  }

  it("and none is without a mutant", () => {
    const caught = new Set(MUTANTS.map(({ caughtBy }) => caughtBy));
    const without = Object.keys(PROPERTIES).filter((name) => !caught.has(name));
    expect(without).to.deep.equal([
      "a late writer is refused by the store, and sends nothing more",
    ]);
  });
});
