import { execFile } from "node:child_process";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { type Document, isScalar, parseDocument, Scalar } from "yaml";
import { type Answer, ok, refused, unknown } from "../../ground/answer.ts";
import type { ServingKeys, StackFilePort } from "../ports/stackFile.ts";
import { replaceFile } from "./files/durable.ts";

const git = promisify(execFile);
const ACTIVE_REGION = ["config", "vault-dr:activeRegion"];
const TAKEOVER = ["config", "vault-dr:takeover"];
const GIT_BOUND_MS = 5_000;

/** The stack file at `path`. Two scalars are replaced in its text, so no other byte can change. */
export function stackFile({ path }: { path: string }): StackFilePort {
  return {
    read: () => answered(async () => servingKeys(parsed(await readFile(path, "utf8")))),
    write: (keys) => answered(() => write(path, keys)),
    committed: () => committed(path),
  };
}

async function write(path: string, keys: ServingKeys): Promise<Answer<void>> {
  if (!/^[a-z0-9-]+$/.test(keys.activeRegion)) return refused(400, "that is no Region's name");
  if (!Number.isInteger(keys.takeover)) return refused(400, "a takeover is a whole number");
  const target = await realpath(path); // a link stays a link
  const text = await readFile(target, "utf8");
  const next = spliced(text, parsed(text), keys);
  if (next !== text) await replaceFile(target, next, (await stat(target)).mode);
  return ok(undefined);
}

/** The text with both values replaced, checked by reading it back: two values differ, nothing else. */
function spliced(text: string, document: Document.Parsed, keys: ServingKeys): string {
  const edits = [
    { ...placeOf(document, ACTIVE_REGION), value: keys.activeRegion },
    { ...placeOf(document, TAKEOVER), value: String(keys.takeover) },
  ].sort((one, other) => other.start - one.start);
  const next = edits.reduce(
    (now, { start, end, quote, value }) =>
      `${now.slice(0, start)}${quote}${value}${quote}${now.slice(end)}`,
    text,
  );
  if (!isDeepStrictEqual(parsed(next).toJS(), changed(document, keys))) {
    throw new NotReadable("the two keys are written in a way that cannot be changed in place");
  }
  return next;
}

/** What the file has to say afterwards. An alias that would follow one of the two keys shows here. */
function changed(document: Document.Parsed, { activeRegion, takeover }: ServingKeys): unknown {
  const was = document.toJS() as { config: Record<string, unknown> };
  const isText = typeof was.config["vault-dr:takeover"] === "string";
  const now = {
    "vault-dr:activeRegion": activeRegion,
    "vault-dr:takeover": isText ? String(takeover) : takeover,
  };
  return { ...was, config: { ...was.config, ...now } };
}

/** The file cannot be understood. */
class NotReadable extends Error {}

function parsed(text: string): Document.Parsed {
  const document = parseDocument(text);
  const [first] = document.errors;
  if (first !== undefined) throw new NotReadable(first.message);
  return document;
}

function servingKeys(document: Document.Parsed): Answer<ServingKeys> {
  const activeRegion = document.getIn(ACTIVE_REGION);
  const takeover = document.getIn(TAKEOVER);
  const isNumber = typeof takeover === "number" || /^\d+$/.test(String(takeover));
  if (typeof activeRegion === "string" && isNumber) {
    return ok({ activeRegion, takeover: Number(takeover) });
  }
  throw new NotReadable("vault-dr:activeRegion or vault-dr:takeover is missing or no plain value");
}

/** Where a scalar's value stands, its quotes included; Pulumi itself turns `4` into `"4"`. */
function placeOf(document: Document.Parsed, path: string[]) {
  const node = document.getIn(path, true);
  const quote = isScalar(node) ? QUOTES[node.type ?? ""] : undefined;
  if (!isScalar(node) || !node.range || quote === undefined) {
    throw new NotReadable(`${path.join(".")} is missing or no plain value`);
  }
  return { start: node.range[0], end: node.range[1], quote };
}

const QUOTES: Record<string, string> = {
  [Scalar.PLAIN]: "",
  [Scalar.QUOTE_DOUBLE]: '"',
  [Scalar.QUOTE_SINGLE]: "'",
};

/** `--ignored`, because a file that git does not look at is committed nowhere. */
async function committed(path: string): Promise<boolean | null> {
  const args = ["--no-optional-locks", "status", "--porcelain", "--ignored", "--", basename(path)];
  try {
    const { stdout } = await git("git", args, { cwd: dirname(path), timeout: GIT_BOUND_MS });
    return stdout === "";
  } catch {
    return null; // no git, or no checkout
  }
}

async function answered<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    const text = (error as Error).message;
    return unknown(error instanceof NotReadable ? "unreadable" : "unreachable", text);
  }
}
