import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Socket } from "node:net";
import { handle } from "../../model/vault/api/handle.ts";
import type { Reply, Request } from "../../model/vault/api/replies.ts";
import { clusterIn, type VaultWorld } from "../../model/vault/world.ts";
import type { KeyAndCertificate } from "./certificates.ts";
import { listenOn } from "./listen.ts";

export type VaultDoor = {
  /** Brings the listener in line with the cluster's `reach`; to be called after every change of it. */
  follow(): Promise<void>;
  stop(): Promise<void>;
};

const NO_JSON = "failed to parse JSON input: invalid character in the body";

type Place = { region: string; ipAddress: string; port: number };

/** One Region's Vault behind HTTPS on its own loopback address. */
export async function startVaultDoor(
  world: VaultWorld,
  { region, ipAddress, port }: Place,
  tls: KeyAndCertificate,
): Promise<VaultDoor> {
  const cluster = clusterIn(world, region);
  const open = new Set<Socket>();
  const https = createHttpsServer(tls, (message, response) => {
    void serve(world, region, message, response).catch(() => response.destroy());
  });
  // A plain listener in front: a hanging Region takes the connection and does not even begin TLS.
  const listener = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    if (cluster.reach === "up") https.emit("connection", socket);
  });
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  const close = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
    cutAll();
    return closed;
  };
  await listenOn(listener, ipAddress, port);
  return {
    follow: async () => {
      if (cluster.reach === "refused") return listener.listening ? close() : undefined;
      if (!listener.listening) return listenOn(listener, ipAddress, port);
      if (cluster.reach === "up") cutAll(); // what hung is of no use any more
      return undefined;
    },
    stop: async () => {
      if (listener.listening) await close();
      https.closeAllConnections();
    },
  };
}

async function serve(
  world: VaultWorld,
  region: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await read(message);
  if (request === null) return send(response, 400, { errors: [NO_JSON] });
  const ask = (): Reply => {
    world.timeline.advanceTo(Date.now());
    return clusterIn(world, region).reach === "up"
      ? handle(world, region, request)
      : { is: "held" };
  };
  let reply = ask();
  while (reply.is === "later") {
    await sleepUntil(reply.at);
    reply = ask();
  }
  if (reply.is === "cut") message.socket.destroy();
  if (reply.is === "answered") send(response, reply.status, reply.body);
}

/** null where the body is no JSON. */
async function read(message: IncomingMessage): Promise<Request | null> {
  const text = await bodyOf(message);
  const [path = "", query = ""] = (message.url ?? "/").split("?");
  const { authorization } = message.headers;
  const given = message.headers["x-vault-token"];
  const token = typeof given === "string" ? given : authorization?.replace(/^Bearer /i, "");
  try {
    return {
      method: message.method ?? "GET",
      path: decodeURIComponent(path),
      query: Object.fromEntries(new URLSearchParams(query)),
      token: token === undefined || token === "" ? null : token,
      body: text === "" ? undefined : JSON.parse(text),
    };
  } catch {
    return null;
  }
}

/** By events: an async iterator is the dearer part of a short request. */
function bodyOf(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    message.setEncoding("utf8");
    message.on("data", (chunk: string) => {
      text += chunk;
    });
    message.on("end", () => resolve(text));
    message.on("error", reject);
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = body === null ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "cache-control": "no-store",
    ...(text === "" ? {} : { "content-type": "application/json" }),
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

const sleepUntil = (at: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(1, at - Date.now())).unref());
