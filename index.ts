import * as pulumi from "@pulumi/pulumi";
import { listProblems } from "./ground/problems.ts";
import { parseStackConfig, type StackConfig } from "./infra/contract.ts";
import { drOutput } from "./infra/drOutput.ts";
import { declareEstate } from "./infra/estate.ts";
import { revisionOf } from "./infra/revision.ts";
import { guardTakeover, readMarks } from "./infra/takeoverGuard.ts";

const environment = pulumi.getStack();
const config = readConfig();
const marks = readMarks();
const { lastOutput } = await guardTakeover(config, environment, marks);

const declared = declareEstate(config, environment);

const revision = revisionOf(import.meta.dirname, {
  targeted: marks.targeted,
  last: lastOutput?.revision,
});

export const dr = drOutput(config, { environment, revision }, declared);

/** Every key of the namespace, so that unknown ones are refused too. */
function readConfig(): StackConfig {
  const namespace = "vault-dr:";
  const raw = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, value]) => [key.slice(namespace.length), value]);
  const parsed = parseStackConfig(Object.fromEntries(raw));
  if ("config" in parsed) return parsed.config;
  const title = `The configuration of stack ${environment} has problems:`;
  throw new pulumi.RunError(listProblems(title, parsed.problems));
}
