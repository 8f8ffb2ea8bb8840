import { expect } from "chai";
import { mintBatchToken, mintServiceToken } from "../../../../sandbox/model/vault/tokens.ts";
import type { VersionLine } from "../../../../sandbox/model/vault/versions.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, type Json, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

const SECONDARY = "sys/replication/dr/secondary";
const GENERATION = `${SECONDARY}/generate-operation-token`;
const ATTEMPT = `${GENERATION}/attempt`;
const LINES: VersionLine[] = ["1.1", "1.9", "1.21", "2.0"];

/** What holds from a release on: `from` is the first line that has it. */
const isSince = (line: VersionLine, from: VersionLine) =>
  LINES.indexOf(line) >= LINES.indexOf(from);

function generated(pair: VaultPair): string {
  const { otp, nonce } = pair.ask(EAST, `POST ${ATTEMPT}`, {}).body;
  const [encoded] = pair.shares
    .slice(0, 3)
    .map((key) => pair.ask(EAST, `POST ${GENERATION}/update`, { key, nonce }).body.encoded_token)
    .slice(-1);
  const pad = Buffer.from(String(otp));
  const mixed = Buffer.from(String(encoded), "base64");
  return mixed.map((byte, index) => byte ^ (pad[index] ?? 0)).toString();
}

