import { basename, dirname } from "node:path/posix";
import { type Check, isTest, type Source, type Tree } from "./tree.ts";

const LINES_MAX = 250;
const LINES_MEDIAN_BELOW = 90;
const FILES_IN_FOLDER_MAX = 15;

const linesOf = (count: number): string => "\n".repeat(count);

/** How large things are, what they are called, and where a test is found. */
export const shapeChecks: Check[] = [
  {
    rule: `no file passes ${LINES_MAX} lines`,
    find: ({ sources }) =>
      sources
        .filter(({ syntax, text }) => syntax !== null && lineCount(text) > LINES_MAX)
        .map(({ path, text }) => `${path} has ${lineCount(text)} lines`),
    broken: { "a long one": { "ground/a.ts": linesOf(LINES_MAX + 1) } },
    kept: { "just as long": { "ground/a.ts": linesOf(LINES_MAX) } },
  },
  {
    rule: `the median of all files lies below ${LINES_MEDIAN_BELOW} lines`,
    find: (tree) => {
      const median = medianOf(codeOf(tree).map(({ text }) => lineCount(text)));
      return median < LINES_MEDIAN_BELOW ? [] : [`the median is ${median}`];
    },
    broken: {
      "most are long": {
        "ground/a.ts": linesOf(90),
        "ground/b.ts": linesOf(100),
        "ground/c.ts": "",
      },
    },
    kept: {
      "few are long": {
        "ground/a.ts": linesOf(89),
        "ground/b.ts": linesOf(240),
        "ground/c.ts": "",
      },
    },
  },
  {
    rule: `no folder holds more than ${FILES_IN_FOLDER_MAX} source files`,
    find: (tree) =>
      [...Map.groupBy(codeOf(tree), ({ path }) => dirname(path))]
        .filter(([, files]) => files.length > FILES_IN_FOLDER_MAX)
        .map(([folder, files]) => `${folder} holds ${files.length}`),
    broken: {
      sixteen: Object.fromEntries(
        Array.from({ length: FILES_IN_FOLDER_MAX + 1 }, (_, index) => [`ground/f${index}.ts`, ""]),
      ),
    },
  },
  {
    rule: "a name says what is in it",
    find: ({ sources }) =>
      sources.filter(({ path }) => saysNothing(path)).map(({ path }) => `${path} says nothing`),
    broken: Object.fromEntries(
      [
        "ground/utils.ts",
        "automation/vaultUtils.ts",
        "automation/helpers/a.ts",
        "automation/common/a.ts",
        "sandbox/shared.ts",
        "infra/misc.ts",
        "automation/runManager.ts",
        "automation/vaultService.ts",
        "automation/types.ts",
      ].map((path) => [path, { [path]: "" }]),
    ),
    kept: {
      "what only sounds alike, and the helpers of tests": {
        "test/helpers/a.ts": "",
        "infra/serviceName.ts": "",
        "automation/steps/service/quiesce.ts": "",
        "replication/adapters/secretsManager.ts": "",
      },
    },
  },
  {
    rule: "a test lies where its subject lies",
    find: (tree) =>
      tree.sources
        .filter(({ path }) => isTest(path) && path.endsWith(".test.ts") && !hasSubject(path, tree))
        .map(({ path }) => `${path} is the test of no file`),
    broken: {
      "no such file": { "test/automation/decide.test.ts": "", "automation/plan/decide.ts": "" },
      "another room": { "test/plan/decide.test.ts": "", "automation/plan/decide.ts": "" },
    },
    kept: {
      "the same path": { "test/ground/a.test.ts": "", "ground/a.ts": "" },
      "one aspect of a file": { "test/ground/a/limits.test.ts": "", "ground/a.ts": "" },
      "a folder": { "test/plan/guards.test.ts": "", "plan/guards/a.ts": "" },
      "scenarios, which belong to no single file": { "test/scenarios/planned.test.ts": "" },
    },
  },
];

const codeOf = ({ sources }: Tree): Source[] => sources.filter(({ syntax }) => syntax !== null);

const lineCount = (text: string): number => text.split("\n").length - 1;

function medianOf(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const EMPTY_WORDS = [
  "util",
  "utils",
  "helper",
  "helpers",
  "common",
  "shared",
  "misc",
  "manager",
  "types",
];

/** The parts of a path, and the words of each. Secrets Manager is a name of AWS's. */
function saysNothing(path: string): boolean {
  const parts = path
    .replace(/^test\/helpers\//, "")
    .replace(/(\.test)?\.\w+$/, "")
    .split("/");
  const words = parts.flatMap((part) =>
    part.replace("secretsManager", "").split(/(?=[A-Z])|[-_.]/),
  );
  const last = basename(parts.at(-1) ?? "")
    .split(/(?=[A-Z])/)
    .at(-1);
  return (
    words.some((word) => EMPTY_WORDS.includes(word.toLowerCase())) ||
    last?.toLowerCase() === "service"
  );
}

/** Tests of many files together. */
const NO_SINGLE_SUBJECT =
  /^test\/(simulation|pulumi|scenarios|helpers)\/|^test\/(tidy|mutants|workflows|sandbox\/sim\/(mutants|found))\.test\.ts$/;

function hasSubject(path: string, { sources, has }: Tree): boolean {
  if (NO_SINGLE_SUBJECT.test(path)) return true;
  const subject = path.replace(/^test\//, "").replace(/\.test\.ts$/, "");
  const isFolder = sources.some((one) => one.path.startsWith(`${subject}/`));
  return has(`${subject}.ts`) || has(`${dirname(subject)}.ts`) || isFolder;
}
