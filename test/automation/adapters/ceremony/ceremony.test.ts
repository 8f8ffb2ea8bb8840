import { expect } from "chai";
import {
  ceremonyStage,
  EAST,
  RIGHT,
  refusalOf,
  shareOf,
  tokenOf,
  VAULT_TOKEN,
  WEST,
  WRONG,
} from "../../../helpers/vaultStandIn/ceremonyStage.ts";

const [A, B, C, D] = RIGHT as [string, string, string, string];

describe("the key ceremony", () => {
  const stage = ceremonyStage();

  it("reads the slot, starts, feeds as many shares as the threshold asks for", async () => {
    const answer = await stage.credentials({ shares: [A, B, C, D] }).operationToken(EAST);
    expect(tokenOf(answer)).to.equal(stage.slot.tokens[0]);
    expect(stage.verbs()).to.deep.equal([
      "GET attempt",
      "POST attempt",
      "POST update",
      "POST update",
      "POST update",
    ]);
  });

  it("takes shares in base64, and tokens of Vault 1.9", async () => {
    stage.slot.tokenPrefix = "s.";
    const shares = [A, B, C].map((share) => Buffer.from(share, "hex").toString("base64"));
    expect(tokenOf(await stage.credentials({ shares }).operationToken(EAST))).to.match(/^s\./);
  });

  it("is held once per Region, however many ask at once", async () => {
    const some = stage.credentials({ shares: [A, B, C] });
    const answers = await Promise.all([some.operationToken(EAST), some.operationToken(EAST)]);
    answers.push(await some.operationToken(EAST));
    expect(new Set(answers.map(tokenOf)).size).to.equal(1);
    expect(stage.slot.tokens).to.have.length(1);
  });

  it("needs enough shares, and says so before it touches the slot", async () => {
    const answer = refusalOf(await stage.credentials({ shares: [A, B] }).operationToken(EAST));
    expect(answer).to.include({ status: 400, definite: true });
    expect(answer.text).to.equal("3 key shares are needed, 2 are given");
    expect(stage.verbs()).to.deep.equal(["GET attempt"]);
  });

  it("names by position the shares that cannot be shares", async () => {
    const shares = [A, "not a share", A, "abcd"];
    const { text } = refusalOf(await stage.credentials({ shares }).operationToken(EAST));
    expect(text).to.equal(
      "3 key shares are needed, 4 are given, and of these: key share 2 is neither hex nor base64; " +
        "key share 3 is key share 1 again; key share 4 has 2 bytes, not 16 to 33",
    );
  });

  for (const position of [1, 2, 3, 4]) {
    it(`finds that share ${position} of four is wrong, and does without it`, async () => {
      const shares = [A, B, C, D].with(position - 1, WRONG);
      const answer = await stage.credentials({ shares }).operationToken(EAST);
      expect(tokenOf(answer)).to.equal(stage.slot.tokens[0]);
      expect(stage.verbs().filter((verb) => verb === "POST attempt")).to.have.length(1);
      expect(stage.verbs()).not.to.include("DELETE attempt");
      // The first three were right in the last case: nothing was learnt of the fourth.
      expect(stage.notices).to.deep.equal(position === 4 ? [] : [`key share ${position} is wrong`]);
    });
  }

  it("starts in the other Region with the shares that were right in the first", async () => {
    const some = stage.credentials({ shares: [WRONG, B, C, D] });
    await some.operationToken(EAST);
    const before = stage.asked.length;
    await some.operationToken(WEST);
    expect(stage.asked.length - before).to.equal(5);
    expect(stage.notices).to.have.length(1);
  });

  it("names the suspects when the wrong one cannot be told, and leaves the slot free", async () => {
    const { text } = refusalOf(
      await stage.credentials({ shares: [A, WRONG, C] }).operationToken(EAST),
    );
    expect(text).to.match(/^at least one of the key shares 1, 2, 3 is wrong/);
    expect(text).to.include("root generation aborted");
    expect(stage.slot.attempt).to.equal(null);
  });

  it("gives up after all combinations, or as many as the bound allows", async () => {
    const shares = [A, WRONG, C, shareOf("8")];
    const { text } = refusalOf(await stage.credentials({ shares }).operationToken(EAST));
    expect(text).to.match(/^4 sets of 3 of the 4 key shares were tried and none fits/);
    const bounds = { attempts: 3, combinations: 2 };
    const some = refusalOf(await stage.credentials({ shares }, bounds).operationToken(EAST));
    expect(some.text).to.match(/^2 sets of 3/);
    expect(stage.slot.attempt).to.equal(null);
  });

  it("cancels the attempt of a stranger that holds the slot", async () => {
    stage.slot.answer(
      "POST",
      "/v1/sys/replication/dr/secondary/generate-operation-token/attempt",
      "",
      undefined,
    );
    const answer = await stage.credentials({ shares: [A, B, C] }).operationToken(EAST);
    expect(tokenOf(answer)).to.equal(stage.slot.tokens[0]);
    expect(stage.verbs().slice(0, 3)).to.deep.equal([
      "GET attempt",
      "DELETE attempt",
      "POST attempt",
    ]);
  });

  it("begins anew when its attempt vanishes midway", async () => {
    let fed = 0;
    stage.meddle = ({ path }) => {
      if (path.endsWith("/update") && ++fed === 2) stage.slot.attempt = null;
      return null;
    };
    const answer = await stage.credentials({ shares: [A, B, C] }).operationToken(EAST);
    expect(tokenOf(answer)).to.equal(stage.slot.tokens[0]);
    expect(stage.verbs().filter((verb) => verb === "POST attempt")).to.have.length(2);
  });

  it("does not fight for ever with a stranger, and leaves the stranger's last attempt alone", async () => {
    stage.meddle = ({ path, body }) => {
      if (path.endsWith("/update")) {
        const attempt = path.replace("update", "attempt");
        stage.slot.answer("DELETE", attempt, "", undefined);
        stage.slot.answer("POST", attempt, body, undefined);
      }
      return null;
    };
    const answer = refusalOf(await stage.credentials({ shares: [A, B, C] }).operationToken(EAST));
    expect(answer.status).to.equal(409);
    expect(answer.text).to.match(
      /^the attempt was lost 3 times, at last by: incorrect nonce supplied/,
    );
    expect(stage.slot.attempt).not.to.equal(null);
    expect(stage.slot.tokens).to.be.empty;
  });

  it("begins anew when the answer to a share is lost", async () => {
    let fed = 0;
    stage.meddle = ({ path }) => (path.endsWith("/update") && ++fed === 2 ? "cut" : null);
    const answer = await stage.credentials({ shares: [A, B, C] }).operationToken(EAST);
    expect(tokenOf(answer)).to.equal(stage.slot.tokens[0]);
  });

  it("says that nobody answers, without trying for ever", async () => {
    stage.meddle = () => "cut";
    const answer = await stage.credentials({ shares: [A, B, C] }).operationToken(EAST);
    expect(answer).to.include({ is: "unknown", why: "cut" });
    expect(stage.asked).to.have.length(1);
  });

  it("explains what Vault 2.x wants: a Vault token", async () => {
    stage.slot.vaultToken = VAULT_TOKEN;
    const none = refusalOf(await stage.credentials({ shares: [A, B, C] }).operationToken(EAST));
    expect(none.status).to.equal(403);
    expect(none.text).to.match(/^permission denied\. Vault 2\.x wants a Vault token besides/);
    const given = { shares: [A, B, C], vaultToken: "hvs.anothertoken0123456789AB" };
    const other = refusalOf(await stage.credentials(given).operationToken(EAST));
    expect(other.text).to.match(/^permission denied\. The token in VAULT_TOKEN was not accepted/);
    for (const { text } of [none, other]) {
      expect(text)
        .to.include("a root token of the primary, a batch token whose policy")
        .and.to.include("sys/replication/dr/secondary/generate-operation-token/*")
        .and.to.include('enable_unauthenticated_access = ["generate-operation-token"]');
    }

    const right = stage.credentials({ shares: [A, B, C], vaultToken: VAULT_TOKEN });
    expect(tokenOf(await right.operationToken(EAST))).to.equal(stage.slot.tokens[0]);
  });
});
