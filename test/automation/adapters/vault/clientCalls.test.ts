import { expect } from "chai";
import {
  adapterStage,
  EAST,
  health,
  SERVICE,
  TOKEN,
} from "../../../helpers/vaultStandIn/adapterStage.ts";

const CANARY = "secret/data/vault-dr/canary";

describe("the Vault adapter as a client", () => {
  const stage = adapterStage();

  describe("asks what a token may do", () => {
    it("names the paths that it may not update", async () => {
      stage.says["POST /v1/sys/capabilities-self"] = {
        status: 200,
        body: {
          data: { a: ["update", "sudo"], b: ["root"], c: ["read"], d: ["deny"] },
          a: ["update"],
        },
      };
      const answer = await stage.vault.missingCapabilities(EAST, TOKEN, ["a", "b", "c", "d", "e"]);
      expect(answer).to.deep.equal({ is: "ok", value: ["c", "d", "e"] });
    });

    it("passes on that it is not accepted", async () => {
      stage.says["GET /v1/auth/token/lookup-self"] = {
        status: 403,
        body: { errors: ["permission denied"] },
      };
      expect(await stage.vault.acceptsToken(EAST, TOKEN)).to.include({
        is: "refused",
        status: 403,
      });
    });
  });

  describe("proves service", () => {
    it("through one address of the service: its name as SNI and Host, a new connection each time", async () => {
      stage.says["GET /v1/sys/health"] = { status: 200, body: health() };
      const first = await stage.vault.throughService("127.0.0.1", 1_000);
      await stage.vault.throughService("127.0.0.1", 1_000);

      expect(first).to.deep.equal({
        is: "ok",
        value: { role: "primary", sealed: false, serving: true },
      });
      expect(stage.heard[0]).to.include({ sni: SERVICE, host: `${SERVICE}:${stage.port}` });
      expect(stage.heard[0]?.query).not.to.include("drsecondarycode");
      expect(stage.heard[1]?.port).not.to.equal(stage.heard[0]?.port);
    });

    it("not by a DR secondary, whose code says what it is", async () => {
      stage.says["GET /v1/sys/health"] = {
        status: 472,
        body: health({ replication_dr_mode: "secondary" }),
      };
      expect(await stage.vault.throughService("127.0.0.1", 1_000)).to.deep.equal({
        is: "ok",
        value: { role: "secondary", sealed: false, serving: false },
      });
    });

    it("by a canary that is read, then written, in the way of KV v2", async () => {
      stage.says[`POST /v1/${CANARY}`] = { status: 200, body: { data: { version: 4 } } };
      expect(await stage.vault.readCanary(EAST, TOKEN, CANARY)).to.deep.equal({
        is: "ok",
        value: null,
      });
      const proof = await stage.vault.canaryThroughService("127.0.0.1", TOKEN, CANARY, "run-7");
      expect(proof).to.deep.equal({ is: "ok", value: undefined });
      expect(stage.heard.at(-1)).to.deep.include({
        sni: SERVICE,
        body: { data: { value: "run-7" } },
      });

      stage.says[`GET /v1/${CANARY}`] = {
        status: 200,
        body: { data: { data: { value: "run-7" } } },
      };
      expect(await stage.vault.readCanary(EAST, TOKEN, CANARY)).to.deep.equal({
        is: "ok",
        value: "run-7",
      });
      expect(await stage.vault.writeCanary(EAST, TOKEN, CANARY, "run-8")).to.have.property(
        "is",
        "ok",
      );
    });

    it("not by a canary that a secondary refuses", async () => {
      const text = "path disabled in replication DR secondary mode";
      stage.says[`GET /v1/${CANARY}`] = { status: 400, body: { errors: [text] } };
      const answer = await stage.vault.canaryThroughService("127.0.0.1", TOKEN, CANARY, "run-7");
      expect(answer).to.deep.equal({ is: "refused", status: 400, text, definite: true });
    });
  });
});
