import { inspect } from "node:util";
import { expect } from "chai";
import { ok, refused } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  ceremonyStage,
  EAST,
  RIGHT,
  refusalOf,
  tokenOf,
  VAULT_TOKEN,
  WEST,
} from "../../helpers/vaultStandIn/ceremonyStage.ts";

const [A, B, C] = RIGHT as [string, string, string];

describe("credentials", () => {
  const stage = ceremonyStage();

  describe("the sources", () => {
    it("are shown without a value", () => {
      const some = stage.credentials({
        operationToken: "hvb.batch",
        shares: [A, B],
        vaultToken: VAULT_TOKEN,
      });
      expect(some.view()).to.deep.equal({
        vaultToken: true,
        operationToken: true,
        operationTokenExpiresAt: null,
        shares: 2,
        usableShares: 2,
        holders: { command: false, terminal: false },
      });
      const seen = inspect(some, { depth: 9, showHidden: true }) + JSON.stringify(some.view());
      expect(seen)
        .not.to.include("hvb.batch")
        .and.not.to.include(A)
        .and.not.to.include(VAULT_TOKEN);
    });

    it("come in order: the environment's token, then the shares, then nothing", async () => {
      const both = stage.credentials({ operationToken: "hvb.batch", shares: [A, B, C] });
      const first = await both.operationToken(EAST);
      expect(tokenOf(first)).to.equal("hvb.batch");
      expect(stage.asked).to.be.empty;

      if (first.is === "ok") both.reject(EAST, first.value);
      const second = await both.operationToken(EAST);
      expect(second).to.have.nested.property("value.source", "shares");
      expect(tokenOf(second)).to.equal(stage.slot.tokens[0]);
      expect(tokenOf(await both.operationToken(WEST))).to.equal("hvb.batch");

      if (second.is === "ok") both.reject(EAST, second.value);
      expect(refusalOf(await both.operationToken(EAST)).text).to.equal(
        "us-east-1 did not accept the token in VAULT_DR_OPERATION_TOKEN, nor a token generated from the key shares, and there is nothing else",
      );
    });

    it("that do not exist are named, so that they can be given", async () => {
      const answer = refusalOf(await stage.credentials({}).operationToken(EAST));
      expect(answer.text)
        .to.include("VAULT_DR_OPERATION_TOKEN")
        .and.to.include("VAULT_RECOVERY_KEY_1");
      expect(stage.asked).to.be.empty;
    });
  });

  describe("the shares of holders", () => {
    it("come from the command, which is run once, and from the prompt; then a token is made", async () => {
      let runs = 0;
      const some = stage.credentials({ shares: [A] }, undefined, async () => {
        runs++;
        return ok([B, "spoilt"].map((share) => new Secret(share)));
      });
      expect(some.view()).to.include({ shares: 1, usableShares: 1 });
      expect(some.view().holders).to.deep.equal({ command: true, terminal: false });
      await Promise.all([some.fetchShares(), some.fetchShares()]);
      expect(runs).to.equal(1);
      expect(some.view()).to.include({ shares: 3, usableShares: 2 });
      expect(stage.notices).to.deep.equal(["key share 3 is neither hex nor base64"]);
      expect(some.addShare(new Secret(A))).to.equal("key share 4 is key share 1 again");
      expect(some.addShare(new Secret(C))).to.equal(null);
      expect(tokenOf(await some.operationToken(EAST))).to.equal(stage.slot.tokens[0]);
    });

    it("are none when the command fails, or there is none", async () => {
      const failing = stage.credentials({}, undefined, async () => refused(3, "it ended"));
      expect(await failing.fetchShares()).to.include({ is: "refused", status: 3 });
      expect(await stage.credentials({}).fetchShares()).to.include({ is: "refused" });
    });
  });

  describe("afterwards", () => {
    it("deletes what was generated", async () => {
      const some = stage.credentials({ shares: [A, B, C] });
      await some.operationToken(EAST);
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 1, leftIn: [] });
      expect(stage.slot.tokens).to.be.empty;
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 0, leftIn: [] });
    });

    it("names the Regions where it cannot: a primary deletes none", async () => {
      const some = stage.credentials({ shares: [A, B, C] });
      await some.operationToken(EAST);
      stage.slot.isSecondary = false;
      expect(await some.deleteGenerated()).to.deep.equal({ deleted: 0, leftIn: [EAST] });
    });
  });
});
