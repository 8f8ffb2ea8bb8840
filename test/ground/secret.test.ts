import { format, inspect } from "node:util";
import { expect } from "chai";
import { Secret } from "../../ground/secret.ts";

const CANARY = "canary-4711";

describe("a secret", () => {
  const secret = new Secret(CANARY);

  it("opens where it is sent", () => {
    expect(secret.reveal()).to.equal(CANARY);
  });

  for (const [where, text] of Object.entries({
    "a template": `${secret}`,
    "a sum of texts": `token ${String(secret)}`,
    JSON: JSON.stringify({ token: secret, all: [secret] }),
    "an inspection": inspect({ deep: { deeper: { secret } } }, { depth: null, showHidden: true }),
    "a format": format("%s %o %j", secret, secret, secret),
    "an error": inspect(new Error("failed", { cause: { secret } })),
    "a copy of its fields": JSON.stringify(Object.entries(secret)),
  })) {
    it(`cannot be seen in ${where}`, () => {
      expect(text).to.not.contain(CANARY);
    });
  }
});
