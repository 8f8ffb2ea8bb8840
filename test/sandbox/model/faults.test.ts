import { expect } from "chai";
import { aVaultPair, EAST, WEST } from "../../helpers/vaultWorld.ts";

describe("faults of single calls", () => {
  it("answer instead of the cluster, as often as they are told", () => {
    const pair = aVaultPair();
    const effect = { kind: "answer", status: 503, text: "busy" } as const;
    pair.faults.add({ call: `${EAST} promote`, times: 2, effect });
    expect(pair.promote(EAST).body.errors).to.deep.equal(["busy"]);
    expect(pair.promote(EAST).status).to.equal(503);
    expect(pair.promote(EAST).status).to.equal(200);
  });

  it("lose the answer of a call that took effect, or of one that did not", () => {
    const pair = aVaultPair();
    const cut = (applied: boolean) =>
      pair.faults.add({
        call: `${WEST} demote`,
        times: 1,
        effect: { kind: "lose-answer", applied },
      });
    cut(false);
    expect(pair.demote(WEST).is).to.equal("cut");
    pair.pass(2_000);
    expect(pair.drStatus(WEST).mode).to.equal("primary");
    cut(true);
    expect(pair.demote(WEST).is).to.equal("cut");
    pair.pass(2_000);
    expect(pair.drStatus(WEST).mode).to.equal("secondary");
  });

  it("hold a call back and name it", () => {
    const pair = aVaultPair();
    const effect = { kind: "hang", applied: true } as const;
    pair.faults.add({ call: `${WEST} kv-write`, times: 1, effect });
    expect(pair.ask(WEST, "PUT secret/data/app", { data: { value: "x" } }).is).to.equal("held");
    expect(pair.faults.held).to.deep.equal([`${WEST} kv-write`]);
    expect(pair.read(WEST, "app")).to.equal("x");
  });

  it("keep count of every call, and the order of those that may change something", () => {
    const pair = aVaultPair();
    pair.drStatus(WEST);
    pair.ask(WEST, "PUT secret/data/app", { data: { value: "x" } });
    pair.read(WEST, "app");
    pair.ask(WEST, "POST sys/capabilities-self", { paths: ["secret/data/app"] });
    pair.demote(WEST);
    pair.publicKey(EAST);
    expect(pair.faults.changes()).to.deep.equal([
      `${WEST} kv-write`,
      `${WEST} demote`,
      `${EAST} generate-public-key`,
    ]);
    expect(pair.faults.calls()).to.include({ [`${WEST} status`]: 1, [`${WEST} kv-read`]: 1 });
  });

  it("keep no more than the newest thousand changes, for a world in which clients write for hours", () => {
    const pair = aVaultPair();
    for (let count = 0; count < 1_010; count++) {
      pair.faults.take("write", true);
    }
    pair.faults.take("last", true);
    expect(pair.faults.changes()).to.have.length(1_000);
    expect(pair.faults.changes().at(-1)).to.equal("last");
  });
});
