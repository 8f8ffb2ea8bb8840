import { expect } from "chai";
import type { Incident } from "../../../sandbox/sim/incidents/incident.ts";
import { settingsOf } from "../../../sandbox/sim/settings.ts";
import { play, storyOf } from "../../../sandbox/sim/story.ts";

const SEEDS = Array.from({ length: 60 }, (_, index) => 1_000_000 + index);

describe("a simulated world", function () {
  this.timeout(120_000);

  it("of any seed is left as it should be, whatever went wrong in it", async () => {
    for (const seed of SEEDS) {
      const { violations, log } = await storyOf(seed);
      expect(violations, log.join("\n")).to.deep.equal([]);
    }
  });

  it("is replayed by its seed, line by line", async () => {
    for (const seed of SEEDS.slice(0, 8))
      expect((await storyOf(seed)).log).to.deep.equal((await storyOf(seed)).log);
  });

  it("tells settings, incidents, journal entries and ends of commands, each with its time", async () => {
    const { log } = await play({ ...settingsOf(1), wish: "switchover" }, [LINK_DOWN]);
    expect(log[0]).to.match(/^ +0\.000 {2}seed=1 wish=switchover version=/);
    expect(log.join("\n"))
      .to.match(/^ +0\.500 {2}incident {2}0\.500s link-down us-east-1 2s #0$/m)
      .and.match(/^ +\d+\.\d{3} {2}journal {3}planned$/m)
      .and.match(/^ +\d+\.\d{3} {2}switchover pid \d+ {2}exit \d+/m)
      .and.match(/^ +\d+\.\d{3} {2}healed$/m);
  });

  it("counts what it saw", async () => {
    const { counted } = await play({ ...settingsOf(1), wish: "switchover" }, [LINK_DOWN]);
    expect(counted["incident link-down"]).to.equal(1);
    expect(Object.keys(counted).some((what) => what.startsWith("exit "))).to.equal(true);
  });
});

const LINK_DOWN: Incident = {
  at: 500,
  kind: "link-down",
  target: "us-east-1",
  forMs: 2_000,
  amount: 0,
};
