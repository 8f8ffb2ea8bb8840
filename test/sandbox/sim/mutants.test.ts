import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { INVARIANT_NAMES } from "../../../sandbox/sim/invariants/all.ts";
import { copyProject, firstBrokenIn, type Mutation, mutated } from "../../helpers/mutants/copy.ts";

/** `also`: what is mistaken in the same way a second time. */
type Mutant = Mutation & { does: string; breaks: string; also?: Mutation };

const SAME_END = "same end";

/** A check that cannot fail is a defect: for each invariant at least one mistake that the simulation shows. */
const MUTANTS: Mutant[] = [
  {
    does: "promotes without demoting or comparing",
    file: "automation/plan/stages/planned.ts",
    from: `stage("demote", step("demote-old-primary", BOUNDS.demoteMs)),
      stage(
        "hand over",
        step("move-traffic", BOUNDS.trafficMs),
        step("compare-roots", BOUNDS.demoteMs),
      ),`,
    to: `stage("hand over", step("move-traffic", BOUNDS.trafficMs)),`,
    breaks: "one primary",
  },
  {
    // Who goes back asks the journal, then the target; who goes on with a way back asks the target once more.
    does: "goes back whatever has become of the promotion",
    file: "automation/engine/run.ts",
    from: "whyNotBack(running.plan, running.journal.state) ?? (await whyTargetForbids(running));",
    to: "null;",
    also: {
      file: "automation/engine/run.ts",
      from: "pointOfNoReturn && !served ? await whyTaken(running, pointOfNoReturn) : null;",
      to: "null;",
    },
    breaks: "one primary",
  },
  {
    does: "compares no roots",
    file: "automation/plan/stages/planned.ts",
    from: `step("compare-roots", BOUNDS.demoteMs),`,
    to: "",
    breaks: "no lost write",
  },
  {
    does: "ignores unequal roots",
    file: "automation/steps/vault/compareRoots.ts",
    from: "if (old.merkleRoot === target.merkleRoot) return",
    to: "if (target.merkleRoot !== null) return",
    breaks: "no lost write",
  },
  {
    does: "acts without the lease, as a second driver",
    file: "automation/engine/lease.ts",
    from: "if (seen !== null && !mayFollow(seen, store, now)) throw held(seen, now, environment);",
    to: "",
    breaks: "one driver",
  },
  {
    does: "follows a holder whose last call may still take effect",
    file: "automation/engine/lease.ts",
    from: "now >= Math.max(seen.expiresAt, seen.busyUntil)",
    to: "now >= seen.expiresAt",
    breaks: "one driver",
  },
  {
    does: "takes a lease without a new number",
    file: "automation/engine/lease.ts",
    from: "number: (seen?.number ?? 0) + 1,",
    to: "number: seen?.number ?? 1,",
    breaks: "lease",
  },
  {
    does: "does not say until when its call may take effect",
    file: "automation/engine/lease.ts",
    from: "[this.#renew(busyUntil), record(busyUntil)]",
    to: "[this.#renew(0), record(busyUntil)]",
    breaks: "in time",
  },
  {
    does: "takes back what it had announced",
    file: "automation/engine/lease.ts",
    from: "busyUntil: Math.max(busyUntil, this.#lease.busyUntil),",
    to: "busyUntil,",
    breaks: "lease",
  },
  {
    does: "sends before `started` is on record",
    file: "automation/engine/runStep.ts",
    from: `await journal.append({ kind: "started"`,
    to: `journal.note({ kind: "started"`,
    breaks: "on record",
  },
  {
    does: "writes another line than it remembers",
    file: "automation/journal/journal.ts",
    from: "JSON.stringify(eventSchema.parse(event));",
    to: "JSON.stringify({ ...eventSchema.parse(event), at: 0 });",
    breaks: "journal",
  },
  {
    does: "writes a token down",
    file: "automation/steps/vault/operationToken.ts",
    from: "tokenSource: token.value.source",
    to: "tokenSource: token.value.token.reveal()",
    breaks: "no secret",
  },
  {
    does: "writes no serving record",
    file: "automation/steps/record/servingRecord.ts",
    from: "record?.activeRegion === to && record.takeover === takeover ? done() : todo",
    to: "done()",
    breaks: "one Region",
  },
  {
    does: "says of what went back that it was refused",
    file: "automation/commands/run/carryOut.ts",
    from: `return { outcome: "rolled-back", exitCode: 12,`,
    to: `return { outcome: "refused", exitCode: 10,`,
    breaks: "exit code",
  },
  {
    does: "calls done what has something left to do",
    file: "automation/commands/run/carryOut.ts",
    from: `: { outcome: "incomplete", exitCode: 13, findings };`,
    to: `: { outcome: "done", exitCode: 0, findings };`,
    breaks: "remaining",
  },
  {
    does: "resumes nothing",
    file: "automation/commands/run/resume.ts",
    from: "if (newest?.plan == null || !hasMore(newest))",
    to: "if (newest !== undefined)",
    breaks: "heals",
  },
  {
    does: "calls attached what does not stream",
    file: "automation/steps/vault/awaitAttached.ts",
    from: `if (facts[attachedFact(member)] !== true)
        return impossible(notStreaming(move, "it was not attached"));`,
    to: "if (facts !== null) return done();",
    breaks: "attached",
  },
  {
    does: "leaves the short TTL",
    file: "automation/steps/traffic/prime.ts",
    from: "if (record.value?.ttlSeconds !== (seconds ?? service.ttlSeconds)) return todo;",
    to: "if (record.value?.ttlSeconds !== seconds && seconds !== null) return todo;",
    breaks: "as declared",
  },
  {
    does: "leaves the writers stopped",
    file: "automation/plan/stages/planned.ts",
    from: `...(quiesce ? [step("unquiesce", BOUNDS.hookMs, "remain")] : []),
      ),
      stage("clients"`,
    to: `),
      stage("clients"`,
    breaks: "writers",
  },
  {
    does: "takes a call for accepted whose answer it never heard",
    file: "automation/engine/past.ts",
    from: `ok: answer?.is === "ok",`,
    to: `ok: answer?.is !== "refused",`,
    breaks: SAME_END,
  },
];