for (const version of LINES) {
  describe(`Vault ${version}`, () => {
    const has = (from: VersionLine) => isSince(version, from);
    const keys = (json: Json | undefined) => Object.keys(json ?? {});
    const says = (json: Json | undefined, fields: string[]) =>
      fields.filter((field) => keys(json).includes(field));
    const only = (from: VersionLine, ...fields: string[]) => (has(from) ? fields : []);

    it("names itself in sys/health, with what it knows to tell", () => {
      const { body } = aVaultPair({ version }).ask(WEST, "GET sys/health");
      const suffix = has("1.21") ? "ent" : "prem";
      expect(body.version).to.match(
        new RegExp(`^${version.replace(".", "\\.")}\\.\\d\\+${suffix}$`),
      );
      const newer = ["enterprise", "echo_duration_ms", "clock_skew_ms"];
      expect(says(body, ["license", ...newer, "replication_primary_canary_age_ms"])).to.deep.equal([
        ...only("1.9", "license"),
        ...only("1.21", ...newer, "replication_primary_canary_age_ms"),
      ]);
    });

    it("has the fields of its time in the status of both sides", () => {
      const pair = aVaultPair({ version });
      const corruption = ["corrupted_merkle_tree", "last_corruption_check_epoch"];
      const common = [...corruption, "ssct_generation_counter"];
      const primary = pair.drStatus(WEST);
      expect(says(primary, ["last_wal", "last_dr_wal", "secondaries", ...common])).to.deep.equal([
        "last_wal",
        ...only("1.9", "last_dr_wal", "secondaries"),
        ...only("1.21", ...common),
      ]);
      const secondary = pair.drStatus(EAST);
      const fields = ["last_remote_wal", "connection_state", "primaries", "last_start", ...common];
      expect(says(secondary, fields)).to.deep.equal([
        "last_remote_wal",
        ...only("1.9", "connection_state", "primaries"),
        ...only("1.21", "last_start", ...common),
      ]);
      expect(says(secondary.primaries?.[0], ["last_heartbeat", "clock_skew_ms"])).to.deep.equal([
        ...only("1.9", "last_heartbeat"),
        ...only("1.21", "clock_skew_ms"),
      ]);
    });

    it("counts local WALs in last_wal, which a secondary of a quiet primary never receives", () => {
      const pair = aVaultPair({ version });
      pair.pass(60_000);
      const primary = pair.drStatus(WEST);
      const secondary = pair.drStatus(EAST);
      expect(Number(primary.last_wal)).to.be.greaterThan(Number(secondary.last_remote_wal));
      expect(primary.merkle_root).to.equal(secondary.merkle_root);
      if (has("1.9")) expect(primary.last_dr_wal).to.equal(secondary.last_remote_wal);
    });

    it("generates a DR operation token of the form and length of its time", () => {
      const pair = aVaultPair({ version });
      const prefix = has("1.21") ? "hvs." : "s.";
      expect(pair.ask(EAST, `GET ${ATTEMPT}`).body.otp_length).to.equal(prefix.length + 24);
      const token = generated(pair);
      expect(token).to.match(new RegExp(`^${prefix.replace(".", "\\.")}[0-9A-Za-z]{24}$`));
      expect(pair.promote(EAST, { dr_operation_token: token }).status).to.equal(200);
    });

    it("refuses a pad of another length than its tokens have", () => {
      const pair = aVaultPair({ version });
      const length = has("1.21") ? 28 : 26;
      for (const wrong of [length - 2, length - 1, length + 1, length + 2]) {
        const answer = pair.ask(EAST, `POST ${ATTEMPT}`, { otp: "x".repeat(wrong) });
        expect([answer.status, answer.body.errors?.[0]], String(wrong)).to.deep.equal([
          400,
          "OTP string is wrong length",
        ]);
      }
      expect(pair.ask(EAST, `POST ${ATTEMPT}`, { otp: "x".repeat(length) }).status).to.equal(200);
    });

    const batch = has("1.9") ? "takes" : "does not take";
    it(`${batch} a batch token for a DR call`, () => {
      const pair = aVaultPair({ version });
      expect(pair.operationToken).to.match(has("1.21") ? /^hvb\./ : /^b\./);
      expect(pair.promote(EAST).status).to.equal(has("1.9") ? 200 : 403);
    });

    it(`${has("1.9") ? "makes a key pair" : "knows no key pair, and wraps the token all the same"}`, () => {
      const pair = aVaultPair({ version });
      const made = pair.ask(EAST, `POST ${SECONDARY}/generate-public-key`, {});
      expect(made.status).to.equal(has("1.9") ? 200 : 404);
      if (!has("1.9")) expect(made.body.errors?.[0]).to.include("unsupported path");
      const secondary_public_key = made.data?.secondary_public_key ?? Buffer.alloc(32).toString();
      const { body } = pair.secondaryToken(WEST, { id: "new", secondary_public_key });
      expect([body.wrap_info === null, body.data === null]).to.deep.equal([
        has("1.9"),
        !has("1.9"),
      ]);
    });

    it(`${has("1.21") ? "checks" : "cannot check"} its merkle tree on request`, () => {
      const pair = aVaultPair({ version });
      const body = { dr_operation_token: pair.operationToken };
      const { status } = pair.ask(EAST, `POST ${SECONDARY}/merkle-check`, body);
      expect(status).to.equal(has("1.21") ? 200 : 404);
    });

    it("lets requests meet what its time had for them during a role change, unless the world says so", () => {
      const met = (settings = {}) => {
        const pair = aVaultPair({ version, settings });
        pair.demote(WEST);
        return pair.ask(WEST, "GET sys/replication/dr/status").is;
      };
      expect(met()).to.equal(has("1.9") ? "answered" : "later");
      expect(met({ duringRoleChange: "reset" })).to.equal("cut");
    });
  });
}

describe("sys/health of Vault 1.1", () => {
  it("takes a flag for set when it is there, whatever its value, and ignores what it does not know", () => {
    const asked = (version: VersionLine) => {
      const pair = aVaultPair({ version, settings: { duringRoleChange: "503" } });
      pair.demote(WEST);
      return ["standbyok=false", "standbyok=maybe", "removedcode=x&haunhealthycode=y"].map(
        (query) => pair.ask(WEST, `GET sys/health?${query}`).status,
      );
    };
    expect(asked("1.1")).to.deep.equal([200, 200, 429]);
    expect(asked("1.9")).to.deep.equal([429, 400, 429]);
    expect(asked("1.21")).to.deep.equal([429, 400, 400]);
  });
});

