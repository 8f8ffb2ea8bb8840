import { expect } from "chai";
import {
  ceremonyStage,
  EAST,
  RIGHT,
  VAULT_TOKEN,
} from "../../../helpers/vaultStandIn/ceremonyStage.ts";

describe("how many key shares are needed", () => {
  const stage = ceremonyStage();
  const asked = (given: Parameters<typeof stage.credentials>[0] = {}) =>
    stage.credentials(given).sharesNeeded(EAST);

  it("is told by a DR secondary, in which nothing is begun", async () => {
    expect(await asked()).to.deep.equal({ is: "ok", value: 3 });
    expect(stage.verbs()).to.deep.equal(["GET attempt"]);
  });

  it("is told by a cluster that is still a primary", async () => {
    stage.slot.isSecondary = false;
    stage.meddle = ({ path }) =>
      path.includes("/dr/secondary/")
        ? { status: 400, body: { errors: ["Not a DR secondary."] } }
        : null;
    expect(await asked()).to.deep.equal({ is: "ok", value: 3 });
    expect(stage.verbs()).to.deep.equal(["GET attempt", "GET attempt"]);
  });

  it("is told by a primary that does not know VAULT_TOKEN: a root token needs none", async () => {
    stage.slot.isSecondary = false;
    stage.meddle = ({ path }) =>
      path.includes("/dr/secondary/")
        ? { status: 403, body: { errors: ["permission denied"] } }
        : null;
    expect(await asked({ vaultToken: VAULT_TOKEN })).to.deep.equal({ is: "ok", value: 3 });
  });

  it("is asked again while nobody answers, a bounded number of times", async () => {
    let left = 2;
    stage.meddle = () => (left-- > 0 ? "cut" : null);
    expect(await asked()).to.deep.equal({ is: "ok", value: 3 });
    stage.meddle = () => "cut";
    stage.asked.length = 0;
    expect(await asked()).to.include({ is: "unknown" });
    expect(stage.asked).to.have.length(3);
  });

  it("is not told by Vault 2.x without a Vault token, and that is explained", async () => {
    stage.slot.vaultToken = VAULT_TOKEN;
    const answer = await asked({ shares: RIGHT });
    expect(answer).to.include({ is: "refused", status: 403 });
    expect(answer).to.have.property("text").that.includes("VAULT_TOKEN");
    expect(await asked({ vaultToken: VAULT_TOKEN })).to.deep.equal({ is: "ok", value: 3 });
  });
});
