import type { TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { expect } from "chai";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { vaultAdapter } from "../../../automation/adapters/vault.ts";
import { vaultTransport } from "../../../automation/adapters/vaultHttp.ts";
import type { VaultPort } from "../../../automation/ports/vault.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  type KeyAndCertificate,
  makeAuthority,
} from "../../../sandbox/doors/loopback/certificates.ts";
import { tlsServer } from "../../helpers/tlsServer.ts";

const EAST = "us-east-1";
const NAME = "vault-us-east-1.test.acme.com";
const SERVICE = "vault.test.acme.com";
const TOKEN = new Secret("hvs.CANARY0123456789ABCDEFGH");
const OPERATION = new Secret("hvb.OPERATION0123456789");
const DR = "/v1/sys/replication/dr";
const CANARY = "secret/data/vault-dr/canary";

type Said = { status: number; body: unknown };
type Heard = {
  call: string;
  query: string;
  body: unknown;
  token: unknown;
  host: unknown;
  sni: string;
  port: number;
};

describe("the Vault adapter", () => {
  let ca: string;
  let certificate: KeyAndCertificate;
  let server: Awaited<ReturnType<typeof tlsServer>>;
  let vault: VaultPort;
  let heard: Heard[];
  let says: Record<string, Said>;

  before(async () => {
    const authority = await makeAuthority();
    ca = authority.ca;
    certificate = await authority.issue([NAME, SERVICE], "127.0.0.1");
  });
  beforeEach(async () => {
    [heard, says] = [[], {}];
    server = await tlsServer(certificate, async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const [path = "", query = ""] = (request.url ?? "").split("?");
      const call = `${request.method} ${path}`;
      const { servername } = request.socket as TLSSocket & { servername: string };
      const { headers, socket } = request;
      heard.push({
        call,
        query,
        body: text === "" ? null : JSON.parse(text),
        token: headers["x-vault-token"],
        host: headers.host,
        sni: servername,
        port: socket.remotePort ?? 0,
      });
      const { status, body } = says[call] ?? {
        status: 404,
        body: { errors: ["unsupported path"] },
      };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === null ? "" : JSON.stringify(body));
    });
    vault = vaultAdapter({
      regions: { [EAST]: { address: `https://127.0.0.1:${server.port}`, serverName: NAME } },
      service: { name: SERVICE, port: server.port },
      transport: vaultTransport({ clock: systemClock, ca }),
      clock: systemClock,
      bounds: { callMs: 1_000, demoteMs: 1_000, promoteMs: 1_000 },
    });
  });
  afterEach(() => server.stop());

  const health = (more: object = {}) => ({
    initialized: true,
    sealed: false,
    standby: false,
    replication_dr_mode: "primary",
    version: "1.16.2+ent",
    server_time_utc: Math.floor(Date.now() / 1000),
    ...more,
  });

  describe("views a cluster", () => {
    it("by health and DR status, asked without a token and so that a body always comes", async () => {
      says["GET /v1/sys/health"] = {
        status: 299,
        body: health({ replication_dr_mode: "secondary" }),
      };
      const data = { mode: "secondary", state: "stream-wals", last_remote_wal: 7 };
      says[`GET ${DR}/status`] = { status: 200, body: { data } };
      const answer = await vault.view(EAST, 1_000);

      expect(answer).to.deep.nested.include({
        is: "ok",
        "value.role": "secondary",
        "value.receivedWal": 7,
      });
      expect(heard.map(({ token }) => token)).to.deep.equal([undefined, undefined]);
      const asked = new URLSearchParams(heard.find(({ query }) => query !== "")?.query);
      for (const code of ["sealedcode", "uninitcode", "drsecondarycode", "removedcode"]) {
        expect(asked.get(code), code).to.equal("299");
      }
    });

    it("that is sealed, though it has no DR status to give", async () => {
      says["GET /v1/sys/health"] = {
        status: 299,
        body: health({ sealed: true, replication_dr_mode: "unknown" }),
      };
      says[`GET ${DR}/status`] = { status: 503, body: { errors: ["Vault is sealed"] } };
      expect(await vault.view(EAST, 1_000)).to.deep.nested.include({
        is: "ok",
        "value.sealed": true,
        "value.role": "unknown",
      });
    });

    it("without DR replication as disabled", async () => {
      says["GET /v1/sys/health"] = {
        status: 200,
        body: health({ replication_dr_mode: "disabled" }),
      };
      says[`GET ${DR}/status`] = { status: 404, body: { errors: ["enterprise-only feature"] } };
      expect(await vault.view(EAST, 1_000)).to.have.nested.property("value.role", "disabled");
    });

    it("not by half: while the role changes and only health answers, that is no view", async () => {
      says["GET /v1/sys/health"] = { status: 299, body: health({ standby: true }) };
      says[`GET ${DR}/status`] = { status: 500, body: { errors: ["local node not active"] } };
      expect(await vault.view(EAST, 1_000)).to.deep.include({
        is: "refused",
        status: 500,
        definite: false,
      });
    });

    it("never by another server's JSON", async () => {
      says["GET /v1/sys/health"] = { status: 200, body: { status: "ok" } };
      expect(await vault.view(EAST, 1_000)).to.include({ is: "unknown", why: "unreadable" });
    });

    it("only where it knows the way", async () => {
      expect(await vault.view("eu-west-1", 1_000)).to.include({
        is: "unknown",
        why: "unreachable",
      });
    });
  });

  describe("changes roles", () => {
    const done = { status: 200, body: { data: null, warnings: ["This cluster is being …"] } };

    it("demotes with an ordinary token, promotes with the operation token in the body alone", async () => {
      says[`POST ${DR}/primary/demote`] = done;
      says[`POST ${DR}/secondary/promote`] = done;
      const options = { operationToken: OPERATION, primaryClusterAddr: "a:8201", force: false };
      const answers = [
        await vault.demote(EAST, TOKEN),
        await vault.promote(EAST, options),
        await vault.promote(EAST, { ...options, force: true }),
      ];
      expect(answers).to.deep.equal(Array(3).fill({ is: "ok", value: undefined }));
      const promotion = { dr_operation_token: OPERATION.reveal(), primary_cluster_addr: "a:8201" };
      expect(heard.map(({ token, body }) => ({ token, body }))).to.deep.equal([
        { token: TOKEN.reveal(), body: {} },
        { token: undefined, body: promotion },
        { token: undefined, body: { ...promotion, force: true } },
      ]);
    });

    it("takes an activation token wrapped, or encrypted for a public key", async () => {
      const wrap_info = { token: "eyJ.wrapped", accessor: "a", ttl: 1800 };
      says[`POST ${DR}/primary/secondary-token`] = { status: 200, body: { data: null, wrap_info } };
      const wrapped = await vault.issueActivation(EAST, TOKEN, { id: "west", publicKey: null });
      says[`POST ${DR}/primary/secondary-token`] = {
        status: 200,
        body: { data: { token: "encrypted" }, wrap_info: null },
      };
      const encrypted = await vault.issueActivation(EAST, TOKEN, { id: "west", publicKey: "key" });

      const opened = [wrapped, encrypted].map((answer) =>
        answer.is === "ok" ? [answer.value.token.reveal(), answer.value.wrapped] : answer,
      );
      expect(opened).to.deep.equal([
        ["eyJ.wrapped", true],
        ["encrypted", false],
      ]);
      expect(heard.map(({ body }) => body)).to.deep.equal([
        { id: "west" },
        { id: "west", secondary_public_key: "key" },
      ]);
      expect(inspect([wrapped, encrypted], { depth: 9, showHidden: true })).not.to.match(
        /eyJ|encrypted/,
      );
    });

    it("attaches a secondary: public key, new primary, revoked id", async () => {
      says[`POST ${DR}/secondary/generate-public-key`] = {
        status: 200,
        body: { data: { secondary_public_key: "key" } },
      };
      says[`POST ${DR}/secondary/update-primary`] = done;
      says[`POST ${DR}/primary/revoke-secondary`] = { status: 204, body: null };
      expect(await vault.makePublicKey(EAST, TOKEN)).to.deep.equal({ is: "ok", value: "key" });
      const update = { operationToken: OPERATION, activation: new Secret("jwt"), boundMs: 1_000 };
      await vault.updatePrimary(EAST, { ...update, primaryApiAddr: null });
      await vault.updatePrimary(EAST, { ...update, primaryApiAddr: "https://b:8200" });
      expect(await vault.revokeSecondary(EAST, TOKEN, "west")).to.have.property("is", "ok");

      const body = { dr_operation_token: OPERATION.reveal(), token: "jwt" };
      expect(heard.slice(1).map((one) => one.body)).to.deep.equal([
        body,
        { ...body, primary_api_addr: "https://b:8200" },
        { id: "west" },
      ]);
    });
  });

  describe("asks what a token may do", () => {
    it("names the paths that it may not update", async () => {
      says["POST /v1/sys/capabilities-self"] = {
        status: 200,
        body: {
          data: { a: ["update", "sudo"], b: ["root"], c: ["read"], d: ["deny"] },
          a: ["update"],
        },
      };
      const answer = await vault.missingCapabilities(EAST, TOKEN, ["a", "b", "c", "d", "e"]);
      expect(answer).to.deep.equal({ is: "ok", value: ["c", "d", "e"] });
    });

    it("passes on that it is not accepted", async () => {
      says["GET /v1/auth/token/lookup-self"] = {
        status: 403,
        body: { errors: ["permission denied"] },
      };
      expect(await vault.acceptsToken(EAST, TOKEN)).to.include({ is: "refused", status: 403 });
    });
  });

  describe("proves service", () => {
    it("through one address of the service: its name as SNI and Host, a new connection each time", async () => {
      says["GET /v1/sys/health"] = { status: 200, body: health() };
      const first = await vault.throughService("127.0.0.1", 1_000);
      await vault.throughService("127.0.0.1", 1_000);

      expect(first).to.deep.equal({
        is: "ok",
        value: { role: "primary", sealed: false, serving: true },
      });
      expect(heard[0]).to.include({ sni: SERVICE, host: `${SERVICE}:${server.port}` });
      expect(heard[0]?.query).not.to.include("drsecondarycode");
      expect(heard[1]?.port).not.to.equal(heard[0]?.port);
    });

    it("not by a DR secondary, whose code says what it is", async () => {
      says["GET /v1/sys/health"] = {
        status: 472,
        body: health({ replication_dr_mode: "secondary" }),
      };
      expect(await vault.throughService("127.0.0.1", 1_000)).to.deep.equal({
        is: "ok",
        value: { role: "secondary", sealed: false, serving: false },
      });
    });

    it("by a canary that is read, then written, in the way of KV v2", async () => {
      says[`POST /v1/${CANARY}`] = { status: 200, body: { data: { version: 4 } } };
      expect(await vault.readCanary(EAST, TOKEN, CANARY)).to.deep.equal({ is: "ok", value: null });
      const proof = await vault.canaryThroughService("127.0.0.1", TOKEN, CANARY, "run-7");
      expect(proof).to.deep.equal({ is: "ok", value: undefined });
      expect(heard.at(-1)).to.deep.include({ sni: SERVICE, body: { data: { value: "run-7" } } });

      says[`GET /v1/${CANARY}`] = { status: 200, body: { data: { data: { value: "run-7" } } } };
      expect(await vault.readCanary(EAST, TOKEN, CANARY)).to.deep.equal({
        is: "ok",
        value: "run-7",
      });
      expect(await vault.writeCanary(EAST, TOKEN, CANARY, "run-8")).to.have.property("is", "ok");
    });

    it("not by a canary that a secondary refuses", async () => {
      const text = "path disabled in replication DR secondary mode";
      says[`GET /v1/${CANARY}`] = { status: 400, body: { errors: [text] } };
      const answer = await vault.canaryThroughService("127.0.0.1", TOKEN, CANARY, "run-7");
      expect(answer).to.deep.equal({ is: "refused", status: 400, text, definite: true });
    });
  });
});
