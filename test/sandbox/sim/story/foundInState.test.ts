import { expect } from "chai";
import type { Incident } from "../../../../sandbox/sim/incidents/incident.ts";
import { type Settings, USUAL } from "../../../../sandbox/sim/settings.ts";
import { play } from "../../../../sandbox/sim/story.ts";
import { SERVICE, WEST } from "../../../../sandbox/sim/world.ts";

/** What was found by worlds in which state, keys or records were wrong, each as small as it can be told. */
describe("found in the state of clusters and records", function () {
  this.timeout(60_000);

  const told = async (settings: Partial<Settings>, schedule: Partial<Incident>[]) => {
    const { violations, counted, log } = await play(
      { ...USUAL, ...settings },
      schedule.map((one) => ({ at: 0, target: WEST, forMs: 60_000, amount: 0, kind: "", ...one })),
    );
    expect(violations, log.join("\n")).to.deep.equal([]);
    return counted;
  };

  it("a record that somebody points back in the middle of a move is pointed on by resume", async () => {
    const counted = await told({}, [
      { kind: "record-elsewhere", target: SERVICE, after: "finished move-traffic", forMs: 2_000 },
    ]);
    expect(counted["failed verify-clients"]).to.be.greaterThan(0);
    expect(counted["step move-traffic"]).to.be.greaterThan(1);
  });

  it("a disaster in which the old primary is sealed does not end at its fence", async () => {
    const counted = await told({ wish: "failover" }, [{ kind: "region-sealed", target: WEST }]);
    expect(counted).not.to.have.property("failed fence-old-primary");
    expect(counted["step promote-new-primary"]).to.equal(1);
  });

  it("a secondary of others is not promoted when the old primary is dead: our keys are not theirs", async () => {
    const counted = await told({ wish: "failover" }, [
      { kind: "region-refused", target: WEST },
      { kind: "set-of-others", forMs: 10_000 },
    ]);
    expect(counted["failed promote-new-primary"]).to.be.greaterThan(0);
    expect(counted["step promote-new-primary"]).to.equal(1);
  });
});
