import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { levelIn, UNKNOWNS } from "../policies/judge/policyOf.ts";
import { ENVIRONMENTS, type Environment, type Rule } from "../policies/judge/rule.ts";
import { SETTINGS, type SettingName } from "../policies/judge/settings.ts";
import { RULES } from "../policies/rules/catalogue.ts";
import { ELSEWHERE, IN_PART, INTRODUCTION, UNKNOWN_VALUES } from "./policies/words.ts";

/**
 * `npm run docs` writes `docs/policies.md` and the pack's configuration of each environment: the levels of the rules,
 * and what the stack file says. A setting that no stack file says stays as it was written by hand.
 */
const ROOT = join(import.meta.dirname, "..");
export const POLICIES_FILE = join(ROOT, "docs/policies.md");
export const packFile = (environment: Environment): string =>
  join(ROOT, "policies", `${environment}.json`);

/** One rule of one environment: its level, and what it is told. */
export type PackEntry = { enforcementLevel: string; unknowns?: string } & Partial<
  Record<SettingName, unknown>
>;
export type PackConfig = Record<string, PackEntry>;

/** What `policies/<environment>.json` is to say; `written` is what it says now. */
export function packConfig(
  environment: Environment,
  stackFile: string,
  written: PackConfig,
): PackConfig {
  const told = settingsIn(stackFile);
  return Object.fromEntries(
    RULES.map((rule): [string, PackEntry] => {
      const before = written[rule.name];
      const settings = rule.settings.flatMap((name) => {
        const value = told[name] ?? before?.[name];
        return value === undefined ? [] : [[name, value]];
      });
      return [
        rule.name,
        {
          enforcementLevel: levelIn(rule, environment) as string,
          unknowns: before?.unknowns ?? (environment === "prod" ? "fail" : "warn"),
          ...Object.fromEntries(settings),
        },
      ];
    }),
  );
}

/** What the pack needs to know and the stack file says already. */
function settingsIn(stackFile: string): Partial<Record<SettingName, unknown>> {
  const { config } = parse(stackFile) as { config: Record<string, unknown> };
  const service = config["vault-dr:service"] as { name: string };
  const regions = config["vault-dr:regions"] as Record<
    string,
    { name: string; vaultCidrs?: string[] }
  >;
  const { journal } = config["vault-dr:recovery"] as { journal: string };
  const store = /[?&]region=([\w-]+)/.exec(journal)?.[1];
  const others = [config["aws:region"], store].filter(
    (region) => typeof region === "string" && !(region in regions),
  );
  return {
    serviceName: service.name,
    regions: Object.fromEntries(
      Object.entries(regions).map(([region, { name }]) => [region, name]),
    ),
    otherRegions: [...new Set(others)],
    vaultCidrs: Object.values(regions).flatMap(({ vaultCidrs = [] }) => vaultCidrs),
  };
}

/** The text of the file: lists of words on one line, as the formatter wants them. */
export const packText = (config: PackConfig): string =>
  `${JSON.stringify(config, null, 2).replace(
    /\[\n\s+("[^[\]{}]*?")\n\s+\]/g,
    (_, items: string) => `[${items.replace(/,\n\s+/g, ", ")}]`,
  )}\n`;

/** The whole page. */
export function policiesPage(): string {
  const rules = RULES.map(rowOf);
  const settings = Object.entries(SETTINGS).map(([name, schema]) => {
    const users = RULES.filter((rule) => rule.settings.includes(name as SettingName));
    const fallback = "default" in schema ? inCell(JSON.stringify(schema.default)) : "must be given";
    return `| \`${name}\` | ${inCell(schema.description)} | ${fallback} | ${users.map(({ id }) => id).join(", ")} |`;
  });
  return [
    INTRODUCTION,
    "## The rules\n",
    "| rule | what is true | why | test | staging | prod |",
    "|---|---|---|---|---|---|",
    ...rules,
    "\n## What the rules are told\n",
    "| setting | is | default | rules |",
    "|---|---|---|---|",
    ...settings,
    `| \`unknowns\` | ${inCell(UNKNOWNS.description)} | \`${UNKNOWNS.default}\` | all |`,
    `\n${UNKNOWN_VALUES}`,
    "## Rules of the table that are not in the pack\n",
    "| rule | says | kept by |",
    "|---|---|---|",
    ...Object.entries(ELSEWHERE).map(
      ([id, { says, keptBy }]) => `| ${id} | ${inCell(says)} | ${inCell(keptBy)} |`,
    ),
    "\n## What the pack sees only in part\n",
    "| rule | not seen | instead |",
    "|---|---|---|",
    ...Object.entries(IN_PART).map(
      ([id, { unseen, instead }]) => `| ${id} | ${inCell(unseen)} | ${inCell(instead)} |`,
    ),
    "",
  ].join("\n");
}

function rowOf(rule: Rule): string {
  const levels = ENVIRONMENTS.map((one) => levelIn(rule, one));
  const cells = [rule.says, rule.why, ...levels].map(inCell);
  return `| ${rule.id} \`${rule.name}\` | ${cells.join(" | ")} |`;
}

const inCell = (text: string): string => text.replaceAll("|", "\\|");

if (process.argv[1] === import.meta.filename) {
  writeFileSync(POLICIES_FILE, policiesPage());
  console.log(`written: ${POLICIES_FILE}`);
  for (const environment of ENVIRONMENTS) {
    const file = packFile(environment);
    const stackFile = readFileSync(join(ROOT, `Pulumi.${environment}.yaml`), "utf8");
    const written = JSON.parse(readFileSync(file, "utf8")) as PackConfig;
    writeFileSync(file, packText(packConfig(environment, stackFile, written)));
    console.log(`written: ${file}`);
  }
}
