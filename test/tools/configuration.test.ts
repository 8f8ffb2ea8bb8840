import { readFileSync } from "node:fs";
import { expect } from "chai";
import { HELP } from "../../infra/configHelp.ts";
import { parseStackConfig } from "../../infra/contract.ts";
import { CONFIGURATION_FILE, configurationPage, keysOf } from "../../tools/configuration.ts";
import { estateKeys, WEST } from "../helpers/infra/estateConfig.ts";

describe("the page of the stack file's keys", () => {
  it("is as it is made: npm run docs", () => {
    expect(readFileSync(CONFIGURATION_FILE, "utf8")).to.equal(configurationPage());
  });

  it("has every key of the schema, each with what it is, and no other", () => {
    const paths = keysOf().map(({ path }) => path);
    expect(paths.toSorted()).to.deep.equal(Object.keys(HELP).toSorted());
    for (const [path, { about }] of Object.entries(HELP)) expect(about, path).to.match(/\.$/);
  });

  for (const [path, { fallback }] of Object.entries(HELP)) {
    if (fallback === undefined) continue;
    it(`says rightly what is taken where ${path} is left out: ${fallback}`, () => {
      const withIt = estateKeys() as Record<string, unknown>;
      const parts = path.split(".").map((part) => (part === "*" ? WEST : part));
      const last = parts.pop() ?? "";
      const holder = parts.reduce<Record<string, unknown>>((at, part) => {
        at[part] ??= {};
        return at[part] as Record<string, unknown>;
      }, withIt);
      holder[last] = /^\d+$|true|false|null|^[[{]/.test(fallback) ? JSON.parse(fallback) : fallback;
      const without = structuredClone(withIt);
      const bare = parts.reduce((at, part) => at[part] as typeof at, without);
      delete bare[last];
      expect(parseStackConfig(without)).to.have.property("config");
      expect(parseStackConfig(withIt)).to.deep.equal(parseStackConfig(without));
    });
  }
});
