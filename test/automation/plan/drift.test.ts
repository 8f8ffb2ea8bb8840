import { expect } from "chai";
import { driftIn } from "../../../automation/plan/drift.ts";
import type { Snapshot } from "../../../automation/plan/snapshot.ts";
import { ok, unknown } from "../../../ground/answer.ts";
import {
  aConfig,
  aPrimary,
  aRegion,
  aSecondary,
  aSnapshot,
  clustersOf,
  idAndSeverity,
  NORTH,
} from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

describe("drift", () => {
  const drift = (snapshot: Partial<Snapshot>, config = aConfig()) =>
    driftIn(aSnapshot(snapshot), config, "test").map(idAndSeverity);

  it("is none in a healthy world", () => expect(drift({})).to.deep.equal([]));

  it("is what should be mended, as a warning, whoever wants to move", () => {
    expect(drift(clustersOf({}, { state: "idle" }))).to.deep.equal(["LINK_DOWN warn"]);
    expect(drift({ stackFile: ok({ activeRegion: WEST, takeover: 3 }) })).to.deep.equal([
      "STACK_FILE_DIFFERS warn",
    ]);
  });

  it("is not what only a move would need: a hook, a commit, shares", () => {
    const credentials = {
      vaultToken: false,
      operationToken: false,
      operationTokenExpiresAt: null,
      shares: 0,
      usableShares: 0,
      holders: { command: false, terminal: true },
    };
    const config = aConfig({ hooks: {} });
    expect(drift({ credentials, stackFileCommitted: false }, config)).to.deep.equal([]);
  });

  it("is looked for in every other Region, and told once", () => {
    const regions = Object.fromEntries(
      [WEST, EAST, NORTH].map((region) => [region, aRegion(region)]),
    );
    const silent = unknown("timed-out", "");
    const found = drift(
      {
        clusters: {
          [WEST]: silent,
          [EAST]: ok(aSecondary()),
          [NORTH]: ok(aSecondary({ state: "idle" })),
        },
      },
      aConfig({ regions }),
    );
    expect(found.toSorted()).to.deep.equal(["LINK_DOWN warn", "PRIMARY_SILENT warn"]);
  });

  it("sees two primaries", () => {
    const clusters = { [WEST]: ok(aPrimary()), [EAST]: ok(aPrimary()) };
    expect(drift({ clusters })).to.deep.equal(["TWO_PRIMARIES warn"]);
  });
});
