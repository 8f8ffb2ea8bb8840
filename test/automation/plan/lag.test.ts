import { expect } from "chai";
import { sampleLag } from "../../../automation/plan/lag.ts";
import type { LagHistory } from "../../../automation/ports/store.ts";
import { aPrimary, aSecondary } from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

const look = (
  at: number,
  shippedWal: number | null,
  receivedWal: number | null,
  primary = WEST,
) => ({
  at,
  primary: [primary, aPrimary({ shippedWal })] as [string, ReturnType<typeof aPrimary>],
  secondary: [EAST, aSecondary({ receivedWal })] as [string, ReturnType<typeof aSecondary>],
});

describe("a sample of the lag", () => {
  it("is none while the secondary has everything", () => {
    expect(sampleLag(look(5_000, 100, 100), null)?.sample).to.deep.equal({
      region: EAST,
      wals: 0,
      atLeastMs: 0,
      atMostMs: 0,
      at: 5_000,
    });
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
    const second = sampleLag(look(9_000, 140, 90, "eu-north-1"), first?.history ?? null);
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

  it("keeps the newest points only", () => {
    let history: LagHistory | null = null;
    for (let wal = 1; wal <= 80; wal++) {
      history = sampleLag(look(wal * 1_000, wal, wal), history)?.history ?? null;
    }
    expect(history?.points).to.have.length(50);
    expect(history?.points.at(-1)).to.deep.equal({ at: 80_000, wal: 80 });
  });
});
