import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { AwsRequest } from "./call.ts";

/** For which service and Region a request was signed; null where it was not. */
export function scopeOf({ headers }: AwsRequest): { region: string; service: string } | null {
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
  const [, region, service] = scope.exec(String(headers.authorization ?? "")) ?? [];
  return region === undefined || service === undefined ? null : { region, service };
}

/** S3's code and message where a body is not what its headers say of it, or null. */
export function bodyProblem({ body, headers }: AwsRequest): [string, string] | null {
  const said = (name: string): string | null => {
    const value = headers[name];
    return value === undefined ? null : String(value);
  };
  const sha256 = said("x-amz-content-sha256");
  if (sha256 === null)
    return ["InvalidRequest", "Missing required header for this request: x-amz-content-sha256"];
  if (/^[0-9a-f]{64}$/.test(sha256) && sha256 !== createHash("sha256").update(body).digest("hex")) {
    return [
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ];
  }
  const md5 = said("content-md5");
  if (md5 !== null && md5 !== createHash("md5").update(body).digest("base64")) return BAD_DIGEST;
  const checksum = said("x-amz-checksum-crc32");
  return checksum !== null && checksum !== crc32Of(body) ? BAD_DIGEST : null;
}

const BAD_DIGEST: [string, string] = [
  "BadDigest",
  "The digest you specified did not match the calculated value.",
];

/** As the header has it: four bytes, big-endian, in base64. */
export function crc32Of(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString("base64");
}
