import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type JournalPlace, journalPlace } from "./configJournal.ts";
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

const S3_CALL_MS = 5_000;

/** Refuses the update before its first resource where this checkout has not seen the last takeover. */
export async function guardTakeover(
  config: StackConfig,
  environment: string,
  marks: UpdateMarks,
): Promise<{ lastOutput: DrOutput | null }> {
  const lastOutput = await readLastOutput();
  const { journal, existingBucket } = config.recovery;
  const found = await readServingRecord(journal, marks.stackFolder);
  // The first update is the one that makes the bucket: no run can have been recorded before.
  const isFirst = lastOutput === null && !existingBucket && isMissing(found);
  const record = isFirst ? null : found;
  const refusal = refuseTakeover(config, { record, output: lastOutput }, marks.allowUnverified);
  if (refusal !== null) {
    throw new pulumi.RunError(
      `${refusal} Nothing was changed. Bring the file up to date: vault-dr config pull ${environment}`,
    );
  }
  return { lastOutput };
}

const isMissing = (record: Evidence["record"]): boolean =>
  record !== null && "unreadable" in record && record.unreadable === "NoSuchBucket";

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

/** `serving.json` beside the journals; null where no run was ever recorded. */
export async function readServingRecord(
  journal: string,
  stackFolder: string,
): Promise<Evidence["record"]> {
  const place = journalPlace(journal);
  if (place === null) return { unreadable: "no such place" };
  try {
    const text = await (place.is === "folder"
      ? inFolder(resolve(stackFolder, place.path))
      : inBucket(place));
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    return isServing(value) ? value : { unreadable: "it is not a serving record" };
  } catch (error) {
    return { unreadable: error instanceof SyntaxError ? "it is not JSON" : nameOf(error) };
  }
}

function inFolder(folder: string): string | null {
  try {
    return readFileSync(resolve(folder, "serving.json"), "utf8");
  } catch (error) {
    if (nameOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** One attempt and a second one; the Region is the bucket's, whatever the environment says. */
async function inBucket({
  bucket,
  prefix,
  region,
}: Extract<JournalPlace, { is: "bucket" }>): Promise<string | null> {
  const { GetObjectCommand, NoSuchKey, S3Client } = await import("@aws-sdk/client-s3");
  const requestHandler = { requestTimeout: S3_CALL_MS, throwOnRequestTimeout: true };
  const client = new S3Client({ region, maxAttempts: 2, requestHandler });
  try {
    const key = [...(prefix === "" ? [] : [prefix]), "serving.json"].join("/");
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  } finally {
    client.destroy();
  }
}

/** `ENOENT`, `NoSuchBucket`: the rest of an error is for programmers. */
const nameOf = (error: unknown): string => {
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
};

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