describe("the key ceremony of Vault 2.0", () => {
  const RULES = (capabilities: string[]) => [
    { path: `${GENERATION}/*`, capabilities },
    { path: `${SECONDARY}/operation-token/delete`, capabilities },
  ];

  /** A pair whose policy `ceremony` grants `capabilities`, once it has replicated. */
  function aPair(capabilities: string[], settings = {}) {
    const pair = aVaultPair({ version: "2.0", settings });
    const west = clusterIn(pair.world, WEST);
    for (const cluster of [west, clusterIn(pair.world, EAST)]) {
      cluster.keys.apply({ key: "policy/ceremony", value: JSON.stringify(RULES(capabilities)) });
    }
    const options = { policies: ["ceremony"], ttlMs: 3_600_000 };
    const batch = mintBatchToken(pair.world, west, options);
    const service = mintServiceToken(pair.world, west, ["ceremony"]);
    pair.pass(1_000);
    return { pair, batch, service };
  }
  const ALL = ["create", "delete", "read", "update"];

  /** The status of each call of the ceremony, all made with `token`. */
  const statuses = (pair: VaultPair, token: string | null) => {
    const { status: started, body } = pair.ask(EAST, `POST ${ATTEMPT}`, {}, token);
    const share = { key: pair.shares[0], nonce: body.nonce ?? "" };
    return [
      started,
      pair.ask(EAST, `GET ${ATTEMPT}`, undefined, token).status,
      pair.ask(EAST, `POST ${GENERATION}/update`, share, token).status,
      pair.ask(EAST, `DELETE ${ATTEMPT}`, undefined, token).status,
    ];
  };
  const WELL = [200, 200, 200, 204];
  const DENIED = [403, 403, 403, 403];

  it("refuses whoever has no token, or one that nobody issued", () => {
    const { pair } = aPair(ALL);
    expect(statuses(pair, null)).to.deep.equal(DENIED);
    expect(statuses(pair, "hvs.unknown")).to.deep.equal(DENIED);
  });

  it("takes a root token of the primary on the secondary", () => {
    const { pair } = aPair(ALL);
    expect(statuses(pair, pair.rootToken)).to.deep.equal(WELL);
  });

  it("takes a batch token whose policy grants each call its capability, and refuses the call that it does not", () => {
    const { pair, batch } = aPair(ALL);
    expect(statuses(pair, batch)).to.deep.equal(WELL);
    const less = aPair(["create", "update"]);
    expect(statuses(less.pair, less.batch)).to.deep.equal([200, 403, 200, 403]);
    const none = aPair([]);
    expect(statuses(none.pair, none.batch)).to.deep.equal(DENIED);
    expect(statuses(pair, pair.operationToken), "another policy").to.deep.equal(DENIED);
  });

  it("refuses every other service token on a DR secondary, whatever its policy", () => {
    const { pair, service } = aPair(ALL);
    expect(statuses(pair, service)).to.deep.equal(DENIED);
  });

  it("refuses a batch token that has ended", () => {
    const { pair, batch } = aPair(ALL);
    pair.pass(3_600_000);
    expect(statuses(pair, batch)).to.deep.equal(DENIED);
  });

  it("wants the token for deleting what was generated too", () => {
    const { pair, service } = aPair(ALL);
    const body = { dr_operation_token: generated(pair) };
    const line = `POST ${SECONDARY}/operation-token/delete`;
    expect(pair.ask(EAST, line, body, null).status).to.equal(403);
    expect(pair.ask(EAST, line, body, service).status).to.equal(403);
    expect(pair.ask(EAST, line, body).status).to.equal(204);
  });

  it("answers on a primary 403 without a token, and else that it is no DR secondary", () => {
    const { pair } = aPair(ALL);
    expect(pair.ask(WEST, `POST ${ATTEMPT}`, {}, null).status).to.equal(403);
    expect(pair.ask(WEST, `POST ${ATTEMPT}`, {}).body.errors?.[0]).to.equal("Not a DR secondary.");
  });

  it("is open to whoever asks where the server's configuration breaks the glass", () => {
    const { pair } = aPair(ALL, { openGeneration: true });
    expect(statuses(pair, null)).to.deep.equal(WELL);
  });

  it("needed no token before 2.0", () => {
    for (const version of ["1.1", "1.9", "1.21"] as const) {
      expect(statuses(aVaultPair({ version }), null), version).to.deep.equal(WELL);
    }
  });
});
