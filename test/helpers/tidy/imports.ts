import { type Room, roomOf } from "./rooms.ts";
import { type Check, type Import, importsOf, isTest, type Source, type Tree } from "./tree.ts";

/** Who imports whom, and how. */
export const importChecks: Check[] = [
  {
    rule: "a file imports only what its room may import",
    find: (tree) => eachImport(tree, ({ path }, one) => refusalOf(path, one)),
    broken: {
      "plan imports a step": {
        "automation/plan/decide.ts": `import { demote } from "../steps/vault/demote.ts";`,
        "automation/steps/vault/demote.ts": "",
      },
      "a port imports code": {
        "automation/ports/store.ts": `import { ok } from "../../ground/answer.ts";`,
        "ground/answer.ts": "",
      },
      "a type among values loads the file all the same": {
        "automation/steps/step.ts": `import { type Plan } from "../plan/plan.ts";`,
        "automation/plan/plan.ts": "",
      },
      "a step re-exports the engine": {
        "automation/steps/step.ts": `export * from "../engine/run.ts";`,
        "automation/engine/run.ts": "",
      },
      "a command loads an adapter when it runs": {
        "automation/commands/run/failover.ts": `const { dns } = await import("../../adapters/dns.ts");`,
        "automation/adapters/dns.ts": "",
      },
      "the model opens a file": { "sandbox/model/world.ts": `import { open } from "node:fs";` },
      "the contract imports Pulumi": { "infra/contract.ts": `import "@pulumi/pulumi";` },
      "the pack imports the ground": {
        "policies/facts/hosts.ts": `import { ok } from "../../ground/answer.ts";`,
        "ground/answer.ts": "",
      },
      "a room that is not on the map": { "lib/thing.ts": `import "zod";` },
    },
    kept: {
      "plan imports types of a port, and the ground": {
        "automation/plan/decide.ts": `import type { A } from "../ports/dns.ts"; import { ok } from "../../ground/answer.ts";`,
        "automation/ports/dns.ts": `import type { Answer } from "../../ground/answer.ts";`,
        "ground/answer.ts": "",
      },
      "an adapter imports a package": {
        "automation/adapters/dns.ts": `import "node:dns/promises";`,
      },
    },
  },
  {
    rule: "a step imports no other step",
    find: stepsThatImportSteps,
    broken: {
      "promote uses demote": {
        "automation/steps/catalogue.ts": `import { demote } from "./vault/demote.ts"; import { promote } from "./vault/promote.ts";`,
        "automation/steps/vault/demote.ts": "",
        "automation/steps/vault/promote.ts": `import { demote } from "./demote.ts";`,
      },
    },
    kept: {
      "two steps share a thought": {
        "automation/steps/catalogue.ts": `import { demote } from "./vault/demote.ts";`,
        "automation/steps/vault/demote.ts": `import { isDemoted } from "./demotion.ts";`,
        "automation/steps/vault/demotion.ts": "",
      },
    },
  },
  {
    rule: "a relative import ends in .ts and leads to a file",
    find: (tree) =>
      eachImport(tree, (_, { specifier, target }) =>
        target === null || (specifier.endsWith(".ts") && tree.has(target)) ? null : "no such file",
      ),
    broken: {
      "without an ending": { "ground/a.ts": `import "./b";`, "ground/b.ts": "" },
      "with the ending of what is not built here": { "ground/a.ts": `import "./b.js";` },
      "to a file that is gone": { "ground/a.ts": `import type { B } from "./b.ts";` },
    },
  },
  {
    rule: "Pulumi's AWS package is imported by its sub-paths: the root costs seconds",
    find: (tree) =>
      eachImport(tree, (_, { specifier }) => (specifier === "@pulumi/aws" ? "the root" : null)),
    broken: {
      "as code": { "infra/a.ts": `import * as aws from "@pulumi/aws";` },
      "as types": { "infra/a.ts": `import type { lb } from "@pulumi/aws";` },
    },
    kept: {
      "a sub-path": { "infra/a.ts": `import { Record } from "@pulumi/aws/route53/index.js";` },
    },
  },
  {
    rule: "the Automation API is imported where it is used, when it is used",
    find: (tree) =>
      eachImport(tree, (_, { specifier, dynamic, typesOnly }) =>
        specifier.startsWith("@pulumi/pulumi/automation") && !dynamic && !typesOnly
          ? "loaded at start"
          : null,
      ),
    broken: {
      "at the top": {
        "automation/adapters/pulumi.ts": `import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";`,
      },
    },
    kept: {
      "when it is used": {
        "automation/adapters/pulumi.ts": `import type { Stack } from "@pulumi/pulumi/automation/index.js"; await import("@pulumi/pulumi/automation/index.js");`,
      },
    },
  },
  {
    rule: "every file is an entry point or is imported by another",
    find: filesThatNobodyImports,
    broken: { "left over": { "automation/plan/old.ts": "" } },
    kept: { "an entry point": { "automation/cli.ts": "", "tools/test.ts": "" } },
  },
];

function eachImport(tree: Tree, judge: (source: Source, one: Import) => string | null): string[] {
  return tree.sources.flatMap((source) =>
    importsOf(source).flatMap((one) => {
      const refusal = judge(source, one);
      return refusal === null ? [] : [`${source.path} imports ${one.specifier}: ${refusal}`];
    }),
  );
}

function refusalOf(path: string, { specifier, target, typesOnly }: Import): string | null {
  const from = roomOf(path);
  if (from === undefined) return "the file lies in no room of the map";
  if (target === null)
    return mayUse(from, specifier) ? null : `no package of ${from.name}, ${from.why}`;
  const to = roomOf(target);
  if (to === undefined) return "that lies in no room of the map";
  const may = mayImport(from, to) || (typesOnly && from.types.includes(to.name));
  return may ? null : `${from.name} may not import ${to.name}, ${from.why}`;
}

function mayImport(from: Room, to: Room): boolean {
  if (from.name === "ports") return false; // types only, its own and the ground's too
  if (from.name === "policies") return from === to; // not even the ground
  return (
    from === to || to.name === "ground" || from.code.includes(to.name) || from.code.includes("*")
  );
}

const mayUse = ({ packages }: Room, specifier: string): boolean =>
  packages.some(
    (one) => one === "*" || one === specifier || (/[/:]$/.test(one) && specifier.startsWith(one)),
  );

const STEPS = "automation/steps/";

/** What the catalogue lists is a step; what else lies beside the steps is what they share. */
function stepsThatImportSteps(tree: Tree): string[] {
  const catalogue = tree.sources.find(({ path }) => path === `${STEPS}catalogue.ts`);
  const listed = catalogue === undefined ? [] : importsOf(catalogue).map(({ target }) => target);
  const steps = listed.filter((path) => path?.startsWith(STEPS) && path !== `${STEPS}step.ts`);
  return eachImport(tree, ({ path }, { target }) =>
    steps.includes(path) && steps.includes(target) ? "another step" : null,
  );
}

const ENTRY =
  /^(index|automation\/cli|automation\/probe\/main|(lambda|agent|reader|policies)\/\w+|sandbox\/main|sandbox\/plugins\/\w+|bench\/main|tools\/\w+)\.ts$/;

function filesThatNobodyImports(tree: Tree): string[] {
  const imported = new Set(tree.sources.flatMap(importsOf).map(({ target }) => target));
  return tree.sources
    .filter(({ path, syntax }) => syntax !== null && !isTest(path) && !ENTRY.test(path))
    .filter(({ path }) => !imported.has(path))
    .map(({ path }) => `${path} is imported by nobody`);
}
