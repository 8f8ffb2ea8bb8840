import { expect } from "chai";
import { sampleLag } from "../../../automation/plan/lag.ts";
import type { LagHistory } from "../../../automation/ports/store.ts";
import type { ClusterView } from "../../../automation/ports/vault.ts";
import { aPrimary, aSecondary } from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

type Sides = { primary?: string; rootsEqual?: boolean };

/** Roots are equal where the counters are, unless told otherwise. */
const look = (
  at: number,
  shippedWal: number | null,
  receivedWal: number | null,
  { primary = WEST, rootsEqual = shippedWal === receivedWal }: Sides = {},
) => ({
  at,
  primary: [primary, aPrimary({ shippedWal, merkleRoot: "aa" })] as [string, ClusterView],
  secondary: [EAST, aSecondary({ receivedWal, merkleRoot: rootsEqual ? "aa" : "bb" })] as [
    string,
    ClusterView,
  ],
});

describe("a sample of the lag", () => {
  it("is none while the secondary has everything", () => {
    expect(sampleLag(look(5_000, 100, 100), null)?.sample).to.deep.equal({
      region: EAST,
      wals: 0,
      atLeastMs: 0,
      atMostMs: 0,
      at: 5_000,
      clusterId: "c1",
    });
  });

  it("names the set in which both are, where both tell it", () => {
    const { primary, secondary, at } = look(5_000, 100, 100);
    const [region, view] = secondary;
    for (const clusterId of [null, "c2"]) {
      const other: [string, ClusterView] = [region, { ...view, clusterId }];
      const sampled = sampleLag({ at, primary, secondary: other }, null);
      expect(sampled?.sample).to.not.have.property("clusterId");
    }
  });

  it("never counts below zero: the secondary was asked a moment later", () => {
    expect(sampleLag(look(5_000, 100, 103), null)?.sample).to.include({ wals: 0, atMostMs: 0 });
  });

  it("has an age that is not known at the first look that sees it", () => {
    expect(sampleLag(look(5_000, 100, 90), null)?.sample).to.include({
      wals: 10,
      atLeastMs: 0,
      atMostMs: null,
    });
  });

  it("grows from look to look while the same WAL is missing", () => {
    const first = sampleLag(look(5_000, 100, 90), null);
    const second = sampleLag(look(9_000, 140, 95), first?.history ?? null);
    expect(second?.sample).to.include({ wals: 45, atLeastMs: 4_000, atMostMs: null });
  });

  it("is of the young WALs alone once the old ones have come", () => {
    const first = sampleLag(look(5_000, 100, 90), null);
    const second = sampleLag(look(9_000, 140, 90), first?.history ?? null);
    const third = sampleLag(look(11_000, 150, 120), second?.history ?? null);
    expect(third?.sample).to.include({ wals: 30, atLeastMs: 2_000, atMostMs: 6_000 });
  });

  it("is between two bounds: the missing WAL was written at any time since the look that it had all of", () => {
    const hourAgo = sampleLag(look(0, 100, 100), null);
    const before = sampleLag(look(3_600_000, 200, 101), hourAgo?.history ?? null);
    const now = sampleLag(look(3_601_000, 210, 101), before?.history ?? null);
    expect(now?.sample).to.include({ atLeastMs: 1_000, atMostMs: 3_601_000 });
  });

  it("begins anew with another primary: the counters have nothing to do with each other", () => {
    const first = sampleLag(look(5_000, 9_000, 8_000), null);
    const second = sampleLag(
      look(9_000, 140, 90, { primary: "eu-north-1" }),
      first?.history ?? null,
    );
    expect(second?.sample).to.include({ atLeastMs: 0, atMostMs: null });
    expect(second?.history).to.deep.include({
      primary: "eu-north-1",
      points: [{ at: 9_000, wal: 140 }],
    });
  });

  it("is none where Vault does not tell a counter", () => {
    expect(sampleLag(look(5_000, null, 90), null)).to.equal(null);
    expect(sampleLag(look(5_000, 100, null), null)).to.equal(null);
  });

  describe("where the primary counts local WALs too, as before Vault 1.4", () => {
    const EQUAL = { rootsEqual: true };

    it("is none while the roots are equal, however long the counters differ", () => {
      let history: LagHistory | null = null;
      for (let hour = 0; hour < 5; hour++) {
        const seen = sampleLag(look(hour * 3_600_000, 1_404 + hour, 1_400, EQUAL), history);
        expect(seen?.sample).to.include({ wals: 0, atLeastMs: 0, atMostMs: 0 });
        history = seen?.history ?? null;
      }
    });

    it("is no older than the last look at which the roots were equal", () => {
      const quiet = sampleLag(look(0, 1_404, 1_400, EQUAL), null);
      const busy = sampleLag(look(3_600_000, 1_410, 1_402), quiet?.history ?? null);
      expect(busy?.sample).to.include({ atLeastMs: 0, atMostMs: 3_600_000 });
      const quietAgain = sampleLag(look(3_700_000, 1_410, 1_406, EQUAL), busy?.history ?? null);
      const now = sampleLag(look(3_701_000, 1_412, 1_406), quietAgain?.history ?? null);
      expect(now?.sample).to.include({ atLeastMs: 0, atMostMs: 1_000 });
    });

    it("is none right after a merkle sync, where the secondary has received nothing yet", () => {
      const synced = sampleLag(look(0, 1_404, 0, EQUAL), null);
      expect(synced?.sample).to.include({ wals: 0, atLeastMs: 0, atMostMs: 0 });
      const next = sampleLag(look(2_000, 1_405, 0), synced?.history ?? null);
      expect(next?.sample).to.include({ atLeastMs: 0, atMostMs: 2_000 });
    });
  });

  it("keeps the newest points only", () => {
    let history: LagHistory | null = null;
    for (let wal = 1; wal <= 80; wal++) {
      history = sampleLag(look(wal * 1_000, wal, wal), history)?.history ?? null;
    }
    expect(history?.points).to.have.length(50);
    expect(history?.points.at(-1)).to.deep.equal({ at: 80_000, wal: 80 });
  });
});
