import { expect } from "chai";
import { readIni } from "../../../../../automation/commands/keep/predecessor/ini.ts";

const read = (...lines: string[]) => readIni("x.cfg", lines.join("\n"));
const keysOf = (...lines: string[]) => {
  const { sections, problems } = read("[one]", ...lines);
  expect(problems).to.deep.equal([]);
  return Object.fromEntries(sections.get("one") ?? []);
};
const problemsOf = (...lines: string[]) =>
  read(...lines).problems.map(({ key, found }) => `${key}: ${found}`);

describe("an INI file, read as Python's configparser does", () => {
  it("has sections, and keys after the first = or :, whatever their case", () => {
    expect(keysOf("HostedZoneID=Z3", "b : https://x:1/?a=b", "c = d : e")).to.deep.equal({
      hostedzoneid: "Z3",
      b: "https://x:1/?a=b",
      c: "d : e",
    });
  });

  it("tells sections apart by their case", () => {
    const { sections } = read("[One]", "a = 1", "[one]", "a = 2");
    expect([...sections.keys()]).to.deep.equal(["One", "one"]);
  });

  it("has whole lines as comments, and none behind a value", () => {
    expect(keysOf("# a = 1", "  ; b = 2", "c = 3 ; still # c")).to.deep.equal({
      c: "3 ; still # c",
    });
  });

  it("goes on with a value in deeper lines, over empty lines and comments", () => {
    expect(keysOf("a = 1", "  and more", "", "# not this", "\tand the end", "b = 2")).to.deep.equal(
      {
        a: "1\nand more\nand the end",
        b: "2",
      },
    );
    expect(keysOf("  a = 1", "  b = 2")).to.deep.equal({ a: "1", b: "2" });
  });

  it("takes every line end, and a byte order mark", () => {
    const { sections, problems } = readIni("x.cfg", "\uFEFF[one]\r\na = 1\rb = 2\n");
    expect(problems).to.deep.equal([]);
    expect(Object.fromEntries(sections.get("one") ?? [])).to.deep.equal({ a: "1", b: "2" });
  });

  it("takes an empty value for what it is", () => {
    expect(keysOf("a =", "b:")).to.deep.equal({ a: "", b: "" });
  });

  it("has nothing twice: each is named with its line", () => {
    expect(problemsOf("[one]", "a = 1", "A : 2", "[two]", "[one]", "a = 3")).to.deep.equal([
      'x.cfg, line 3: "a" a second time',
      "x.cfg, line 5: [one] a second time",
    ]);
  });

  it("is refused where a line is none of it, all at once, and no line is shown", () => {
    const problems = problemsOf("VAULT_TOKEN=hvs.canary", "[one]", "hvs.canary", "= hvs.canary");
    expect(problems).to.deep.equal([
      "x.cfg, line 1: a key before the first section",
      "x.cfg, line 3: no section, key or comment",
      "x.cfg, line 4: no section, key or comment",
    ]);
    expect(JSON.stringify(read("[one]", "hvs.canary").problems)).to.not.include("canary");
  });
});
