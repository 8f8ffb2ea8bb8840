import { expect } from "chai";
import { servingRegion, sidesOf } from "../../../automation/plan/sides.ts";
import type { Request, Snapshot } from "../../../automation/plan/snapshot.ts";
import { ok, unknown } from "../../../ground/answer.ts";
import {
  aConfig,
  aPrimary,
  aRegion,
  aRequest,
  aSecondary,
  aSnapshot,
  clustersOf,
  NORTH,
} from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

const SILENT = unknown("timed-out", "");
const three = () =>
  aConfig({
    regions: Object.fromEntries([WEST, EAST, NORTH].map((region) => [region, aRegion(region)])),
  });
const serving = (activeRegion: string): Partial<Snapshot> => ({
  serving: ok({ activeRegion, takeover: 5, run: "r", at: 0 }),
});

describe("which Region is left for which", () => {
  const sides = (request: Partial<Request>, snapshot: Partial<Snapshot> = {}, config = aConfig()) =>
    sidesOf(aRequest(request), aSnapshot(snapshot), config);

  it("goes to the other one of two", () => {
    expect(sides({ verb: "switchover" })).to.deep.equal({ is: "sides", from: WEST, to: EAST });
    expect(sides({ verb: "failover" })).to.deep.equal({ is: "sides", from: WEST, to: EAST });
  });

  it("is told by the serving record, not by the file, where the two differ", () => {
    expect(sides({ verb: "switchover" }, serving(EAST))).to.include({ from: EAST, to: WEST });
    expect(servingRegion(aSnapshot(serving(EAST)), aConfig())).to.equal(EAST);
  });

  it("is told by the file before the first run, and while the store is silent", () => {
    expect(servingRegion(aSnapshot({ serving: ok(null) }), aConfig())).to.equal(WEST);
    expect(servingRegion(aSnapshot({ serving: SILENT }), aConfig())).to.equal(WEST);
  });

  for (const verb of ["switchover", "failover"] as const) {
    it(`is nothing when the wanted Region serves already (${verb})`, () => {
      expect(sides({ verb, to: WEST })).to.deep.equal({
        is: "nothing",
        why: "us-west-2 serves already.",
      });
    });
  }

  it("goes home", () => {
    expect(sides({ verb: "failback" }, serving(EAST))).to.include({ from: EAST, to: WEST });
    expect(sides({ verb: "failback" })).to.deep.include({ is: "nothing" });
  });

  it("refuses a Region that is not in the file, and lists those that are", () => {
    const answer = sides({ verb: "switchover", to: "eu-west-9" });
    expect(answer).to.include({ is: "unclear", next: "Its Regions are us-west-2, us-east-1." });
  });

  it("wants to be told where to, when a planned move could go to several", () => {
    expect(sides({ verb: "switchover" }, {}, three())).to.include({ is: "unclear" });
    expect(sides({ verb: "switchover", to: NORTH }, {}, three())).to.include({ to: NORTH });
  });

  it("prefers the secondary that received most, in a disaster", () => {
    const clusters = {
      [WEST]: SILENT,
      [EAST]: ok(aSecondary({ receivedWal: 900 })),
      [NORTH]: ok(aSecondary({ receivedWal: 901 })),
    };
    expect(sides({ verb: "failover" }, { clusters }, three())).to.include({ to: NORTH });
    const silent = { ...clusters, [NORTH]: SILENT };
    expect(sides({ verb: "failover" }, { clusters: silent }, three())).to.include({ to: EAST });
  });

  it("brings the numbers up to date towards the one that serves", () => {
    expect(sides({ verb: "reconcile" }, serving(EAST))).to.include({ from: WEST, to: EAST });
  });
});

describe("which Region is to be reattached", () => {
  const sides = (snapshot: Partial<Snapshot>, config = aConfig()) =>
    sidesOf(aRequest({ verb: "reattach" }), aSnapshot(snapshot), config);

  it("is none when the other one streams from the one that serves", () => {
    expect(sides({})).to.deep.equal({
      is: "nothing",
      why: "Every other Region is attached to us-west-2.",
    });
  });

  for (const [what, east] of Object.entries({
    "says that it is primary": { role: "primary" as const, state: "running" },
    "is idle": { state: "idle" },
    "has no channel": { connectionState: "transient_failure" },
    "is unknown to the primary": { secondaryId: "somebody" },
    "was never attached": { secondaryId: null },
  })) {
    it(`is the other one when it ${what}`, () => {
      expect(sides(clustersOf({}, east))).to.deep.equal({ is: "sides", from: EAST, to: WEST });
    });
  }

  it("is the other one when it does not answer: the guards then say so", () => {
    expect(sides({ clusters: { [WEST]: ok(aPrimary()), [EAST]: SILENT } })).to.include({
      from: EAST,
    });
  });

  it("is the one that still says primary first, when several are loose", () => {
    const clusters = {
      [WEST]: ok(aPrimary()),
      [EAST]: ok(aSecondary({ state: "idle" })),
      [NORTH]: ok(aPrimary()),
    };
    expect(sides({ clusters }, three())).to.deep.equal({ is: "sides", from: NORTH, to: WEST });
  });
});