const WORLDS_MAX = 2_000;
/** The driver as it is goes through as many worlds as the slowest mutant took, up to so many. */
const CONTROL_MAX = 200;

describe("the simulation shows every mistake", function () {
  this.timeout(300_000);
  let folder = "";
  let slowest = 1;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "vault-dr-sim-mutants-"));
    copyProject(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { does, breaks, also, ...mutation } of MUTANTS) {
    it(`a driver that ${does} breaks "${breaks}"`, function () {
      const look = () => firstBrokenIn(folder, { invariant: breaks, most: WORLDS_MAX });
      const lookAtBoth = () => (also === undefined ? look() : mutated(folder, also, look));
      const { worlds, broken } = mutated(folder, mutation, lookAtBoth);
      expect(broken).to.be.a("string");
      if (breaks === SAME_END) return;
      slowest = Math.max(slowest, worlds);
      this.runnable().title += ` in world ${worlds}`;
    });
  }

  it("and the driver as it is breaks nothing in as many worlds as the slowest of them took", function () {
    const most = Math.min(slowest, CONTROL_MAX);
    expect(firstBrokenIn(folder, { invariant: "", most })).to.deep.equal({
      worlds: most,
      broken: null,
    });
    this.runnable().title += `: ${most}`;
  });

  it("and no invariant is without a mutant", () => {
    const broken = new Set(MUTANTS.map(({ breaks }) => breaks));
    expect([...INVARIANT_NAMES, SAME_END].filter((name) => !broken.has(name))).to.deep.equal([]);
  });
});
