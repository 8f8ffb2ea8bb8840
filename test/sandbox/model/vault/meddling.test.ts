import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { aVaultPair, EAST, type VaultPair } from "../../../helpers/vaultWorld.ts";

const PATH = "sys/replication/dr/secondary/generate-operation-token";

describe("what others do to the generation slot right before a call", () => {
  const meddled = (pair: VaultPair, call: string, kind: "attempt-lost" | "attempt-of-a-stranger") =>
    pair.faults.add({
      call: `${EAST} ${call}`,
      times: 1,
      effect: { kind, applied: true } as Effect,
    });
  const ask = (pair: VaultPair, call: string, body?: object) =>
    pair.ask(EAST, `${call.replace(" ", ` ${PATH}/`)}`, body, null);

  it("the active node changes: the attempt is gone, and the share finds none", () => {
    const pair = aVaultPair();
    const { nonce } = ask(pair, "POST attempt", {}).body;
    meddled(pair, "generate-update", "attempt-lost");
    const given = ask(pair, "POST update", { key: pair.shares[0], nonce });
    expect(given.status).to.equal(400);
    expect(given.body.errors).to.deep.equal(["no root generation in progress"]);
    expect(ask(pair, "POST attempt", {}).status).to.equal(200);
  });

  it("a stranger is quicker: the slot is held, until somebody cancels it", () => {
    const pair = aVaultPair();
    meddled(pair, "generate-attempt", "attempt-of-a-stranger");
    expect(ask(pair, "POST attempt", {}).body.errors).to.deep.equal([
      "root generation already in progress",
    ]);
    expect(ask(pair, "GET attempt").body).to.include({ started: true, progress: 1 });
    expect(ask(pair, "DELETE attempt").status).to.equal(204);
    expect(ask(pair, "POST attempt", {}).status).to.equal(200);
  });

  it("a stranger does not take the slot from an attempt that runs", () => {
    const pair = aVaultPair();
    const { nonce } = ask(pair, "POST attempt", {}).body;
    meddled(pair, "generate-update", "attempt-of-a-stranger");
    expect(ask(pair, "POST update", { key: pair.shares[0], nonce }).status).to.equal(200);
  });
});
