import { expect } from "chai";
import { encodeToken } from "../../../../sandbox/model/vault/generation.ts";
import { holdsToken } from "../../../../sandbox/model/vault/tokens.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, type Told, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

const PATH = "sys/replication/dr/secondary/generate-operation-token";
const WRONG_SHARE = Buffer.alloc(33, 7).toString("base64");

const begin = (pair: VaultPair): Told => pair.ask(EAST, `POST ${PATH}/attempt`, {}, null);
const give = (pair: VaultPair, key: unknown, nonce: unknown): Told =>
  pair.ask(EAST, `POST ${PATH}/update`, { key, nonce }, null);
const refusal = ({ status, body }: Told) => [status, body.errors?.[0]];

function decoded(encoded: string, pad: string): string {
  const padBytes = Buffer.from(pad);
  const bytes = Buffer.from(encoded, "base64").map((byte, index) => byte ^ (padBytes[index] ?? 0));
  return Buffer.from(bytes).toString();
}

describe("a DR operation token from key shares", () => {
  it("is the XOR of token and pad, in base64 without padding", () => {
    const pad = "qZkG8AAgu4l5KOdypXG1TQS8lz";
    const token = "s.UOqXJFifGL55FibddbLDzoh4";
    expect(encodeToken(token, pad)).to.equal("AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4");
  });

  it("has no form where token and pad differ in length", () => {
    const token = "s.UOqXJFifGL55FibddbLDzoh4";
    for (const length of [25, 27, 28]) {
      expect(() => encodeToken(token, "x".repeat(length)), String(length)).to.throw(
        `a pad of ${length} bytes for a token of 26`,
      );
    }
  });

  it("is made by a quorum, promotes, and can be deleted on a secondary only", () => {
    const pair = aVaultPair();
    const begun = begin(pair).body;
    expect(begun).to.include({ started: true, progress: 0, required: 3, otp_length: 28 });
    expect(begun.otp).to.have.length(28);
    const [one, two, three] = pair.shares;
    expect(give(pair, one, begun.nonce).body).to.include({ progress: 1, complete: false, otp: "" });
    expect(pair.ask(EAST, `GET ${PATH}/attempt`).body).to.include({ progress: 1, otp: "" });
    give(pair, two, begun.nonce);
    const last = give(pair, three, begun.nonce).body;
    expect(last).to.include({ progress: 3, complete: true, otp_length: 0 });
    expect(last.encoded_token).to.have.length(38);
    const token = decoded(String(last.encoded_token), String(begun.otp));
    expect(token).to.match(/^hvs\.[0-9A-Za-z]{24}$/);
    expect(pair.ask(EAST, `GET ${PATH}/attempt`).body).to.include({ started: false, nonce: "" });

    const gone = pair.ask(EAST, "POST sys/replication/dr/secondary/operation-token/delete", {
      dr_operation_token: token,
    });
    expect(gone.status).to.equal(204);
    expect(pair.promote(EAST, { dr_operation_token: token }).status).to.equal(403);
  });

  it("holds one attempt at a time, which anybody can cancel", () => {
    const pair = aVaultPair();
    begin(pair);
    expect(refusal(begin(pair))).to.deep.equal([400, "root generation already in progress"]);
    expect(pair.ask(EAST, `DELETE ${PATH}/attempt`, undefined, null).status).to.equal(204);
    expect(pair.ask(EAST, `DELETE ${PATH}/attempt`, undefined, null).status).to.equal(204);
    expect(begin(pair).status).to.equal(200);
  });

  it("notices a wrong share at the threshold only, and keeps nonce and pad", () => {
    const pair = aVaultPair();
    const { nonce, otp } = begin(pair).body;
    const [one, two, three] = pair.shares;
    expect(give(pair, WRONG_SHARE, nonce).status).to.equal(200);
    expect(give(pair, one, nonce).status).to.equal(200);
    expect(refusal(give(pair, two, nonce))).to.deep.equal([
      400,
      "root generation aborted: unable to authenticate: recovery key verification failed: recovery key does not match submitted values",
    ]);
    expect(pair.ask(EAST, `GET ${PATH}/attempt`).body).to.include({ nonce, progress: 0 });
    for (const share of [one, two]) give(pair, share, nonce);
    const { encoded_token } = give(pair, three, nonce).body;
    expect(decoded(String(encoded_token), String(otp))).to.match(/^hvs\./);
  });

  it("checks key, length, slot, nonce and repetition in this order, and progress stays", () => {
    const pair = aVaultPair();
    const [one] = pair.shares;
    const update = `POST ${PATH}/update`;
    expect(refusal(pair.ask(EAST, update))).to.deep.equal([400, "EOF"]);
    expect(refusal(give(pair, undefined, ""))).to.deep.equal([
      400,
      "'key' must be specified in request body as JSON",
    ]);
    expect(refusal(give(pair, "no key!", ""))[1]).to.contain("valid hex or base64 string");
    expect(refusal(give(pair, "c2hvcnQ=", ""))[1]).to.contain("shorter than minimum 16 bytes");
    const long = Buffer.alloc(34, 1).toString("base64");
    expect(refusal(give(pair, long, ""))[1]).to.contain("longer than maximum 33 bytes");
    expect(refusal(give(pair, one, ""))[1]).to.equal("no root generation in progress");
    const { nonce } = begin(pair).body;
    expect(refusal(give(pair, one, "other"))[1]).to.equal(
      `incorrect nonce supplied; nonce for this root generation operation is "${nonce}"`,
    );
    give(pair, one, nonce);
    expect(refusal(give(pair, one, nonce))[1]).to.equal(
      "given key has already been provided during this generation operation",
    );
    expect(pair.ask(EAST, `GET ${PATH}/attempt`).body.progress).to.equal(1);
  });

  it("takes a share in hexadecimal too, and refuses shares of unequal length", () => {
    const pair = aVaultPair();
    const { nonce } = begin(pair).body;
    const [one = "", two] = pair.shares;
    give(pair, Buffer.from(one, "base64").toString("hex"), nonce);
    expect(refusal(give(pair, one, nonce))[1]).to.contain("already been provided");
    give(pair, two, nonce);
    const short = Buffer.alloc(32, 1).toString("base64");
    expect(refusal(give(pair, short, nonce))[1]).to.equal(
      "failed to compute root key: all parts must be the same length",
    );
  });

  it("is lost with the process, and is no call for a primary", () => {
    const pair = aVaultPair();
    begin(pair);
    pair.setReach(EAST, "refused");
    pair.setReach(EAST, "up");
    expect(pair.ask(EAST, `GET ${PATH}/attempt`).body.started).to.equal(false);
    expect(refusal(pair.ask(WEST, `POST ${PATH}/attempt`, {}))).to.deep.equal([
      400,
      "Not a DR secondary.",
    ]);
  });
});

