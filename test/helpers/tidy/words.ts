import ts from "typescript";
import { type Check, isTest, nodesWhere, type Source } from "./tree.ts";

/** What may be written where. */
export const wordChecks: Check[] = [
  {
    rule: "time and chance come in through ports",
    find: ({ sources }) =>
      sources.filter(outside(REAL_TIME)).flatMap((one) => nodesWhere(one, isTimeOrChance)),
    broken: {
      "the time": { "automation/plan/a.ts": "const now = Date.now();" },
      "a date": { "automation/plan/a.ts": "const now = new Date();" },
      chance: { "sandbox/model/a.ts": "const odd = Math.random() < 0.5;" },
      "an identity": { "automation/journal/a.ts": `import { randomUUID } from "node:crypto";` },
      bytes: { "sandbox/model/a.ts": "const key = randomBytes(16);" },
      "a timer": { "automation/engine/a.ts": "setTimeout(go, 10);" },
      "a timer by another name": {
        "automation/engine/a.ts": "const later = globalThis.setTimeout;",
      },
      "a signal with a timer": { "automation/engine/a.ts": "AbortSignal.timeout(10);" },
      "a stopwatch": { "automation/engine/a.ts": "const from = performance.now();" },
    },
    kept: {
      "an adapter": {
        "automation/adapters/systemClock.ts": "export const now = () => Date.now();",
      },
      "a date of a given time, and words that only look like it": {
        "automation/plan/a.ts":
          "const text = new Date(at).toISOString(); const is = { performance: 1 };",
      },
    },
  },
  {
    rule: "the environment is read in automation/config.ts and in entry points",
    find: ({ sources }) =>
      sources
        .filter(outside(READS_ENVIRONMENT))
        .flatMap((one) =>
          nodesWhere(
            one,
            (node) => isEnvironment(node) && !(READS_NAMED.test(one.path) && isNamed(node)),
          ),
        ),
    broken: {
      "a variable": { "automation/adapters/a.ts": "const token = process.env.VAULT_TOKEN;" },
      "all of it": { "automation/wire.ts": "start(process.env);" },
      "taken apart": { "automation/wire.ts": "const { env } = process;" },
      imported: { "automation/wire.ts": `import { env } from "node:process";` },
      "all of it, where only names are allowed": {
        "infra/revision.ts": "run({ env: process.env });",
      },
    },
    kept: {
      "the configuration": { "automation/config.ts": "const all = { ...process.env };" },
      "a name where names are allowed": { "infra/revision.ts": "process.env.VAULT_DR_TARGETED" },
    },
  },
  {
    rule: "a secret opens only where it is sent",
    find: ({ sources }) =>
      sources.filter(outside(OPENS_SECRETS)).flatMap((one) => nodesWhere(one, isReveal)),
    broken: {
      "in a step": { "automation/steps/a.ts": "send(token.reveal());" },
      "handed on": { "automation/plan/a.ts": "const { reveal } = token;" },
    },
    kept: { "an adapter": { "automation/adapters/vault.ts": "send(token.reveal());" } },
  },
  {
    rule: "exports have names",
    find: ({ sources }) => sources.flatMap((one) => nodesWhere(one, isDefaultExport)),
    broken: {
      "a value": { "ground/a.ts": "const a = 1; export default a;" },
      "a function": { "ground/a.ts": "export default function a() {}" },
      "by an alias": { "ground/a.ts": "const a = 1; export { a as default };" },
    },
  },
  {
    rule: "no test is skipped, and none runs alone",
    find: ({ sources }) =>
      sources.filter(({ path }) => isTest(path)).flatMap((one) => nodesWhere(one, isSkipOrOnly)),
    broken: {
      skipped: { "test/a.test.ts": `it.skip("works", () => undefined);` },
      "skipped by its name": { "test/a.test.ts": `xit("works", () => undefined);` },
      "skipped while it runs": { "test/a.test.ts": `it("works", function () { this.skip(); });` },
      alone: { "test/a.test.ts": `describe.only("it", () => undefined);` },
      "without a body": { "test/a.test.ts": `it("works");` },
    },
  },
  {
    rule: "what is left to do is done, not noted",
    find: ({ sources }) => sources.flatMap((one) => linesWhere(one, LEFT_TO_DO)),
    broken: {
      "a note": { "ground/a.ts": `// ${"TO"}DO: handle this` },
      another: { "docs/a.md": `${"FIX"}ME` },
    },
  },
  {
    rule: "no file knows the machine that it was written on",
    find: ({ sources }) => sources.flatMap((one) => linesWhere(one, MACHINE_PATH)),
    broken: {
      "a checkout": { "README.md": `cd ${"/wo"}rk/main` },
      "a home": { "tools/a.ts": `const cache = "${"/ho"}me/kim/.cache";` },
      "root's home": { Dockerfile: `COPY .npmrc ${"/ro"}ot/.npmrc` },
    },
    kept: {
      "other paths, and a pattern": {
        "README.md": "see ./work/notes, https://a.example/workspace and sys/root",
        "ground/a.ts": "const ABORTED = /root generation aborted/;",
      },
    },
  },
];

const REAL_TIME =
  /^(automation\/adapters|sandbox\/(doors|plugins|demo)|test|bench|tools)\/|^sandbox\/main\.ts$/;
const READS_ENVIRONMENT =
  /^(automation\/config|sandbox\/main)\.ts$|^(sandbox\/(plugins|demo)|tools|test|bench)\//;
/** These two read variables by name, one by one. */
const READS_NAMED = /^infra\/(takeoverGuard|revision)\.ts$/;
const OPENS_SECRETS =
  /^(automation\/adapters|sandbox\/doors|replication\/adapters|agent|test)\/|^sandbox\/sim\/ports\/vaultTransport\.ts$/;
const LEFT_TO_DO = /\b(TO)DO\b|\b(FIX)ME\b/;
const MACHINE_PATH = /(^|[^\w.~-])\/(work|root)(?=[/"'`:),]|$)|(^|[^\w.-])\/(home|Users)\/\w/;

const outside = (places: RegExp) => (source: Source) => !places.test(source.path);

const TIME_WORDS = [
  "setTimeout",
  "setInterval",
  "randomUUID",
  "randomBytes",
  "randomInt",
  "hrtime",
];
const TIME_CALLS = ["Date.now", "Math.random", "AbortSignal.timeout"];

function isTimeOrChance(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return TIME_WORDS.includes(node.text);
  if (ts.isNewExpression(node))
    return node.expression.getText() === "Date" && !node.arguments?.length;
  if (!ts.isPropertyAccessExpression(node)) return false;
  return TIME_CALLS.includes(node.getText()) || node.expression.getText() === "performance";
}

function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.getText() === "process.env";
  if (ts.isVariableDeclaration(node)) {
    return node.initializer?.getText() === "process" && /\benv\b/.test(node.name.getText());
  }
  return ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === "env";
}

const isNamed = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node.parent);

const isReveal = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) && node.name.text === "reveal") ||
  (ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === "reveal");

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent);
}

const MOCHA = ["it", "describe", "context", "specify"];

function isSkipOrOnly(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    const of = node.expression.getText();
    return ["skip", "only"].includes(node.name.text) && (MOCHA.includes(of) || of === "this");
  }
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const called = node.expression.text;
  return (
    ["xit", "xdescribe", "xcontext"].includes(called) ||
    (called === "it" && node.arguments.length === 1)
  );
}

const linesWhere = ({ path, text }: Source, pattern: RegExp): string[] =>
  text
    .split("\n")
    .flatMap((line, index) =>
      pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 60)}`] : [],
    );
