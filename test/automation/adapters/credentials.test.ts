import { inspect } from "node:util";
import { expect } from "chai";
import { credentialsAdapter } from "../../../automation/adapters/credentials.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { vaultAdapter } from "../../../automation/adapters/vault.ts";
import { vaultTransport } from "../../../automation/adapters/vaultHttp.ts";
import type { OperationToken } from "../../../automation/ports/credentials.ts";
import type { Answer } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  type KeyAndCertificate,
  makeAuthority,
} from "../../../sandbox/doors/loopback/certificates.ts";
import { GenerationSlot, type SlotAnswer } from "../../helpers/generationSlot.ts";
import { tlsServer } from "../../helpers/tlsServer.ts";

const NAME = "vault.test.acme.com";
const [EAST, WEST] = ["us-east-1", "us-west-2"];
const shareOf = (digit: string) => digit.repeat(66);
const RIGHT = ["a", "b", "c", "d", "e"].map(shareOf);
const WRONG = shareOf("9");
const [A, B, C, D] = RIGHT as [string, string, string, string];
const VAULT_TOKEN = "hvs.CANARY0123456789ABCDEFGH";

type Ask = { method: string; path: string; body: string };

describe("credentials", () => {
  let ca: string;
  let certificate: KeyAndCertificate;
  let slot: GenerationSlot;
  let asked: Ask[];
  let notices: string[];
  /** Stands in front of the slot; null lets the slot answer. */
  let meddle: (ask: Ask) => SlotAnswer | "cut" | null;
  let server: Awaited<ReturnType<typeof tlsServer>>;

  before(async () => {
    const authority = await makeAuthority();
    ca = authority.ca;
    certificate = await authority.issue([NAME], "127.0.0.1");
  });
  beforeEach(async () => {
    slot = new GenerationSlot(RIGHT, 3);
    [asked, notices] = [[], []];
    meddle = () => null;
    server = await tlsServer(certificate, async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const ask = { method: request.method ?? "", path: request.url ?? "", body };
      asked.push(ask);
      const token = request.headers["x-vault-token"] as string | undefined;
      const answer = meddle(ask) ?? slot.answer(ask.method, ask.path, body, token);
      if (answer === "cut") return void response.destroy();
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body === null ? "" : JSON.stringify(answer.body));
    });
  });
  afterEach(() => server.stop());

  type Given = { shares?: string[]; operationToken?: string; vaultToken?: string };
  const credentials = (given: Given, bounds = { attempts: 3, combinations: 20 }) => {
    const place = { address: `https://127.0.0.1:${server.port}`, serverName: NAME };
    const secret = (text?: string) => (text === undefined ? null : new Secret(text));
    return credentialsAdapter({
      vault: vaultAdapter({
        regions: { [EAST]: place, [WEST]: place },
        service: { name: NAME, port: server.port },
        transport: vaultTransport({ clock: systemClock, ca }),
        clock: systemClock,
        bounds: { callMs: 2_000, demoteMs: 2_000, promoteMs: 2_000 },
      }),
      clock: { sleep: async () => {} },
      vaultToken: secret(given.vaultToken),
      operationToken: secret(given.operationToken),
      shares: (given.shares ?? []).map((share) => new Secret(share)),
      bounds,
      notice: (text) => notices.push(text),
    });
  };
  const verbs = () => asked.map(({ method, path }) => `${method} ${path.split("/").pop()}`);
  const tokenOf = (answer: Answer<OperationToken>) =>
    answer.is === "ok" ? answer.value.token.reveal() : answer;
  const refusalOf = (answer: Answer<OperationToken>) => {
    if (answer.is !== "refused") return expect.fail(`it was ${inspect(answer)}`);
    expect([...RIGHT, WRONG, VAULT_TOKEN].filter((secret) => answer.text.includes(secret))).to.be
      .empty;
    return answer;
  };

  describe("the sources", () => {
    it("are shown without a value", () => {
      const some = credentials({
        operationToken: "hvb.batch",
        shares: [A, B],
        vaultToken: VAULT_TOKEN,
      });
      expect(some.view()).to.deep.equal({
        vaultToken: true,
        operationToken: true,
        operationTokenExpiresAt: null,
        shares: 2,
      });
      const seen = inspect(some, { depth: 9, showHidden: true }) + JSON.stringify(some.view());
      expect(seen)
        .not.to.include("hvb.batch")
        .and.not.to.include(A)
        .and.not.to.include(VAULT_TOKEN);
    });

    it("come in order: the environment's token, then the shares, then nothing", async () => {
      const both = credentials({ operationToken: "hvb.batch", shares: [A, B, C] });
      const first = await both.operationToken(EAST);
      expect(tokenOf(first)).to.equal("hvb.batch");
      expect(asked).to.be.empty;

      if (first.is === "ok") both.reject(EAST, first.value);
      const second = await both.operationToken(EAST);
      expect(second).to.have.nested.property("value.source", "shares");
      expect(tokenOf(second)).to.equal(slot.tokens[0]);
      expect(tokenOf(await both.operationToken(WEST))).to.equal("hvb.batch");

      if (second.is === "ok") both.reject(EAST, second.value);
      expect(refusalOf(await both.operationToken(EAST)).text).to.equal(
        "us-east-1 did not accept the token in VAULT_DR_OPERATION_TOKEN, nor a token generated from the key shares, and there is nothing else",
      );
    });

    it("that do not exist are named, so that they can be given", async () => {
      const answer = refusalOf(await credentials({}).operationToken(EAST));
      expect(answer.text)
        .to.include("VAULT_DR_OPERATION_TOKEN")
        .and.to.include("VAULT_RECOVERY_KEY_1");
      expect(asked).to.be.empty;
    });
  });

  describe("the ceremony", () => {
    it("reads the slot, starts, feeds as many shares as the threshold asks for", async () => {
      const answer = await credentials({ shares: [A, B, C, D] }).operationToken(EAST);
      expect(tokenOf(answer)).to.equal(slot.tokens[0]);
      expect(verbs()).to.deep.equal([
        "GET attempt",
        "POST attempt",
        "POST update",
        "POST update",
        "POST update",
      ]);
    });

    it("takes shares in base64, and tokens of Vault 1.9", async () => {
      slot.tokenPrefix = "s.";
      const shares = [A, B, C].map((share) => Buffer.from(share, "hex").toString("base64"));
      expect(tokenOf(await credentials({ shares }).operationToken(EAST))).to.match(/^s\./);
    });

    it("is held once per Region, however many ask at once", async () => {
      const some = credentials({ shares: [A, B, C] });
      const answers = await Promise.all([some.operationToken(EAST), some.operationToken(EAST)]);
      answers.push(await some.operationToken(EAST));
      expect(new Set(answers.map(tokenOf)).size).to.equal(1);
      expect(slot.tokens).to.have.length(1);
    });

    it("needs enough shares, and says so before it touches the slot", async () => {
      const answer = refusalOf(await credentials({ shares: [A, B] }).operationToken(EAST));
      expect(answer).to.include({ status: 400, definite: true });
      expect(answer.text).to.equal("3 key shares are needed, 2 are given");
      expect(verbs()).to.deep.equal(["GET attempt"]);
    });

    it("names by position the shares that cannot be shares", async () => {
      const shares = [A, "not a share", A, "abcd"];
      const { text } = refusalOf(await credentials({ shares }).operationToken(EAST));
      expect(text).to.equal(
        "3 key shares are needed, 4 are given, and of these: key share 2 is neither hex nor base64; " +
          "key share 3 is key share 1 again; key share 4 has 2 bytes, not 16 to 33",
      );
    });

    for (const position of [1, 2, 3, 4]) {
      it(`finds that share ${position} of four is wrong, and does without it`, async () => {
        const shares = [A, B, C, D].with(position - 1, WRONG);
        const answer = await credentials({ shares }).operationToken(EAST);
        expect(tokenOf(answer)).to.equal(slot.tokens[0]);
        expect(verbs().filter((verb) => verb === "POST attempt")).to.have.length(1);
        expect(verbs()).not.to.include("DELETE attempt");
        // The first three were right in the last case: nothing was learnt of the fourth.
        expect(notices).to.deep.equal(position === 4 ? [] : [`key share ${position} is wrong`]);
      });
    }

    it("starts in the other Region with the shares that were right in the first", async () => {
      const some = credentials({ shares: [WRONG, B, C, D] });
      await some.operationToken(EAST);
      const before = asked.length;
      await some.operationToken(WEST);
      expect(asked.length - before).to.equal(5);
      expect(notices).to.have.length(1);
    });

    it("names the suspects when the wrong one cannot be told, and leaves the slot free", async () => {
      const { text } = refusalOf(await credentials({ shares: [A, WRONG, C] }).operationToken(EAST));
      expect(text).to.match(/^at least one of the key shares 1, 2, 3 is wrong/);
      expect(text).to.include("root generation aborted");
      expect(slot.attempt).to.equal(null);
    });

    it("gives up after all combinations, or as many as the bound allows", async () => {
      const shares = [A, WRONG, C, shareOf("8")];
      const { text } = refusalOf(await credentials({ shares }).operationToken(EAST));
      expect(text).to.match(/^4 sets of 3 of the 4 key shares were tried and none fits/);
      const bounds = { attempts: 3, combinations: 2 };
      const some = refusalOf(await credentials({ shares }, bounds).operationToken(EAST));
      expect(some.text).to.match(/^2 sets of 3/);
      expect(slot.attempt).to.equal(null);
    });

    it("cancels the attempt of a stranger that holds the slot", async () => {
      slot.answer(
        "POST",
        "/v1/sys/replication/dr/secondary/generate-operation-token/attempt",
        "",
        undefined,
      );
      const answer = await credentials({ shares: [A, B, C] }).operationToken(EAST);
      expect(tokenOf(answer)).to.equal(slot.tokens[0]);
      expect(verbs().slice(0, 3)).to.deep.equal(["GET attempt", "DELETE attempt", "POST attempt"]);
    });

    it("begins anew when its attempt vanishes midway", async () => {
      let fed = 0;
      meddle = ({ path }) => {
        if (path.endsWith("/update") && ++fed === 2) slot.attempt = null;
        return null;
      };
      const answer = await credentials({ shares: [A, B, C] }).operationToken(EAST);
      expect(tokenOf(answer)).to.equal(slot.tokens[0]);
      expect(verbs().filter((verb) => verb === "POST attempt")).to.have.length(2);
    });

    it("does not fight for ever with a stranger, and leaves the stranger's last attempt alone", async () => {
      meddle = ({ path, body }) => {
        if (path.endsWith("/update")) {
          const attempt = path.replace("update", "attempt");
          slot.answer("DELETE", attempt, "", undefined);
          slot.answer("POST", attempt, body, undefined);
        }
        return null;
      };
      const answer = refusalOf(await credentials({ shares: [A, B, C] }).operationToken(EAST));
      expect(answer.status).to.equal(409);
      expect(answer.text).to.match(
        /^the attempt was lost 3 times, at last by: incorrect nonce supplied/,
      );
      expect(slot.attempt).not.to.equal(null);
      expect(slot.tokens).to.be.empty;
    });

    it("begins anew when the answer to a share is lost", async () => {
      let fed = 0;
      meddle = ({ path }) => (path.endsWith("/update") && ++fed === 2 ? "cut" : null);
      const answer = await credentials({ shares: [A, B, C] }).operationToken(EAST);
      expect(tokenOf(answer)).to.equal(slot.tokens[0]);
    });

    it("says that nobody answers, without trying for ever", async () => {
      meddle = () => "cut";
      const answer = await credentials({ shares: [A, B, C] }).operationToken(EAST);
      expect(answer).to.include({ is: "unknown", why: "cut" });
      expect(asked).to.have.length(1);
    });

    it("explains what Vault 2.x wants: a Vault token", async () => {
      slot.vaultToken = VAULT_TOKEN;
      const none = refusalOf(await credentials({ shares: [A, B, C] }).operationToken(EAST));
      expect(none.status).to.equal(403);
      expect(none.text).to.match(/^permission denied\. Vault 2\.x wants a Vault token besides/);
      const given = { shares: [A, B, C], vaultToken: "hvs.anothertoken0123456789AB" };
      const other = refusalOf(await credentials(given).operationToken(EAST));
      expect(other.text).to.match(/^permission denied\. The token in VAULT_TOKEN was not accepted/);

      const right = credentials({ shares: [A, B, C], vaultToken: VAULT_TOKEN });
      expect(tokenOf(await right.operationToken(EAST))).to.equal(slot.tokens[0]);
    });
  });

  describe("afterwards", () => {
    it("deletes what was generated", async () => {
      const some = credentials({ shares: [A, B, C] });
      await some.operationToken(EAST);
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 1, leftIn: [] });
      expect(slot.tokens).to.be.empty;
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 0, leftIn: [] });
    });

    it("names the Regions where it cannot: a primary deletes none", async () => {
      const some = credentials({ shares: [A, B, C] });
      await some.operationToken(EAST);
      slot.isSecondary = false;
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 0, leftIn: [EAST] });
    });
  });
});
