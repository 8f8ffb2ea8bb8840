import type { KeyHelp } from "./configHelp/keyHelp.ts";
import { REGIONS_HELP } from "./configHelp/regions.ts";
import { RUNS_HELP } from "./configHelp/runs.ts";
import { SERVING_HELP } from "./configHelp/serving.ts";

/** Every key of the stack file. `*` stands for a Region's name. */
export const HELP: Record<string, KeyHelp> = { ...SERVING_HELP, ...REGIONS_HELP, ...RUNS_HELP };

/** Help for a path of the stack file, e.g. `["regions", "us-west-2", "name"]`, or for what it lies in. */
export function helpFor(path: string[]): Pick<KeyHelp, "allowed" | "example"> {
  const parts = path.map((part, index) => (index === 1 && path[0] === "regions" ? "*" : part));
  while (parts.length > 0 && HELP[parts.join(".")] === undefined) parts.pop();
  const { allowed, example } = HELP[parts.join(".")] ?? {
    allowed: "see the contract",
    example: "–",
  };
  return { allowed, example };
}
