import { expect } from "chai";
import { commandFor } from "../../../sandbox/sim/commandLine/report.ts";
import type { Incident } from "../../../sandbox/sim/incidents/incident.ts";
import { settingsOf } from "../../../sandbox/sim/settings.ts";
import { play, storyOf } from "../../../sandbox/sim/story.ts";

const SEEDS = Array.from({ length: 60 }, (_, index) => 1_000_000 + index);

describe("a simulated world", function () {
  this.timeout(120_000);

  it("of any seed is left as it should be, whatever went wrong in it", async () => {
    for (const seed of SEEDS) {
      const { violations, log } = await storyOf(seed);
      expect(violations, [commandFor(seed), ...log].join("\n")).to.deep.equal([]);
    }
  });

  it("is replayed by its seed, line by line", async () => {
    for (const seed of SEEDS.slice(0, 8))
      expect((await storyOf(seed)).log).to.deep.equal((await storyOf(seed)).log);
  });

  it("tells incidents, what runs write down, what becomes of it, and how commands end", async () => {
    const { log } = await play({ ...settingsOf(1), wish: "switchover" }, [LINK_DOWN]);
    const columns = log.map((line) => line.trim().split(/ {2,}/));
    const told = (...wanted: string[]) =>
      expect(columns.map(([, ...rest]) => rest)).to.deep.include(wanted);
    told("incident", "begins", "0.500s link-down us-east-1 2s #0");
    told("us-east-1", "link", "connected to us-west-2 → cut off from us-west-2");
    told("incident", "ends", "0.500s link-down us-east-1 2s #0");
    told("pid 101", "switchover", "begins on laptop");
    told("run 1", "planned", "switchover us-west-2 → us-east-1");
    told("us-west-2", "role", "primary running → primary becoming secondary");
    told("us-east-1", "role", "secondary becoming primary → primary running");
    told("run 1", "ended", "done, us-east-1 serves");
    told("pid 101", "switchover", "exit 0");
    told("world", "healed");
    expect(columns[0]?.[0]).to.match(/^\d+\.\d{3}$/);
  });

  it("goes on as any other where nobody keeps a log of it", async () => {
    for (const seed of SEEDS.slice(0, 8)) {
      const { log, ...unkept } = await storyOf(seed, { log: false });
      const { log: _, ...kept } = await storyOf(seed);
      expect(log).to.deep.equal([]);
      expect(unkept).to.deep.equal(kept);
    }
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
