import type { IncomingMessage, RequestListener } from "node:http";
import { createServer, type Socket } from "node:net";
import { inspect } from "node:util";
import { expect } from "chai";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import {
  type VaultCall,
  type VaultReply,
  vaultTransport,
} from "../../../automation/adapters/vaultHttp.ts";
import type { Answer } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  type KeyAndCertificate,
  makeAuthority,
} from "../../../sandbox/doors/loopback/certificates.ts";
import { listen, tlsServer } from "./tlsServer.ts";

export const NAME = "vault-us-west-2.test.acme.com";
export const TOKEN = "hvs.CANARYTOKEN0123456789abcd";
export const SHARE = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00aa";

/** Real servers that end with each test, and a transport whose every answer is searched for what was sent. */
export function transportStage() {
  let ca: string;
  let certificate: KeyAndCertificate;
  let stops: (() => unknown)[] = [];
  before(async () => {
    const authority = await makeAuthority();
    ca = authority.ca;
    certificate = await authority.issue([NAME], "127.0.0.1");
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
  });

  const transport = (options: { namespace?: string } = {}) =>
    vaultTransport({ clock: systemClock, ca, ...options });
  return {
    transport,
    atTheEnd: (stop: () => unknown): unknown => stops.push(stop),
    /** Answers with the address. */
    serve: async (listener: RequestListener): Promise<string> => {
      const { port, stop } = await tlsServer(certificate, listener);
      stops.push(stop);
      return `https://127.0.0.1:${port}`;
    },
    serveTcp: async (onSocket: (socket: Socket) => void): Promise<string> => {
      const sockets: Socket[] = [];
      const server = createServer((socket) => {
        sockets.push(socket.on("error", () => {}).resume());
        onSocket(socket);
      });
      stops.push(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      return `https://127.0.0.1:${await listen(server)}`;
    },
    ask: async (request: VaultCall, via = transport()): Promise<Answer<VaultReply>> => {
      const answer = await via.request(request);
      const seen = inspect(answer, { depth: 20, showHidden: true }) + JSON.stringify(answer);
      expect(seen).not.to.include(TOKEN).and.not.to.include(SHARE);
      return answer;
    },
  };
}

/** A promotion with every secret that a request can carry. */
export const callTo = (address: string, more: Partial<VaultCall> = {}): VaultCall => ({
  address,
  serverName: NAME,
  method: "POST",
  path: "sys/replication/dr/secondary/promote",
  token: new Secret(TOKEN),
  body: { dr_operation_token: new Secret(SHARE), primary_cluster_addr: "a:8201" },
  boundMs: 1_000,
  ...more,
});

export const answers =
  (status: number, body: string, type = "application/json"): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": type }).end(body);
  };

export async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

export async function withEnvironment<T>(
  variables: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
