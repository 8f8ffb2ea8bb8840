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
});
