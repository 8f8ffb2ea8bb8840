import { expect } from "chai";
import { adapterStage, DR, EAST, health } from "../../helpers/vaultStandIn/adapterStage.ts";

describe("the Vault adapter views a cluster", () => {
  const stage = adapterStage();

  it("by health and DR status, asked without a token and so that a body always comes", async () => {
    stage.says["GET /v1/sys/health"] = {
      status: 299,
      body: health({ replication_dr_mode: "secondary" }),
    };
    const data = { mode: "secondary", state: "stream-wals", last_remote_wal: 7 };
    stage.says[`GET ${DR}/status`] = { status: 200, body: { data } };
    const answer = await stage.vault.view(EAST, 1_000);

    expect(answer).to.deep.nested.include({
      is: "ok",
      "value.role": "secondary",
      "value.receivedWal": 7,
    });
    expect(stage.heard.map(({ token }) => token)).to.deep.equal([undefined, undefined]);
    const asked = new URLSearchParams(stage.heard.find(({ query }) => query !== "")?.query);
    for (const code of ["sealedcode", "uninitcode", "drsecondarycode", "removedcode"]) {
      expect(asked.get(code), code).to.equal("299");
    }
  });

  it("that is sealed, though it has no DR status to give", async () => {
    stage.says["GET /v1/sys/health"] = {
      status: 299,
      body: health({ sealed: true, replication_dr_mode: "unknown" }),
    };
    stage.says[`GET ${DR}/status`] = { status: 503, body: { errors: ["Vault is sealed"] } };
    expect(await stage.vault.view(EAST, 1_000)).to.deep.nested.include({
      is: "ok",
      "value.sealed": true,
      "value.role": "unknown",
    });
  });

  it("without DR replication as disabled", async () => {
    stage.says["GET /v1/sys/health"] = {
      status: 200,
      body: health({ replication_dr_mode: "disabled" }),
    };
    stage.says[`GET ${DR}/status`] = { status: 404, body: { errors: ["enterprise-only feature"] } };
    expect(await stage.vault.view(EAST, 1_000)).to.have.nested.property("value.role", "disabled");
  });

  it("not by half: while the role changes and only health answers, that is no view", async () => {
    stage.says["GET /v1/sys/health"] = { status: 299, body: health({ standby: true }) };
    stage.says[`GET ${DR}/status`] = { status: 500, body: { errors: ["local node not active"] } };
    expect(await stage.vault.view(EAST, 1_000)).to.deep.include({
      is: "refused",
      status: 500,
      definite: false,
    });
  });

  it("never by another server's JSON", async () => {
    stage.says["GET /v1/sys/health"] = { status: 200, body: { status: "ok" } };
    expect(await stage.vault.view(EAST, 1_000)).to.include({ is: "unknown", why: "unreadable" });
  });

  it("only where it knows the way", async () => {
    expect(await stage.vault.view("eu-west-1", 1_000)).to.include({
      is: "unknown",
      why: "unreachable",
    });
  });
});
