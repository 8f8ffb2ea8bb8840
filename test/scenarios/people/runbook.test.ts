import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CATALOGUE, type ErrorCode } from "../../../ground/errors.ts";
import { errorsPage } from "../../../tools/errors.ts";
import { Rehearsal } from "../../helpers/rehearsal.ts";
import { ROOT } from "../../helpers/rehearsalPlace.ts";
import { sectionsOf } from "../../helpers/runbook/page.ts";
import { Reader } from "../../helpers/runbook/reader.ts";
import { WALKS, type Walk } from "../../helpers/runbook/walks.ts";

const PAGE = readFileSync(join(ROOT, "docs/runbook.md"), "utf8");

/** Sections in which nothing of ours is typed, and lines that call something else. */
const WITHOUT_COMMANDS = ["Rehearse"];
const OTHERS = [
  'git commit -m "vault-dr: serving Region" Pulumi.ENV.yaml',
  "pulumi cancel --stack ENV",
];

describe("docs/runbook.md", function () {
  this.timeout(60_000);
  const sections = sectionsOf(PAGE);

  it("has no section that is not walked here, and none is walked that it does not have", () => {
    const known = [...Object.keys(WALKS), ...WITHOUT_COMMANDS];
    expect(sections.map(({ title }) => title)).to.have.members(known);
  });

  it("says of each of its commands how it ends, and calls nothing else that is not known here", () => {
    const silent = sections.flatMap(({ commands }) =>
      commands.filter((one) => one.exitCode === null),
    );
    expect(silent).to.deep.equal([]);
    expect(sections.flatMap(({ others }) => others)).to.deep.equal(OTHERS);
  });

  it("names codes that there are, each with its exit code", () => {
    const named = [...PAGE.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`(?: \((\d+)\))?/g)].filter(
      ([, name = ""]) => !name.startsWith("VAULT_"),
    );
    expect(named.length).to.be.greaterThan(15);
    const wrong = named.filter(([, code = "", exit]) => {
      const entry = CATALOGUE[code as ErrorCode];
      return entry === undefined || (exit !== undefined && Number(exit) !== entry.exit);
    });
    expect(wrong.map(([text]) => text)).to.deep.equal([]);
  });

  it("names exit codes that there are", () => {
    const known = [...errorsPage().matchAll(/^## (\d+):/gm)].map(([, exit]) => exit);
    const named = [...PAGE.matchAll(/(?:^|\. |\()(\d+)(?=[:)])/gm)].map(([, exit]) => exit);
    expect(named.length).to.be.greaterThan(15);
    expect(named.filter((exit) => !known.includes(exit))).to.deep.equal([]);
  });

  describe("is walked:", () => {
    let reader: Reader | null = null;
    afterEach(() => reader?.world.stop());

    for (const section of sections.filter(({ title }) => WALKS[title] !== undefined)) {
      it(section.title, async () => {
        const { world, walk } = WALKS[section.title] as Walk;
        reader = new Reader(
          await Rehearsal.start({ quiesce: true, insyncMs: 50, ...world }),
          section,
        );
        await walk(reader);
        expect(reader.left, "lines that nobody typed").to.deep.equal([]);
      });
    }
  });
});
