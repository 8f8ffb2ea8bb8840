import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type DrOutput, drOutputSchema, type StackConfig } from "./contract.ts";

/** Which Region serves, and the number of the takeover that made it so. */
export type Serving = { activeRegion: string; takeover: number };

/** What is known beside the file: the run store's serving record and the stack's own last output. */
export type Evidence = {
  record: Serving | null | { unreadable: string };
  output: Serving | null;
};

/** What the environment says about this one update. */
export type UpdateMarks = {
  /** One update may pass although the run store cannot be read. */
  allowUnverified: boolean;
  /** The command's own `up --target`: `dr.revision` is carried over. */
  targeted: boolean;
  /** The folder of the stack file; paths in it are relative to this. */
  stackFolder: string;
};

export function readMarks(): UpdateMarks {
  return {
    allowUnverified: process.env.VAULT_DR_ALLOW_UNVERIFIED === "1",
    targeted: process.env.VAULT_DR_TARGETED === "1",
    stackFolder: process.env.VAULT_DR_STACK_FOLDER || pulumi.getRootDirectory() || process.cwd(),
  };
}

/** Refuses the update before its first resource where this checkout has not seen the last takeover. */
export async function guardTakeover(
  config: StackConfig,
  environment: string,
  marks: UpdateMarks,
): Promise<{ lastOutput: DrOutput | null }> {
  const lastOutput = await readLastOutput();
  const record = readServingRecord(config.recovery.journal, marks.stackFolder);
  const refusal = refuseTakeover(config, { record, output: lastOutput }, marks.allowUnverified);
  if (refusal !== null) {
    throw new pulumi.RunError(
      `${refusal} Nothing was changed. Bring the file up to date: vault-dr config pull ${environment}`,
    );
  }
  return { lastOutput };
}

/** The reason why the file may not be deployed, or null. */
export function refuseTakeover(
  file: Serving,
  { record, output }: Evidence,
  allowUnverified: boolean,
): string | null {
  if (record !== null && "unreadable" in record) {
    if (allowUnverified) return refuseByOutput(file, output);
    return `The serving record cannot be read (${record.unreadable}), so nobody can tell whether ${said(file)} is right. VAULT_DR_ALLOW_UNVERIFIED=1 lets one update through.`;
  }
  if (record === null) return refuseByOutput(file, output);
  const last = output !== null && output.takeover > record.takeover ? output : record;
  return same(file, last) ? null : disagrees(file, last);
}

/** Without a serving record: not back, and not to another Region under the same number. */
function refuseByOutput(file: Serving, output: Serving | null): string | null {
  if (output === null || file.takeover > output.takeover || same(file, output)) return null;
  return disagrees(file, output);
}

const same = (left: Serving, right: Serving): boolean =>
  left.takeover === right.takeover && left.activeRegion === right.activeRegion;

const disagrees = (file: Serving, last: Serving): string =>
  `${last.activeRegion} serves now (takeover ${last.takeover}); the stack file says ${said(file)}. Moving Vault is the command's work, never an edit.`;

const said = ({ activeRegion, takeover }: Serving): string =>
  `${activeRegion} (takeover ${takeover})`;

/** `serving.json` of a `file:` journal; null where no run was ever recorded. */
export function readServingRecord(journal: string, stackFolder: string): Evidence["record"] {
  const path = resolve(stackFolder, journal.replace(/^file:/, ""), "serving.json");
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isServing(value) ? value : { unreadable: "it is not a serving record" };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return null;
    return { unreadable: code ?? "it is not JSON" };
  }
}

const isServing = (value: unknown): value is Serving =>
  typeof value === "object" &&
  value !== null &&
  "activeRegion" in value &&
  typeof value.activeRegion === "string" &&
  "takeover" in value &&
  Number.isInteger(value.takeover);

/** The stack's last `dr`, by a reference to itself; null before the first update. */
async function readLastOutput(): Promise<DrOutput | null> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const self = new pulumi.StackReference("self", { name });
  const { value } = await self.getOutputDetails("dr");
  if (value === undefined || value === null) return null;
  const parsed = drOutputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new pulumi.RunError(
    "The stack's last output `dr` is not of this release: update with the release that wrote it.",
  );
}
