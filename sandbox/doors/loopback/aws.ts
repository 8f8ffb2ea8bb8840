import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Faults } from "../../model/faults.ts";
import type { Objects } from "../../model/objects.ts";
import type { Timeline } from "../../model/timeline.ts";
import type { Zone } from "../../model/zone.ts";
import type { AwsAnswer, AwsCall, AwsRequest } from "./aws/call.ts";
import { route53Call } from "./aws/route53.ts";
import { s3Call } from "./aws/s3.ts";
import { stsCall } from "./aws/sts.ts";

/** Without objects there is no S3 in the world. */
export type AwsWorld = { zone: Zone; faults: Faults; timeline: Timeline; objects?: Objects };

const BODY_BYTES_MAX = 1_000_000;

/** One HTTP endpoint on loopback for every AWS service: what `AWS_ENDPOINT_URL` names. */
export async function startAwsDoor(
  world: AwsWorld,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((message, response) => {
    void serve(world, message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  world: AwsWorld,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await read(message);
  world.timeline.advanceTo(Date.now());
  const call = callOf(request, world);
  if (call === null) return send(response, notHere(request));
  if (call.gone) return void response.destroy();

  const effect = world.faults.take(call.name, call.changes);
  switch (effect?.kind) {
    case undefined:
    case "attempt-lost":
    case "attempt-of-a-stranger":
      return send(response, call.carryOut());
    case "answer":
      return send(response, call.refuse(effect.status, effect.text));
    case "lose-answer":
      if (effect.applied) call.carryOut();
      return void response.destroy();
    case "hang":
      if (effect.applied) call.carryOut(); // and the connection stays open until the caller or the door ends it
  }
}

/** By protocol first, by service second; S3 alone has every path, and is told by the signature. */
function callOf(request: AwsRequest, world: AwsWorld): AwsCall | null {
  const { objects, timeline } = world;
  const s3 = objects && s3Call(request, { objects, now: timeline.now() });
  if (s3) return s3;
  switch (protocolOf(request)) {
    case "query":
      return stsCall(request);
    case "rest-xml":
      return route53Call(request, world.zone);
    case "aws-json": // Secrets Manager, KMS
    case "rest-json": // Lambda, Scheduler
      return null;
  }
}

function protocolOf({
  path,
  headers,
}: AwsRequest): "query" | "rest-xml" | "aws-json" | "rest-json" {
  if (headers["x-amz-target"] !== undefined) return "aws-json";
  const type = String(headers["content-type"] ?? "");
  if (type.startsWith("application/x-www-form-urlencoded")) return "query";
  return path.startsWith("/2013-04-01/") ? "rest-xml" : "rest-json";
}

async function read(message: IncomingMessage): Promise<AwsRequest> {
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  let body = "";
  message.setEncoding("utf8");
  for await (const chunk of message) {
    body += chunk;
    if (body.length > BODY_BYTES_MAX) throw new Error("request too large");
  }
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body,
  };
}

function send(response: ServerResponse, { status, contentType, body, headers }: AwsAnswer): void {
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

const notHere = ({ method, path }: AwsRequest): AwsAnswer => ({
  status: 404,
  contentType: "application/json",
  body: JSON.stringify({
    __type: "UnknownOperationException",
    message: `not in this sandbox: ${method} ${path}`,
  }),
});
