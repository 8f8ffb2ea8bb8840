import { expect } from "chai";
import {
  answers,
  callTo,
  NAME,
  SHARE,
  TOKEN,
  transportStage,
} from "../../../helpers/vaultStandIn/transportStage.ts";

describe("a refusal of Vault", () => {
  const stage = transportStage();

  const refusals: [string, number, string, boolean, string][] = [
    ["permission denied", 403, '{"errors":["permission denied"]}', true, "permission denied"],
    ["no reason", 404, '{"errors":[]}', true, "no reason given"],
    [
      "a wrapped error",
      400,
      '{"errors":["1 error occurred:\\n\\t* path disabled in replication DR secondary mode\\n\\n"]}',
      true,
      "path disabled in replication DR secondary mode",
    ],
    [
      "missing index state",
      412,
      '{"errors":["required index state not present"]}',
      false,
      "required index state not present",
    ],
    [
      "a quota",
      429,
      '{"errors":["request path: rate limit quota exceeded"]}',
      false,
      "request path: rate limit quota exceeded",
    ],
    ["sealed", 503, '{"errors":["Vault is sealed"]}', false, "Vault is sealed"],
    [
      "an internal error",
      500,
      '{"errors":["local node not active"]}',
      false,
      "local node not active",
    ],
    [
      "a promotion while syncing",
      503,
      '{"errors":["replication is still Catching Up; retry later or use force"]}',
      true,
      "replication is still Catching Up; retry later or use force",
    ],
  ];
  for (const [title, status, body, definite, text] of refusals) {
    it(`${title}: ${status}, ${definite ? "surely not done" : "not sure"}`, async () => {
      const address = await stage.serve(answers(status, body));
      const answer = await stage.ask(callTo(address));
      expect(answer).to.deep.equal({ is: "refused", status, text, definite });
    });
  }

  it("of a load balancer's, which is no word of Vault's, catching up or not", async () => {
    const address = await stage.serve(
      answers(503, "<html>503 Service Unavailable, catching up</html>", "text/html"),
    );
    const answer = await stage.ask(callTo(address));
    expect(answer).to.include({ is: "refused", status: 503, definite: false });
    expect(answer).to.have.property("text").that.includes("something in front of it");
  });

  it("without the secrets that it may repeat", async () => {
    const body = JSON.stringify({
      errors: [`token ${TOKEN} and key ${SHARE} are not for ${NAME}`],
    });
    const address = await stage.serve(answers(400, body));
    const answer = await stage.ask(callTo(address));
    expect(answer).to.include({ text: `token [secret] and key [secret] are not for ${NAME}` });
  });

  it("takes health's body whatever the code, but not a load balancer's page", async () => {
    const health = { method: "GET", path: "sys/health", token: null, anyStatus: true } as const;
    const secondary = await stage.serve(answers(472, '{"initialized":true}'));
    expect(await stage.ask(callTo(secondary, health))).to.deep.equal({
      is: "ok",
      value: { status: 472, body: { initialized: true } },
    });
    const balancer = await stage.serve(answers(503, "<html></html>", "text/html"));
    expect(await stage.ask(callTo(balancer, health))).to.include({ is: "refused", status: 503 });
  });
});
