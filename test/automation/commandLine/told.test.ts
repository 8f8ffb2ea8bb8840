import { expect } from "chai";
import ts from "typescript";
import { VERBS } from "../../../automation/verbs.ts";
import { CATALOGUE } from "../../../ground/errors.ts";
import { type Source, theProject, walk } from "../../helpers/tidy/tree.ts";
import {
  commandsInMessage,
  commandsOnPage,
  type Typed,
  whyNotTypeable,
} from "../../helpers/words/typedCommands.ts";

const PAGES = /^(README|CHANGELOG|docs\/.+)\.md$/;
const SPEAKS = /^(automation|infra|ground)\//;

/** These hand flags to other programs: git and the Pulumi CLI. */
const CALLS_OTHERS = /^automation\/adapters\/|^infra\/revision\.ts$/;
const OF_PULUMI = ["--stack", "--target"];

const isTaken = (flag: string): boolean =>
  Object.keys(VERBS).some(
    (verb) => !whyNotTypeable(`${verb} test ${flag}`)?.includes("unknown option"),
  );

/** What a message has in the place of `${…}`: the values that the source puts there. */
const STANDS_FOR: [RegExp, string][] = [
  [/verb$/i, "switchover"],
  [/^(from|to|region)$|region$/i, "us-east-1"],
];

/** Every string and template of a file, its gaps filled. */
function messagesOf(source: Source): string[] {
  const found: string[] = [];
  walk(source, (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    if (!ts.isTemplateExpression(node)) return;
    const rest = node.templateSpans.map(
      ({ expression, literal }) => filling(expression.getText()) + literal.text,
    );
    found.push(node.head.text + rest.join(""));
  });
  return found;
}

const filling = (expression: string): string =>
  STANDS_FOR.find(([pattern]) => pattern.test(expression))?.[1] ?? "test";

type Told = { where: string; command: Typed };

const problemsOf = (told: Told[]): string[] =>
  told.flatMap(({ where, command }) => {
    const why = whyNotTypeable(command);
    return why === null ? [] : [`${where}: ${why}`];
  });

describe("what people are told to type", () => {
  const { sources } = theProject();

  it("can be typed, in every message of the source", () => {
    const told = sources
      .filter(({ path }) => SPEAKS.test(path))
      .flatMap((source) =>
        messagesOf(source)
          .flatMap(commandsInMessage)
          .map((command) => ({ where: source.path, command })),
      );
    expect(told.length).to.be.greaterThan(30);
    expect(problemsOf(told)).to.deep.equal([]);
  });

  it("can be typed, in what the catalogue says to do", () => {
    const told = Object.entries(CATALOGUE).flatMap(([where, { fix }]) =>
      commandsInMessage(fix).map((command) => ({ where, command })),
    );
    expect(told.length).to.be.greaterThan(15);
    expect(problemsOf(told)).to.deep.equal([]);
  });

  it("names no flag that no verb takes", () => {
    const named = sources
      .filter(({ path }) => SPEAKS.test(path) && !CALLS_OTHERS.test(path))
      .flatMap((source) =>
        messagesOf(source).flatMap((text) =>
          (text.match(/(?<=^|\s)--[a-z][a-z-]+/g) ?? []).map((flag) => ({ in: source.path, flag })),
        ),
      );
    const flags = new Set(named.map(({ flag }) => flag));
    expect(flags).to.include("--accept-loss");
    expect(named.filter(({ flag }) => !isTaken(flag) && !OF_PULUMI.includes(flag))).to.deep.equal(
      [],
    );
  });

  for (const { path, text } of sources.filter(({ path }) => PAGES.test(path))) {
    it(`can be typed, in ${path}`, () => {
      const told = commandsOnPage(text).map((command) => ({ where: path, command }));
      expect(problemsOf(told)).to.deep.equal([]);
    });
  }

  describe("is found", () => {
    const messages: [string, string[]][] = [
      ["Go on with: vault-dr resume test", ["resume test"]],
      ["Mend it, then: vault-dr resume test. Or wait.", ["resume test"]],
      ["See `vault-dr status test`, then `vault-dr check test`.", ["status test", "check test"]],
      [
        'Say it: vault-dr failover test --yes -m "why, exactly"',
        ['failover test --yes -m "why, exactly"'],
      ],
      ["Do it (vault-dr config pull test); then wait", ["config pull test"]],
      ["keys of vault-dr:hooks have no command in them", []],
    ];
    for (const [message, commands] of messages) {
      it(`in: ${message}`, () => expect(commandsInMessage(message)).to.deep.equal(commands));
    }

    it("on a page: in sh blocks and in inline code, not in other blocks", () => {
      const page = [
        "`vault-dr status ENV`, `failback prod`, `status --check`, `resume`, `npm run demo`",
        "```sh",
        "vault-dr check ENV   # every reason",
        "npm run dr -- plan switchover prod",
        "git commit",
        "```",
        "```text",
        "vault-dr is drawn here",
        "```",
      ].join("\n");
      expect(commandsOnPage(page)).to.deep.equal([
        "status ENV",
        "failback prod",
        "status ENV --check",
        "check ENV",
        "plan switchover prod",
      ]);
    });
  });

  it("is refused with a verb, a flag or an environment that is not there", () => {
    const wrong = ["restart test", "resume test --force", "resume", "status test --to us-east-1"];
    expect(wrong.filter((command) => whyNotTypeable(command) === null)).to.deep.equal([]);
  });
});
