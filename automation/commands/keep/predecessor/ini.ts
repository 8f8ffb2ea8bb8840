import { type Problem, shown } from "../../../../ground/problems.ts";

/** Sections by name, each with its keys in lower case. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

type Reading = {
  sections: Map<string, Map<string, string>>;
  problems: Problem[];
  section: Map<string, string> | null;
  /** The key whose value a deeper line goes on with. */
  open: { key: string; indent: number } | null;
};

/**
 * An INI file as Python's RawConfigParser reads it: `=` or `:`, whole lines of `#` or `;` as comments, deeper lines as
 * more of a value, nothing twice. No problem shows what a line says: it may be another file, with secrets in it.
 */
export function readIni(file: string, text: string): { sections: Ini; problems: Problem[] } {
  const reading: Reading = { sections: new Map(), problems: [], section: null, open: null };
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const told = /^\s*([#;]|$)/.test(line) ? null : readLine(reading, line);
    if (told !== null) reading.problems.push({ key: `${file}, line ${index + 1}`, ...told });
  }
  return reading;
}

type Told = Omit<Problem, "key">;

function readLine(reading: Reading, line: string): Told | null {
  const words = line.trim();
  const indent = line.search(/\S/);
  const { section, open } = reading;
  if (section !== null && open !== null && indent > open.indent) {
    section.set(open.key, `${section.get(open.key)}\n${words}`);
    return null;
  }
  reading.open = null;
  const header = /^\[(.+)\]/.exec(words)?.[1];
  if (header !== undefined) return beginSection(reading, header);
  const key = /^(.*?)\s*[=:]/.exec(words)?.[1]?.toLowerCase() ?? "";
  if (key === "") return problem("no section, key or comment", "key = value");
  if (section === null) return problem("a key before the first section", "[Vault-Cluster-Test]");
  if (section.has(key)) return problem(`${shown(key)} a second time`, "every key once");
  section.set(key, words.replace(/^.*?[=:]\s*/, ""));
  reading.open = { key, indent };
  return null;
}

function beginSection(reading: Reading, name: string): Told | null {
  const known = reading.sections.has(name);
  reading.section = new Map();
  if (known) return problem(`[${name}] a second time`, "every section once");
  reading.sections.set(name, reading.section);
  return null;
}

const problem = (found: string, example: string): Told => ({
  found,
  allowed: "an INI file, as Python's configparser reads it",
  example,
});
