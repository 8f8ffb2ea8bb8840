import { expect } from "chai";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { aVaultPair, EAST, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

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

describe("what has become of an activation token right before it is used", () => {
  const DR = "sys/replication/dr";
  const issued = (pair: VaultPair, publicKey?: unknown) =>
    pair.ask(WEST, `POST ${DR}/primary/secondary-token`, {
      id: "east",
      ...(publicKey === undefined ? {} : { secondary_public_key: publicKey }),
    });
  const attach = (pair: VaultPair, token: unknown, effect: Effect) => {
    pair.faults.add({ call: `${EAST} update-primary`, times: 1, effect });
    return pair.ask(EAST, `POST ${DR}/secondary/update-primary`, {
      dr_operation_token: pair.operationToken,
      token,
    });
  };
  const publicKey = (pair: VaultPair) =>
    pair.ask(EAST, `POST ${DR}/secondary/generate-public-key`, {}).data.secondary_public_key;
  const WRAPPED =
    'error response unwrapping secondary token; status code is 400, message is "400 Bad Request"';

  for (const kind of ["activations-expired", "activations-used"] as const) {
    it(`${kind}: a wrapped one opens to nobody`, () => {
      const pair = aVaultPair();
      const { token } = issued(pair).body.wrap_info ?? {};
      const { status, body } = attach(pair, token, { kind, applied: true });
      expect([status, body.errors]).to.deep.equal([500, [WRAPPED]]);
    });
  }

  it("an encrypted one has expired, or the private key is forgotten", () => {
    const pair = aVaultPair();
    const token = () => issued(pair, publicKey(pair)).data.token;
    pair.ask(WEST, `POST ${DR}/primary/revoke-secondary`, { id: "east" });
    const expired = attach(pair, token(), { kind: "activations-expired", applied: true });
    expect(expired.body.errors).to.deep.equal(["secondary token has expired"]);
    pair.ask(WEST, `POST ${DR}/primary/revoke-secondary`, { id: "east" });
    const used = attach(pair, token(), { kind: "activations-used", applied: true });
    expect(used.body.errors).to.deep.equal(["error decrypting secondary token"]);
  });

  it("its id was taken in the same moment, until somebody revokes it", () => {
    const pair = aVaultPair();
    const effect: Effect = { kind: "id-taken", id: "east", applied: true };
    pair.faults.add({ call: `${WEST} secondary-token`, times: 1, effect });
    expect(String(issued(pair).body.errors)).to.include("is already known");
    pair.ask(WEST, `POST ${DR}/primary/revoke-secondary`, { id: "east" });
    expect(issued(pair).status).to.equal(200);
  });
});
