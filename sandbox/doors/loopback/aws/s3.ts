import type { Bucket, Objects, StoredObject } from "../../../model/objects.ts";
import {
  bucketFor,
  getObject,
  preconditionFailed,
  putObject,
  type S3Refusal,
  s3Refusal,
} from "../../../model/s3.ts";
import { type AwsAnswer, type AwsCall, type AwsRequest, codeAndMessage } from "./call.ts";
import { bodyProblem, crc32Of, scopeOf } from "./s3Request.ts";
import { element, xmlDocument } from "./xml.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const PAGE_MAX = 1_000;

type Place = { objects: Objects; now: number };
type Asked = { request: AwsRequest; bucket: Bucket; key: string } & Place;
type Operation = (asked: Asked) => AwsAnswer;

/** S3 (REST-XML): objects of a bucket, by path and by the host's name; null for what is not signed for S3. */
export function s3Call(request: AwsRequest, { objects, now }: Place): AwsCall | null {
  const scope = scopeOf(request);
  if (scope?.service !== "s3") return null;
  const { bucket: name, key } = placeOf(request);
  const operation = operationOf(request, key);
  if (operation === null) return null;
  const [called, carryOut] = operation;
  return {
    name: `s3 ${called}`,
    changes: called.startsWith("Put") || called.startsWith("Delete"),
    gone: objects.settings.down,
    carryOut: () => {
      const opened = bucketFor(objects, { name, region: scope.region });
      if (opened.is === "refused") return failed(opened);
      const { bucket } = opened;
      const answer = carryOut({ request, bucket, key, objects, now });
      return request.method === "HEAD" ? { ...answer, body: "" } : answer;
    },
    refuse: (status, text) => {
      const { code, message } = codeAndMessage(status, text);
      return failed(s3Refusal(status, code, message));
    },
  };
}

/** `/bucket/key`, or `/key` at a host that is called after the bucket. */
function placeOf({ path, headers }: AwsRequest): { bucket: string; key: string } {
  const parts = decodeURIComponent(path).slice(1).split("/");
  const host = String(headers.host ?? "").replace(/:\d+$/, "");
  const virtual = /^([a-z0-9.-]+?)\.(localhost|s3[.-].*)$/.exec(host)?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: parts.join("/") };
  return { bucket: parts[0] ?? "", key: parts.slice(1).join("/") };
}

function operationOf({ method, query }: AwsRequest, key: string): [string, Operation] | null {
  if (key === "") {
    return method === "GET" && query.get("list-type") === "2" ? ["ListObjectsV2", list] : null;
  }
  switch (method) {
    case "GET":
      return ["GetObject", get];
    case "HEAD":
      return ["HeadObject", get];
    case "PUT":
      return ["PutObject", put];
    case "DELETE":
      return ["DeleteObject", remove];
    default:
      return null;
  }
}

function get({ request: { headers }, bucket, key }: Asked): AwsAnswer {
  const found = getObject(bucket, key);
  if (found.is === "refused") return failed(found);
  const { object } = found;
  if (headers["if-match"] !== undefined && quoted(headers["if-match"]) !== object.etag) {
    return failed(preconditionFailed("If-Match"));
  }
  if (headers["if-none-match"] !== undefined && quoted(headers["if-none-match"]) === object.etag) {
    return { status: 304, contentType: XML, body: "", headers: { etag: object.etag } };
  }
  return {
    status: 200,
    contentType: "application/json",
    body: object.body,
    headers: {
      etag: object.etag,
      "last-modified": new Date(object.writtenAt).toUTCString(),
      "x-amz-checksum-crc32": crc32Of(object.body),
      "x-amz-checksum-type": "FULL_OBJECT",
    },
  };
}

function put({ request, bucket, key, objects, now }: Asked): AwsAnswer {
  const { body, headers } = request;
  const problem = bodyProblem(request);
  if (problem !== null) return failed(s3Refusal(400, ...problem));
  const [match, noneMatch] = [headers["if-match"], headers["if-none-match"]];
  // The two forms that S3 has for a PUT: anything else is not there.
  if ((noneMatch !== undefined && noneMatch !== "*") || match === "*" || (match && noneMatch)) {
    return failed(NOT_IMPLEMENTED);
  }
  const isConditional = match !== undefined || noneMatch !== undefined;
  const condition = isConditional
    ? { noneMatch: noneMatch === "*", match: match ? quoted(match) : null }
    : null;
  const result = putObject(objects, bucket, { key, body, at: now, condition });
  if (result.is === "refused") return failed(result);
  return { status: 200, contentType: XML, body: "", headers: { etag: result.object.etag } };
}

function remove({ bucket, key }: Asked): AwsAnswer {
  bucket.objects.delete(key);
  return { status: 204, contentType: XML, body: "" };
}

function list({ request: { query }, bucket, objects }: Asked): AwsAnswer {
  if (query.get("delimiter") !== null) return failed(NOT_IMPLEMENTED);
  const asked = Number(query.get("max-keys") ?? PAGE_MAX);
  if (!Number.isInteger(asked) || asked < 0) {
    return failed(invalid("Provided max-keys not an integer or within integer range"));
  }
  const token = query.get("continuation-token");
  const prefix = query.get("prefix") ?? "";
  const after = token === null ? (query.get("start-after") ?? "") : keyIn(token);
  if (after === null) return failed(invalid("The continuation token provided is incorrect"));
  const max = Math.min(asked, PAGE_MAX);
  const { page, isTruncated } = objects.list(bucket, { prefix, after, max });
  const last = page.at(-1);
  const body = xmlDocument("ListBucketResult", NAMESPACE, [
    element("Name", bucket.name),
    element("Prefix", prefix),
    ...(token === null ? [] : [element("ContinuationToken", token)]),
    element("KeyCount", page.length),
    element("MaxKeys", max),
    element("IsTruncated", String(isTruncated)),
    ...page.map(listed),
    ...(isTruncated && last ? [element("NextContinuationToken", tokenAfter(last.key))] : []),
  ]);
  return { status: 200, contentType: XML, body };
}

const listed = ({ key, body, etag, writtenAt }: StoredObject): string =>
  element("Contents", [
    element("Key", key),
    element("LastModified", new Date(writtenAt).toISOString()),
    element("ETag", etag),
    element("Size", Buffer.byteLength(body)),
    element("StorageClass", "STANDARD"),
  ]);

/** A token means something to S3 alone. */
const tokenAfter = (key: string): string => Buffer.from(`after ${key}`).toString("base64");
const keyIn = (token: string): string | null =>
  /^after (.+)$/s.exec(Buffer.from(token, "base64").toString())?.[1] ?? null;

const quoted = (etag: string | string[]): string => `"${String(etag).replaceAll('"', "")}"`;

const XML = "application/xml";
const NOT_IMPLEMENTED = s3Refusal(
  501,
  "NotImplemented",
  "A header you provided implies functionality that is not implemented",
);

const invalid = (message: string): S3Refusal => s3Refusal(400, "InvalidArgument", message);

function failed({ status, code, message, fields: more }: S3Refusal): AwsAnswer {
  const fields = { Code: code, Message: message, ...more, RequestId: "SANDBOX", HostId: "sandbox" };
  const content = Object.entries(fields).map(([name, text]) => element(name, text));
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element("Error", content)}`;
  return { status, contentType: XML, body };
}
