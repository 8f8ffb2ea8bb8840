import { PROPERTIES } from "./properties.ts";

/** `node check.ts [property …]`: tries them, all without arguments, and prints as JSON which of them do not hold. */
const asked = process.argv.slice(2);
const broken: Record<string, string> = {};
for (const [name, holds] of Object.entries(PROPERTIES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    await holds();
  } catch (error) {
    broken[name] = error instanceof Error ? error.message : String(error);
  }
}
process.stdout.write(JSON.stringify(broken));
