import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../../..");
const text = readFileSync(join(ROOT, "policies/facts/tokens.ts"), "utf8");
const TOKENS = [...text.matchAll(/^ {2}"(aws:[^"]+)": (\w+)Args;/gm)].map(([, token, of]) => ({
  token: token ?? "",
  of: of ?? "",
}));

describe("the types that rules look at", () => {
  it("are types of Pulumi's package, each by its own token", () => {
    expect(TOKENS.length).to.be.above(40);
    for (const { token, of } of TOKENS) {
      const [, module, name] = /^aws:(\w+\/\w+):(\w+)$/.exec(token) ?? [];
      const source = readFileSync(join(ROOT, `node_modules/@pulumi/aws/${module}.js`), "utf8");
      expect(source, token).to.include(`__pulumiType = '${token}'`);
      expect(name, token).to.equal(of);
    }
  });
});
