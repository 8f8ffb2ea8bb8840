import { expect } from "chai";
import type { Plan } from "../../../../automation/plan/plan.ts";
import { beginPromotion } from "../../../../sandbox/model/vault/roles.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { Clients } from "../../../../sandbox/sim/clients.ts";
import { EAST, WEST } from "../../../../sandbox/sim/world.ts";
import { Watched } from "../../../helpers/sim/watched.ts";
import { Story } from "../../../helpers/story.ts";
import { aDisaster, aPlannedMove } from "../../../helpers/virtual/moves.ts";

const NOTHING = async (_: Watched): Promise<void> => undefined;

describe("no acknowledged write is lost", () => {
  /** Clients write for a while; then the target is promoted, without what is under way to it. */
  async function promoted(plan: Plan, { lagMs = 60_000, before = NOTHING } = {}): Promise<Watched> {
    const seen = new Watched({ lagMs });
    const clients = new Clients(seen.world, seen.audit);
    await seen.world.clock.pass(2_000);
    clients.end();
    await before(seen);
    await seen.tells(new Story(plan).started("promote-new-primary"), { verb: plan.move.verb });
    beginPromotion(seen.world.vault, clusterIn(seen.world.vault, EAST), "");
    seen.change(WEST, { reach: "refused" });
    seen.audit.step();
    return seen;
  }

  it("holds when the target of a planned move has them all", async () => {
    const seen = await promoted(aPlannedMove(), { lagMs: 1 });
    expect(seen.broken).to.deep.equal([]);
    expect(seen.audit.writes.missingIn(WEST)).to.deep.equal([]);
  });

  it("breaks in the moment in which a planned move promotes without some", async () => {
    const seen = await promoted(aPlannedMove());
    expect(seen.audit.violations.join()).to.match(/^no lost write: switchover promotes us-east-1/);
  });

  it("excepts a loss that the operator has accepted, and counts it", async () => {
    const seen = await promoted(aPlannedMove({ acceptLoss: true }));
    expect(seen.broken).to.deep.equal([]);
    expect(seen.audit.exceptions()).to.deep.equal({ "loss, accept-loss": 1 });
  });

  it("lets a disaster lose what its target lacks, and nothing that is written afterwards", async () => {
    const seen = await promoted(aDisaster());
    expect(seen.broken).to.deep.equal([]);
    seen.change(EAST, { mode: "primary", state: "running", roleChange: null });
    seen.audit.wasWritten("team/afterwards", EAST);
    seen.audit.isAtRest();
    expect(seen.audit.violations.join()).to.match(
      /no lost write: us-east-1 lacks 1 acknowl.*after/,
    );
  });

  it("is not excused for a planned move by a disaster before it", async () => {
    const failover = new Story(aDisaster()).done("promote-new-primary", { at: 0 });
    const before = (seen: Watched) => seen.tells(failover, { run: "2026-11-26T00-00-teal-owl" });
    expect((await promoted(aPlannedMove(), { before })).broken).to.deep.equal(["no lost write"]);
  });

  it("is not excused for a planned move by a disaster after it", async () => {
    const seen = await promoted(aPlannedMove());
    const failover = new Story(aDisaster()).started("promote-new-primary", { at: 9_000_000 });
    seen.world.gone.add(101); // so that another process may follow it
    await seen.tells(failover, { pid: 102, run: "2026-11-28T00-00-teal-owl", verb: "failover" });
    seen.audit.isOver();
    expect(seen.broken).to.deep.equal(["no lost write"]);
  });

  it("breaks when a run says that nothing is lost, and its promotion has lost some", async () => {
    const seen = await promoted(aDisaster());
    seen.ends({ verb: "failover", exitCode: 13, outcome: "incomplete" });
    expect(seen.audit.violations.join()).to.match(/no lost write: switchover says that nothing is/);
  });

  it("breaks when a run ends well and the Region that it names lacks some", async () => {
    const seen = new Watched();
    seen.audit.wasWritten("team/gone", WEST);
    seen.ends({ serving: WEST, exitCode: 12, outcome: "rolled-back" });
    expect(seen.audit.violations.join()).to.match(/no lost write: .* ends with 12, and us-west-2/);
  });

  it("does not ask of an end that says nothing of who serves", () => {
    const seen = new Watched();
    seen.audit.wasWritten("team/gone", WEST);
    seen.ends({ serving: null, exitCode: 14, outcome: "halted" });
    expect(seen.broken).to.not.include("no lost write");
  });

  it("lets be lost what a primary takes that was left behind, once its successor was promoted", async () => {
    const seen = new Watched();
    const facts = { fence: "unproven" };
    await seen.tells(new Story(aDisaster()).done("fence-old-primary", { facts }));
    seen.audit.wasWritten("team/before", WEST);
    seen.change(EAST, { mode: "primary", state: "running", upstream: null });
    seen.audit.step();
    seen.audit.wasWritten("team/after", WEST);
    expect(seen.audit.writes.missingIn(EAST)).to.deep.equal(["team/before"]);
  });
});
