import { expect } from "chai";
import { type Case, settingsOf } from "../../../bench/outage/cases.ts";
import { type Played, play } from "../../../bench/outage/play.ts";

describe("a world of the outage benchmark", function () {
  this.timeout(60_000);
  const caseOf = (seed: number, more: Partial<Case> = {}): Case => ({
    seed,
    move: "planned",
    tool: "vault-dr",
    ttlSeconds: 5,
    incident: false,
    ...more,
  });
  const SEEDS = [1, 2, 3, 4];
  const commandsOf = ({ run }: Played) => (run.by === "vault-dr" ? run.its.commands : null);

  it("gives the same figures again", async () => {
    for (const move of ["planned", "disaster"] as const) {
      for (const incident of [false, true]) {
        const one = caseOf(7, { move, incident });
        expect(await play(one)).to.deep.equal(await play(one));
      }
    }
  });

  it("loses no write in a planned move, whose outage is the role changes and little more", async () => {
    for (const seed of SEEDS) {
      const played = await play(caseOf(seed));
      const { outageMs, lostWrites, twoPrimariesMs } = played;
      const roleChangesMs = 2 * settingsOf(caseOf(seed)).roleChangeMs;
      expect(outageMs[0]).to.be.within(roleChangesMs, roleChangesMs + 3_000);
      expect({ lostWrites, twoPrimariesMs }).to.deep.equal({ lostWrites: 0, twoPrimariesMs: 0 });
      expect(commandsOf(played)).to.deep.equal([{ verb: "switchover", exitCode: 0 }]);
    }
  });

  it("has two primaries for a minute under the predecessor, whose clients lose what the old one takes", async () => {
    for (const seed of SEEDS) {
      const theirs = caseOf(seed, { tool: "predecessor", ttlSeconds: 300 });
      const { twoPrimariesMs, lostMs, outageMs } = await play(theirs);
      const { roleChangeMs } = settingsOf(theirs);
      expect(twoPrimariesMs).to.be.within(59_000 - roleChangeMs, 60_500 - roleChangeMs);
      expect(lostMs[0]).to.be.greaterThan(1_000);
      expect(outageMs[0]).to.be.lessThan(305_000);
    }
  });

  it("counts a disaster from the consent, which comes after the command's start", async () => {
    for (const seed of SEEDS) {
      const played = await play(caseOf(seed, { move: "disaster" }));
      const { outageMs, sinceStartMs, lostMs } = played;
      expect(commandsOf(played)).to.deep.equal([{ verb: "failover", exitCode: 13 }]);
      for (const [client, ms] of outageMs.entries()) {
        expect(ms).to.be.greaterThan(500);
        expect(sinceStartMs[client]).to.be.within(ms, ms + 5_000);
      }
      expect(lostMs[0]).to.be.within(0, 600); // what was on its way when the Region went
    }
  });

  it("ends the predecessor in every disaster, at its call to the Region that is lost", async () => {
    const theirs = { tool: "predecessor", move: "disaster" } as const;
    for (const seed of SEEDS) {
      const { outageMs, run } = await play(caseOf(seed, theirs));
      expect(run).to.deep.equal({ by: "predecessor", broke: true });
      expect(outageMs[0]).to.be.within(1_000, 10_000); // clients were with the new primary before
    }
  });
});
