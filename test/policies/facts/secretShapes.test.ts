import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { secretIn, veiled } from "../../../policies/facts/secretShapes.ts";

const TOKEN = "hvs.CAESIAbCdEfGhIjKlMnOp";
const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----";

describe("a secret in plain text", () => {
  it("is told by its looks", () => {
    for (const [text, kind] of [
      [TOKEN, "a Vault token"],
      [`X-Vault-Token: ${TOKEN}`, "a Vault token"],
      ["s.1234567890abcdefABCDEF12", "a Vault token"],
      [KEY, "a private key"],
      ["AKIAIOSFODNN7EXAMPLE", "an AWS access key"],
      ["lD5GRfDRrlJcNOPVf0hDLQmXsUBRLVV3RhZ1sh0NszTa", "a recovery key"],
      ["0f".repeat(33), "a recovery key"],
    ] as const) {
      expect(secretIn(text), text).to.equal(kind);
    }
  });

  it("is not seen in digests, names and paths", () => {
    for (const text of [
      "lD5GRfDRrlJcNOPVf0hDLQmXsUBRLVV3RhZ1sh0Nsz4=", // SHA-256: 32 bytes, padded
      "0f".repeat(32),
      "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/vault/50dc6c495c0c9188",
      "internal-us-west-2-test-vault-237674251.us-west-2.elb.amazonaws.com",
      "hvs.short",
      "docs.1234567890abcdefABCDEF12",
    ]) {
      expect(secretIn(text), text).to.equal(null);
    }
  });

  it("is masked whole, every one", () => {
    expect(veiled(`${TOKEN} and ${TOKEN}: ${KEY}`)).to.equal("[secret] and [secret]: [secret]");
    expect(veiled("no secret here")).to.equal("no secret here");
  });

  it("stands in no stack file of the repository", () => {
    const root = join(import.meta.dirname, "../../..");
    const files = readdirSync(root).filter((name) => /^Pulumi\..*yaml$/.test(name));
    expect(files).to.include("Pulumi.prod.yaml");
    for (const file of files) {
      expect(secretIn(readFileSync(join(root, file), "utf8")), file).to.equal(null);
    }
  });
});
