import { inspect } from "node:util";
import { expect } from "chai";
import { Secret } from "../../../../ground/secret.ts";
import {
  adapterStage,
  DR,
  EAST,
  OPERATION,
  TOKEN,
} from "../../../helpers/vaultStandIn/adapterStage.ts";

describe("the Vault adapter changes roles", () => {
  const stage = adapterStage();

  const done = { status: 200, body: { data: null, warnings: ["This cluster is being …"] } };

  it("demotes with an ordinary token, promotes with the operation token in the body alone", async () => {
    stage.says[`POST ${DR}/primary/demote`] = done;
    stage.says[`POST ${DR}/secondary/promote`] = done;
    const options = { operationToken: OPERATION, primaryClusterAddr: "a:8201", force: false };
    const answers = [
      await stage.vault.demote(EAST, TOKEN),
      await stage.vault.promote(EAST, options),
      await stage.vault.promote(EAST, { ...options, force: true }),
    ];
    expect(answers).to.deep.equal(Array(3).fill({ is: "ok", value: undefined }));
    const promotion = { dr_operation_token: OPERATION.reveal(), primary_cluster_addr: "a:8201" };
    expect(stage.heard.map(({ token, body }) => ({ token, body }))).to.deep.equal([
      { token: TOKEN.reveal(), body: {} },
      { token: undefined, body: promotion },
      { token: undefined, body: { ...promotion, force: true } },
    ]);
  });

  it("takes an activation token wrapped, or encrypted for a public key", async () => {
    const wrap_info = { token: "eyJ.wrapped", accessor: "a", ttl: 1800 };
    stage.says[`POST ${DR}/primary/secondary-token`] = {
      status: 200,
      body: { data: null, wrap_info },
    };
    const wrapped = await stage.vault.issueActivation(EAST, TOKEN, { id: "west", publicKey: null });
    stage.says[`POST ${DR}/primary/secondary-token`] = {
      status: 200,
      body: { data: { token: "encrypted" }, wrap_info: null },
    };
    const encrypted = await stage.vault.issueActivation(EAST, TOKEN, {
      id: "west",
      publicKey: "key",
    });

    const opened = [wrapped, encrypted].map((answer) =>
      answer.is === "ok" ? [answer.value.token.reveal(), answer.value.wrapped] : answer,
    );
    expect(opened).to.deep.equal([
      ["eyJ.wrapped", true],
      ["encrypted", false],
    ]);
    expect(stage.heard.map(({ body }) => body)).to.deep.equal([
      { id: "west" },
      { id: "west", secondary_public_key: "key" },
    ]);
    expect(inspect([wrapped, encrypted], { depth: 9, showHidden: true })).not.to.match(
      /eyJ|encrypted/,
    );
  });

  it("attaches a secondary: public key, new primary", async () => {
    stage.says[`POST ${DR}/secondary/generate-public-key`] = {
      status: 200,
      body: { data: { secondary_public_key: "key" } },
    };
    stage.says[`POST ${DR}/secondary/update-primary`] = done;
    expect(await stage.vault.makePublicKey(EAST, TOKEN)).to.deep.equal({ is: "ok", value: "key" });
    const update = { operationToken: OPERATION, activation: new Secret("jwt"), boundMs: 1_000 };
    await stage.vault.updatePrimary(EAST, { ...update, primaryApiAddr: null });
    await stage.vault.updatePrimary(EAST, { ...update, primaryApiAddr: "https://b:8200" });

    const body = { dr_operation_token: OPERATION.reveal(), token: "jwt" };
    expect(stage.heard.slice(1).map((one) => one.body)).to.deep.equal([
      body,
      { ...body, primary_api_addr: "https://b:8200" },
    ]);
  });
});
