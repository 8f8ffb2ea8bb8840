import { inspect } from "node:util";
import { expect } from "chai";
import { decodeOperationToken } from "../../../../automation/adapters/vault/operationTokenCode.ts";
import type { Answer } from "../../../../ground/answer.ts";
import { Secret } from "../../../../ground/secret.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const padOf = (length: number) =>
  Array.from({ length }, (_, index) => LETTERS[(index * 17) % LETTERS.length]).join("");
const encode = (token: string, pad: string) =>
  Buffer.from(Buffer.from(token).map((byte, index) => byte ^ pad.charCodeAt(index)))
    .toString("base64")
    .replace(/=+$/, "");
const textOf = (answer: Answer<Secret>) => (answer.is === "ok" ? answer.value.reveal() : answer);

describe("decoding a generated DR operation token", () => {
  it("opens the vector of a real Vault", () => {
    const pad = new Secret("qZkG8AAgu4l5KOdypXG1TQS8lz");
    const answer = decodeOperationToken("AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4", pad);
    expect(textOf(answer)).to.equal("s.UOqXJFifGL55FibddbLDzoh4");
  });

  const tokens = [
    "s.0123456789ABCDEFGHIJKLMN",
    "hvs.0123456789ABCDEFGHIJKLMN",
    "0123456789ABCDEFGHIJKLMN",
  ];
  for (const token of tokens) {
    it(`opens a token of ${token.length} characters, ${token.slice(0, 4)}…`, () => {
      const pad = padOf(token.length);
      expect(textOf(decodeOperationToken(encode(token, pad), new Secret(pad)))).to.equal(token);
    });
  }

  it("refuses a length that is not the pad's, by one byte either way", () => {
    const token = tokens[1] ?? "";
    for (const length of [token.length - 1, token.length + 1]) {
      const encoded = encode(token, padOf(token.length));
      const answer = decodeOperationToken(encoded, new Secret(padOf(length)));
      expect(answer).to.include({ is: "unknown", why: "unreadable" });
      expect(answer).to.have.property("text").that.includes(`28 bytes, its one-time pad ${length}`);
    }
  });

  it("refuses what does not open to a token", () => {
    const pad = padOf(28);
    const wrong = encode("0123456789ABCDEFGHIJKLMNOPQR", pad);
    const otherPad = new Secret(pad.split("").reverse().join(""));
    for (const answer of [
      decodeOperationToken(wrong, new Secret(pad)),
      decodeOperationToken(encode(tokens[1] ?? "", pad), otherPad),
      decodeOperationToken("", new Secret("")),
      decodeOperationToken("not base64!", new Secret(pad)),
      decodeOperationToken(`${encode("s.0123456789ABCDEFGHIJKLMN", pad)}=`, new Secret(pad)),
    ]) {
      expect(answer).to.include({ is: "unknown", why: "unreadable" });
    }
  });

  it("shows neither pad nor token in what it answers", () => {
    const token = tokens[0] ?? "";
    const pad = padOf(token.length);
    const answers = [
      decodeOperationToken(encode(token, pad), new Secret(pad)),
      decodeOperationToken(encode(token, pad), new Secret(`${pad}x`)),
    ];
    const seen = inspect(answers, { depth: 9, showHidden: true }) + JSON.stringify(answers);
    expect(seen).not.to.include(token).and.not.to.include(pad);
  });
});
