import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { HELP } from "../infra/configHelp.ts";
import { configSchema } from "../infra/contract.ts";

/** `npm run docs` writes `docs/configuration.md`: every key of the stack file. */
export const CONFIGURATION_FILE = join(import.meta.dirname, "../docs/configuration.md");
const EXAMPLE_FILE = join(import.meta.dirname, "../Pulumi.test.yaml");

type Key = { path: string; required: boolean };
type Shape = {
  properties?: Record<string, Shape>;
  required?: string[];
  additionalProperties?: Shape | boolean;
};

/** All keys that the schema knows, in its order; `*` stands for a name that is the file's own. */
export function keysOf(): Key[] {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  return keysIn(schema as Shape, []);
}

function keysIn(
  { properties = {}, required = [], additionalProperties }: Shape,
  at: string[],
): Key[] {
  const named = Object.entries(properties).flatMap(([name, shape]) => [
    { path: [...at, name].join("."), required: required.includes(name) },
    ...keysIn(shape, [...at, name]),
  ]);
  if (typeof additionalProperties !== "object" || additionalProperties.properties === undefined)
    return named;
  const path = [...at, "*"];
  return [
    ...named,
    { path: path.join("."), required: false },
    ...keysIn(additionalProperties, path),
  ];
}

/** The whole page; throws where a key has no help, or help no key. */
export function configurationPage(): string {
  const keys = keysOf();
  const dumb = keys.filter(({ path }) => HELP[path] === undefined);
  const gone = Object.keys(HELP).filter((path) => !keys.some((key) => key.path === path));
  if (dumb.length + gone.length > 0)
    throw new Error(`help: ${[...dumb.map(({ path }) => path), ...gone].join(", ")}`);
  const groups = Map.groupBy(keys, ({ path }) => {
    const [top = ""] = path.split(".");
    return keys.some((key) => key.path.startsWith(`${top}.`)) ? `\`vault-dr:${top}\`` : ALONE;
  });
  const sections = [...groups].map(([title, some]) => {
    const table = ["| key | what it is | allowed | by itself |", "|---|---|---|---|"];
    return `## ${title}\n\n${[...table, ...some.map(rowOf)].join("\n")}\n`;
  });
  return [INTRODUCTION, ...sections, EXAMPLE].join("\n");
}

/** Keys that have no keys below them. */
const ALONE = "Single keys";

const INTRODUCTION = `# The stack file

Made from \`infra/contract.ts\` and \`infra/configHelp/\` by \`npm run docs\`. The Pulumi program and the command read the same \`Pulumi.<environment>.yaml\` with the same schema: every problem is reported at once, with what is allowed and an example, before anything is contacted. Unknown keys are refused.

\`aws:region\` is the provider's own Region: neither of the Vault Regions, for it must work when one of them is gone. \`*\` stands for a Region's name. **Bold** keys must be there.
`;

const EXAMPLE = `## An example

\`\`\`yaml
${readFileSync(EXAMPLE_FILE, "utf8").trimEnd()}
\`\`\`
`;

function rowOf({ path, required }: Key): string {
  const { about, allowed, example, fallback } = HELP[path] ?? {
    about: "",
    allowed: "",
    example: "",
  };
  const key = required ? `**\`${path}\`**` : `\`${path}\``;
  const cells = [key, about, `${allowed}, e.g. \`${example}\``, fallback ? `\`${fallback}\`` : ""];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(CONFIGURATION_FILE, configurationPage());
  console.log(`written: ${CONFIGURATION_FILE}`);
}
