import type { TLSSocket } from "node:tls";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { vaultAdapter } from "../../../automation/adapters/vault.ts";
import { vaultTransport } from "../../../automation/adapters/vaultHttp.ts";
import type { VaultPort } from "../../../automation/ports/vault.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  type KeyAndCertificate,
  makeAuthority,
} from "../../../sandbox/doors/loopback/certificates.ts";
import { tlsServer } from "./tlsServer.ts";
import { textOf } from "./transportStage.ts";

export const EAST = "us-east-1";
export const SERVICE = "vault.test.acme.com";
export const TOKEN = new Secret("hvs.CANARY0123456789ABCDEFGH");
export const OPERATION = new Secret("hvb.OPERATION0123456789");
export const DR = "/v1/sys/replication/dr";
const NAME = "vault-us-east-1.test.acme.com";

type Heard = {
  call: string;
  query: string;
  body: unknown;
  token: unknown;
  host: unknown;
  sni: string;
  port: number;
};

/** The adapter before a server that answers what it is told to, and keeps what it heard. */
export function adapterStage() {
  let ca: string;
  let certificate: KeyAndCertificate;
  let server: Awaited<ReturnType<typeof tlsServer>>;
  const stage = {
    vault: {} as VaultPort,
    port: 0,
    heard: [] as Heard[],
    /** `GET /v1/…` to the answer; any other call is 404. */
    says: {} as Record<string, { status: number; body: unknown }>,
  };
  before(async () => {
    const authority = await makeAuthority();
    ca = authority.ca;
    certificate = await authority.issue([NAME, SERVICE], "127.0.0.1");
  });
  beforeEach(async () => {
    [stage.heard, stage.says] = [[], {}];
    server = await tlsServer(certificate, async (request, response) => {
      const text = await textOf(request);
      const [path = "", query = ""] = (request.url ?? "").split("?");
      const call = `${request.method} ${path}`;
      const { servername } = request.socket as TLSSocket & { servername: string };
      stage.heard.push({
        call,
        query,
        body: text === "" ? null : JSON.parse(text),
        token: request.headers["x-vault-token"],
        host: request.headers.host,
        sni: servername,
        port: request.socket.remotePort ?? 0,
      });
      const { status, body } = stage.says[call] ?? NOT_FOUND;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === null ? "" : JSON.stringify(body));
    });
    stage.port = server.port;
    stage.vault = vaultAdapter({
      regions: { [EAST]: { address: `https://127.0.0.1:${server.port}`, serverName: NAME } },
      service: { name: SERVICE, port: server.port },
      transport: vaultTransport({ clock: systemClock, ca }),
      clock: systemClock,
      bounds: { callMs: 1_000, demoteMs: 1_000, promoteMs: 1_000 },
    });
  });
  afterEach(() => server.stop());
  return stage;
}

export const health = (more: object = {}) => ({
  initialized: true,
  sealed: false,
  standby: false,
  replication_dr_mode: "primary",
  version: "1.16.2+ent",
  server_time_utc: Math.floor(Date.now() / 1000),
  ...more,
});

const NOT_FOUND = { status: 404, body: { errors: ["unsupported path"] } };