describe("a root token from key shares", () => {
  const ROOT = "sys/generate-root";
  const start = (pair: VaultPair, region = WEST): Told =>
    pair.ask(region, `PUT ${ROOT}/attempt`, {}, null);
  const share = (pair: VaultPair, key: unknown, nonce: unknown): Told =>
    pair.ask(WEST, `PUT ${ROOT}/update`, { key, nonce }, null);
  const generate = (pair: VaultPair): { token: string; last: Told } => {
    const { nonce, otp } = start(pair).body;
    const [last] = pair.shares
      .slice(0, 3)
      .map((key) => share(pair, key, nonce))
      .slice(-1);
    const encoded = String(last?.body.encoded_root_token);
    return { token: decoded(encoded, String(otp)), last: last as Told };
  };

  it("is made by a quorum on a primary without a token, and can do everything there", () => {
    const pair = aVaultPair();
    const { token, last } = generate(pair);
    expect(last.body).to.include({ complete: true, progress: 3, required: 3, otp: "" });
    expect(last.body.encoded_token).to.equal(last.body.encoded_root_token);
    expect(token).to.match(/^hvs\.\w{24}$/);
    const self = pair.ask(WEST, "GET auth/token/lookup-self", undefined, token).data;
    expect(self).to.deep.include({ policies: ["root"], expire_time: null, type: "service" });
    expect(pair.ask(WEST, "POST sys/replication/dr/primary/demote", {}, token).status).to.equal(
      200,
    );
    expect([...pair.world.issued]).to.include(token);
  });

  it("replicates like any other token, and ends when it revokes itself", () => {
    const pair = aVaultPair();
    const { token } = generate(pair);
    pair.pass(1_000);
    const held = () =>
      [WEST, EAST].map((region) => holdsToken(clusterIn(pair.world, region), token));
    expect(held()).to.deep.equal([true, true]);
    expect(pair.ask(WEST, "POST auth/token/revoke-self", undefined, token).status).to.equal(204);
    pair.pass(1_000);
    expect(held()).to.deep.equal([false, false]);
    expect(pair.ask(WEST, "POST auth/token/revoke-self", undefined, token).status).to.equal(403);
  });

  it("vanishes from an old primary that becomes equal to the new one", () => {
    const pair = aVaultPair();
    pair.promote(EAST);
    pair.pass(3_000);
    const { token } = generate(pair);
    pair.demote(WEST);
    pair.pass(3_000);
    expect(holdsToken(clusterIn(pair.world, WEST), token)).to.equal(true);
    const secondary_public_key = pair.publicKey(WEST);
    const activation = pair.secondaryToken(EAST, { id: "west", secondary_public_key }).data.token;
    pair.updatePrimary(WEST, { token: activation });
    pair.pass(3_000);
    expect(holdsToken(clusterIn(pair.world, WEST), token)).to.equal(false);
  });

  it("is not to be had on a DR secondary", () => {
    const pair = aVaultPair();
    const disabled = [400, "path disabled in replication DR secondary mode"];
    for (const [line, body] of [
      [`GET ${ROOT}/attempt`, undefined],
      [`POST ${ROOT}/attempt`, {}],
      [`DELETE ${ROOT}/attempt`, undefined],
      [`POST ${ROOT}/update`, { key: pair.shares[0], nonce: "" }],
    ] as const) {
      expect(refusal(pair.ask(EAST, line, body, null)), line).to.deep.equal(disabled);
    }
  });

  it("takes the cluster's one slot: the other kind's shares are refused, and either may cancel", () => {
    const pair = aVaultPair();
    const { nonce } = start(pair).body;
    expect(refusal(start(pair))).to.deep.equal([400, "root generation already in progress"]);
    // Its role changes under the attempt of nobody in particular: the slot is the cluster's.
    const west = clusterIn(pair.world, WEST);
    west.mode = "secondary";
    expect(pair.ask(WEST, `GET ${PATH}/attempt`, undefined, null).body).to.include({
      started: true,
    });
    const fed = pair.ask(WEST, `POST ${PATH}/update`, { key: pair.shares[0], nonce }, null);
    expect(refusal(fed)).to.deep.equal([
      400,
      "incorrect strategy supplied; a generate root operation of another type is already in progress",
    ]);
    expect(pair.ask(WEST, `DELETE ${PATH}/attempt`, undefined, null).status).to.equal(204);
    west.mode = "primary";
    expect(pair.ask(WEST, `GET ${ROOT}/attempt`, undefined, null).body).to.include({
      started: false,
      otp_length: 28,
    });
  });

  it("needs a Vault token as well since 2.0, whatever is open for operation tokens", () => {
    const pair = aVaultPair({ version: "2.0", settings: { openGeneration: true } });
    expect(refusal(start(pair))).to.deep.equal([403, "permission denied"]);
    expect(pair.ask(WEST, `POST ${ROOT}/attempt`, {}, "hvs.strange").status).to.equal(403);
    expect(pair.ask(WEST, `POST ${ROOT}/attempt`, {}).status).to.equal(200);
  });
});
