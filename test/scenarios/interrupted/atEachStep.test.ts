import { expect } from "chai";
import {
  type Interrupted,
  interruptedAt,
  type Moment,
  type Stopping,
  whenFinished,
  whenStarted,
} from "../../helpers/killTable/interrupted.ts";
import { type Scene, type Undisturbed, undisturbed } from "../../helpers/killTable/scene.ts";
import { sideBySide } from "../../helpers/killTable/sideBySide.ts";
import { type Rehearsal, until } from "../../helpers/rehearsal.ts";

const SIDE_BY_SIDE = 3;

const SWITCHOVER = ["switchover", "test", "--yes"];
const FAILOVER = ["failover", "test", "--yes", "-m", "gone"];

const planned: Scene = { line: SWITCHOVER };
/** The hook and the update take so long that something can happen in the middle of them. */
const slow: Scene = {
  line: SWITCHOVER,
  before: async (world) => {
    world.setEnv({ HOOK_TAKES_MS: "600" });
    world.slowStack(600);
  },
};
const disaster: Scene = {
  line: FAILOVER,
  before: (world) => world.sandbox.setReach("us-west-2", "refused"),
};
const returned: Scene = {
  line: ["reattach", "test", "--yes"],
  before: async (world) => {
    await world.sandbox.setReach("us-west-2", "refused");
    expect((await world.run(...FAILOVER)).exitCode).to.equal(13);
    await world.sandbox.setReach("us-west-2", "up");
    // It boots as a primary; what the command does begins after that.
    await until(() => world.sandbox.truth().twoPrimaries.length > 0, "two are primary");
    await new Promise((wake) => setTimeout(wake, 20));
  },
};
const refusedPromotion: Scene = {
  line: SWITCHOVER,
  before: async (world: Rehearsal) => {
    const effect = { kind: "answer", status: 400, text: "not today" } as const;
    world.sandbox.addFault({ call: "us-east-1 promote", times: 99, effect });
  },
};

/** `stopped` is the exit code of the command that was stopped, `resumed` the one of `resume`. */
type Row = { at: Moment; stopped: number[]; resumed: number; how?: Stopping };

const untouched = (step: string): Row => ({ at: whenStarted(step), stopped: [8], resumed: 0 });
const halted = (at: Moment, resumed = 0, how: Stopping = {}): Row => ({
  at,
  stopped: [14],
  resumed,
  how,
});

describe("Ctrl-C, then resume", function () {
  this.timeout(120_000);

  table("of a planned move", planned, [
    untouched("before-hooks"),
    untouched("obtain-operation-token"),
    halted(whenStarted("prime-record")),
    halted(whenStarted("await-primed")),
    halted(whenStarted("demote-old-primary")),
    halted(whenStarted("demote-old-primary"), 0, { signal: "SIGTERM" }),
    halted(whenStarted("move-traffic")),
    halted(whenStarted("promote-new-primary")),
    halted(whenFinished("verify-clients")),
    halted(whenStarted("attach-old-primary")),
    { at: whenStarted("delete-generated-tokens"), stopped: [0, 14], resumed: 0 },
  ]);
  table("to the whole process group, as a terminal sends it,", slow, [
    halted(whenStarted("quiesce"), 0, { group: true }),
    halted(whenStarted("update-stack"), 0, { group: true }),
  ]);
  table("of a move that goes back", refusedPromotion, [halted(whenStarted("promote-back"), 12)]);
  table("of a disaster", disaster, [
    untouched("obtain-operation-token"),
    halted(whenStarted("promote-new-primary"), 13),
    halted(whenStarted("verify-serving"), 13),
  ]);
  table("of a reattachment", returned, [
    halted(whenStarted("demote-old-primary")),
    halted(whenStarted("attach-old-primary")),
  ]);
});

function table(title: string, scene: Scene, rows: Row[]): void {
  describe(title, () => {
    let run: Undisturbed;
    const works = rows.map(
      ({ at, how }) =>
        () =>
          interruptedAt(scene, at, how),
    );
    const found = sideBySide(works, SIDE_BY_SIDE);
    before(async () => {
      run = await undisturbed(scene);
    });
    after(() => found.settled());

    for (const [index, row] of rows.entries()) {
      it(titleOf(row), async () => judge(await found.get(index), row, run));
    }
  });
}

function titleOf({ at: { event, step }, how, stopped, resumed }: Row): string {
  const signal = how?.signal ?? "SIGINT";
  return `${signal} at ${event} ${step}: ${stopped.join(" or ")}, then ${resumed}`;
}

function judge(found: Interrupted, row: Row, run: Undisturbed): void {
  const { end, resumed } = found;
  expect(end.exitCode, end.stderr + end.stdout).to.be.oneOf(row.stopped);
  expect(end.document.exitCode).to.equal(end.exitCode);
  expect(
    found.left.filter((one) => one.startsWith("lease")),
    "leases",
  ).to.deep.equal([]);
  expect(resumed.exitCode, end.stderr + resumed.stderr).to.equal(row.resumed);
  if (end.exitCode === 8) {
    expect(end.document).to.include({ outcome: "failed" });
    expect(found.left, "unfinished").to.deep.equal([]);
    expect(found.state).to.deep.equal(found.asItWas);
  }
  if (end.exitCode === 14) {
    expect(end.document).to.include({ outcome: "halted" });
    expect(end.document.remaining[0]?.command).to.equal("vault-dr resume test");
    expect(stepsNamedIn(end), end.stdout).to.have.length(1);
    expect(resumed.document.run).to.equal(end.document.run);
  }
  if (end.exitCode !== 8) expect(found.state).to.deep.equal(run.state);
  expect(found.twoPrimaries, "two primaries").to.deep.equal([]);
  expect(found.lostKeys, "lost writes").to.deep.equal([]);
}

/** Steps of the run that are not done, and that the finding about the interruption names. */
function stepsNamedIn({ document }: Interrupted["end"]): string[] {
  const said = document.findings.find(({ id }) => id === "INTERRUPTED")?.now ?? "";
  return document.steps
    .filter(({ name, state }) => state === "pending" && said.includes(`(${name})`))
    .map(({ name }) => name);
}
