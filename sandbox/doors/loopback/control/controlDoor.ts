import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "../../../model/faults.ts";
import type { Reach } from "../../../model/vault/cluster.ts";
import { listenOn } from "../listen.ts";
import type { Controls } from "./controls.ts";

export type ControlDoor = { url: string; stop(): Promise<void> };

type Body = Record<string, unknown>;
type Act = (controls: Controls, body: Body, region: string) => unknown;

/** The world's own controls, for programs that are not in this process: JSON over HTTP on loopback. */
export async function startControlDoor(controls: Controls): Promise<ControlDoor> {
  const server = createServer((message, response) => {
    void serve(controls, message, response).catch((error: unknown) =>
      send(response, 400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  await listenOn(server, "127.0.0.1", 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ACTS: Record<string, Act> = {
  "POST /faults": (controls, body) => controls.addFault(asFault(body)),
  "DELETE /faults": (controls) => controls.clearFaults(),
  "POST /calls": (controls, { call }) => controls.tell(asCall(call)),
  "POST /writers": (controls, { running, perSecond, readsPerSecond }) =>
    running === false
      ? controls.stopWriters()
      : controls.startWriters({
          ...(perSecond === undefined ? {} : { writesPerSecond: Number(perSecond) }),
          ...(readsPerSecond === undefined ? {} : { readsPerSecond: Number(readsPerSecond) }),
        }),
  "POST /writers/pause": (controls) => controls.pauseWriters(),
  "POST /writers/resume": (controls) => controls.resumeWriters(),
  "POST /link": (controls, body) => controls.setLink(body),
  "POST /vault": (controls, body) => controls.setVault(body),
  "POST /route53": (controls, body) => controls.setRoute53(body),
  "POST /s3": (controls, body) => controls.setS3(body),
  "POST /server-dns": (controls, { overHoldMs }) =>
    controls.setServerDns({ overHoldMs: overHoldMs as number }),
  "POST /mark": (controls) => controls.mark(),
  "GET /truth": (controls) => controls.truth(),
  "POST /regions/*/compare-anew": (controls, _body, region) => controls.compareAnew(region),
  "POST /regions/*/reach": (controls, { reach }, region) =>
    controls.setReach(region, asReach(reach)),
};

async function serve(
  controls: Controls,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = "";
  for await (const chunk of message.setEncoding("utf8")) text += chunk;
  const path = (message.url ?? "/").split("?")[0] ?? "/";
  const region = /^\/regions\/([^/]+)\//.exec(path)?.[1] ?? "";
  const name = `${message.method} ${path.replace(/^\/regions\/[^/]+\//, "/regions/*/")}`;
  const act = ACTS[name];
  if (act === undefined) return send(response, 404, { error: `no such control: ${name}` });
  const outcome = await act(controls, text === "" ? {} : JSON.parse(text), region);
  send(response, 200, outcome ?? { done: true });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function asReach(reach: unknown): Reach {
  if (reach === "up" || reach === "refused" || reach === "hanging") return reach;
  throw new Error("reach is one of up, refused, hanging");
}

function asCall(call: unknown): string {
  if (typeof call === "string" && call !== "") return call;
  throw new Error('a call is {"call": "pulumi up"}');
}

function asFault(body: Body): Fault {
  const effect = body.effect as Fault["effect"] | undefined;
  if (typeof body.call !== "string" || effect?.kind === undefined) {
    throw new Error('a fault is {"call": "us-west-2 demote", "times": 1, "effect": {"kind": …}}');
  }
  return { call: body.call, skip: Number(body.skip ?? 0), times: Number(body.times ?? 1), effect };
}
