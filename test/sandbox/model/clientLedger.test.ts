import { expect } from "chai";
import { ClientLedger } from "../../../sandbox/model/clientLedger.ts";

describe("the clients' ledger", () => {
  it("measures the longest stretch without an acknowledged write", () => {
    const ledger = new ClientLedger();
    ledger.begin("write", 1_000);
    for (const at of [1_100, 1_200, 3_700, 3_800]) ledger.acknowledged(`k${at}`, "v", at);
    expect(ledger.outage("write", 3_900)).to.deep.equal({ sinceMarkMs: 2_500, longestMs: 2_500 });
    expect(ledger.gaps("write", 1_000, 3_900)).to.deep.equal([
      { from: 1_200, to: 3_700, ms: 2_500 },
    ]);
  });

  it("counts an outage that has not ended, and from the mark on only what is after it", () => {
    const ledger = new ClientLedger();
    ledger.begin("write", 0);
    ledger.acknowledged("a", "v", 100);
    ledger.acknowledged("b", "v", 5_100);
    ledger.mark(5_600);
    expect(ledger.outage("write", 6_000)).to.deep.equal({ sinceMarkMs: 400, longestMs: 5_000 });
    ledger.acknowledged("c", "v", 6_200);
    expect(ledger.outage("write", 6_250).sinceMarkMs).to.equal(600);
  });

  it("does not take the time before the start and after the end for an outage", () => {
    const ledger = new ClientLedger();
    expect(ledger.outage("write", 9_000)).to.deep.equal({ sinceMarkMs: 0, longestMs: 0 });
    ledger.begin("write", 10_000);
    ledger.acknowledged("a", "v", 10_050);
    ledger.end("write", 10_100);
    expect(ledger.outage("write", 60_000).longestMs).to.equal(50);
  });

  it("names the acknowledged writes that the serving cluster does not have", () => {
    const ledger = new ClientLedger();
    ledger.acknowledged("a", "1", 10);
    ledger.acknowledged("b", "2", 20);
    ledger.failed("write", "timed out");
    const data: Record<string, string> = { a: "1", b: "older" };
    expect(ledger.lostWrites((key, value) => data[key] === value)).to.deep.equal([
      { key: "b", at: 20 },
    ]);
    expect(ledger.totals()).to.deep.include({
      acknowledged: 2,
      failures: { "write timed out": 1 },
    });
  });
});
