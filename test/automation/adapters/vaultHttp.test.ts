import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createPlainServer } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
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
import { listen, tlsServer } from "../../helpers/tlsServer.ts";

const NAME = "vault-us-west-2.test.acme.com";
const TOKEN = "hvs.CANARYTOKEN0123456789abcd";
const SHARE = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00aa";

describe("the transport to Vault", () => {
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

  const serve = async (listener: RequestListener): Promise<string> => {
    const { port, stop } = await tlsServer(certificate, listener);
    stops.push(stop);
    return `https://127.0.0.1:${port}`;
  };
  const serveTcp = async (onSocket: (socket: Socket) => void): Promise<string> => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {}).resume();
      onSocket(socket);
    });
    stops.push(() => stopTcp(server, sockets));
    return `https://127.0.0.1:${await listen(server)}`;
  };
  const answers =
    (status: number, body: string, type = "application/json"): RequestListener =>
    (_, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
    };
  const transport = (options: { namespace?: string } = {}) =>
    vaultTransport({ clock: systemClock, ca, ...options });
  const call = (address: string, more: Partial<VaultCall> = {}): VaultCall => ({
    address,
    serverName: NAME,
    method: "POST",
    path: "sys/replication/dr/secondary/promote",
    token: new Secret(TOKEN),
    body: { dr_operation_token: new Secret(SHARE), primary_cluster_addr: "a:8201" },
    boundMs: 1_000,
    ...more,
  });
  /** Every answer of this file passes here: none may show what was sent. */
  const ask = async (request: VaultCall, via = transport()): Promise<Answer<VaultReply>> => {
    const answer = await via.request(request);
    const seen = inspect(answer, { depth: 20, showHidden: true }) + JSON.stringify(answer);
    expect(seen).not.to.include(TOKEN).and.not.to.include(SHARE);
    return answer;
  };
  const timed = async (request: VaultCall) => {
    const begun = performance.now();
    const answer = await ask(request);
    return { answer, ms: performance.now() - begun };
  };

  describe("sends", () => {
    it("the token, the opened body, the server's name as SNI and Host", async () => {
      const seen: Record<string, unknown> = {};
      const address = await serve(async (request, response) => {
        const { servername } = request.socket as TLSSocket & { servername: string };
        Object.assign(seen, { servername, url: request.url, headers: request.headers });
        seen.body = JSON.parse(await textOf(request));
        answers(200, '{"data":null}')(request, response);
      });
      const answer = await ask(call(address));

      expect(answer).to.deep.equal({ is: "ok", value: { status: 200, body: { data: null } } });
      expect(seen.servername).to.equal(NAME);
      expect(seen.url).to.equal("/v1/sys/replication/dr/secondary/promote");
      expect(seen.headers).to.include({
        "x-vault-token": TOKEN,
        host: `${NAME}:${new URL(address).port}`,
      });
      expect(seen.body).to.deep.equal({
        dr_operation_token: SHARE,
        primary_cluster_addr: "a:8201",
      });
    });

    it("nothing that the environment names: token, namespace, path prefix, proxy", async () => {
      const seen: IncomingMessage[] = [];
      const address = await serve((request, response) => {
        seen.push(request);
        answers(204, "")(request, response);
      });
      const answer = await withEnvironment(
        {
          VAULT_TOKEN: "hvs.fromtheenvironment",
          VAULT_NAMESPACE: "elsewhere",
          VAULT_PREFIX: "/elsewhere",
          VAULT_ADDR: "http://127.0.0.1:1",
          VAULT_SKIP_VERIFY: "1",
          HTTPS_PROXY: "http://127.0.0.1:1",
          https_proxy: "http://127.0.0.1:1",
          NO_PROXY: "",
          no_proxy: "",
        },
        () => ask(call(address, { token: null, method: "GET", path: "sys/health" })),
      );

      expect(answer).to.deep.equal({ is: "ok", value: { status: 204, body: null } });
      expect(seen[0]?.url).to.equal("/v1/sys/health");
      expect(seen[0]?.headers).not.to.have.any.keys("x-vault-token", "x-vault-namespace");
    });

    it("the namespace with KV paths, and never with those of the root namespace", async () => {
      const seen: unknown[] = [];
      const address = await serve((request, response) => {
        seen.push(request.headers["x-vault-namespace"]);
        answers(204, "")(request, response);
      });
      const team = transport({ namespace: "team" });
      for (const path of [
        "secret/data/canary",
        "sys/replication/dr/status",
        "auth/token/lookup-self",
      ]) {
        await ask(call(address, { method: "GET", path }), team);
      }
      expect(seen).to.deep.equal(["team", undefined, undefined]);
    });

    it("one request after the other through one connection; a fresh one through its own", async () => {
      const ports: unknown[] = [];
      const address = await serve((request, response) => {
        ports.push(request.socket.remotePort);
        answers(204, "")(request, response);
      });
      const via = transport();
      await ask(call(address), via);
      await ask(call(address), via);
      await ask(call(address, { fresh: true }), via);
      await ask(call(address), via);

      expect(ports[1]).to.equal(ports[0]);
      expect(ports[2]).not.to.equal(ports[0]);
      expect(ports[3]).to.equal(ports[0]);
    });

    it("the same request to where a standby sends it, token and body with it", async () => {
      const seen: string[] = [];
      const active = await serve(async (request, response) => {
        seen.push(`${request.method} ${request.headers["x-vault-token"]} ${await textOf(request)}`);
        answers(200, "{}")(request, response);
      });
      const standby = await serve((request, response) => {
        response.writeHead(307, { location: `${active}${request.url}` }).end();
      });
      expect(await ask(call(standby))).to.have.property("is", "ok");
      expect(seen[0]).to.match(new RegExp(`^POST ${TOKEN} {.*${SHARE}`));
    });

    it("no token out of TLS, wherever a redirect points", async () => {
      let reached = false;
      const plain = createPlainServer((_, response) => {
        reached = true;
        response.end("{}");
      });
      const port = await listen(plain);
      stops.push(() => plain.close());
      const address = await serve((request, response) => {
        response.writeHead(307, { location: `http://127.0.0.1:${port}${request.url}` }).end();
      });
      expect(await ask(call(address))).to.include({ is: "unknown", why: "unreachable" });
      expect(reached).to.equal(false);
    });

    it("nothing at all when the token could not stand in a header", async () => {
      const answer = await ask(call("https://127.0.0.1:1", { token: new Secret(`${TOKEN}\n`) }));
      expect(answer).to.include({ is: "refused", status: 400, definite: true });
    });
  });

  describe("says that it does not know", () => {
    it("when nothing listens there", async () => {
      const server = createTcpServer();
      const port = await listen(server);
      await new Promise((resolve) => server.close(resolve));
      const answer = await ask(call(`https://127.0.0.1:${port}`));
      expect(answer).to.deep.equal({
        is: "unknown",
        why: "unreachable",
        text: `127.0.0.1:${port}: connection refused (ECONNREFUSED)`,
      });
    });

    it("when the name does not exist", async () => {
      const answer = await ask(call("https://nowhere.invalid:8200", { boundMs: 5_000 }));
      expect(answer).to.include({ is: "unknown", why: "unreachable" });
    });

    it("within the bound, when the other end accepts and never speaks TLS", async () => {
      let closed = false;
      const address = await serveTcp((socket) => socket.on("close", () => (closed = true)));
      const { answer, ms } = await timed(call(address, { boundMs: 200 }));
      expect(answer).to.include({ is: "unknown", why: "timed-out" });
      expect(ms).to.be.within(190, 400);
      await until(() => closed);
    });

    it("within the bound, when the request is read and never answered; and nothing is sent later", async () => {
      let [requests, closed] = [0, false];
      const address = await serve((request) => {
        requests++;
        request.socket.on("close", () => (closed = true));
      });
      const { answer, ms } = await timed(call(address, { boundMs: 200 }));
      expect(answer).to.deep.include({ is: "unknown", why: "timed-out" });
      expect(ms).to.be.within(190, 400);
      await until(() => closed);
      expect(requests).to.equal(1);
    });

    it("within the bound, when the answer comes drop by drop", async () => {
      const address = await serve((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const drip = setInterval(() => response.write(" "), 30);
        response.on("close", () => clearInterval(drip));
      });
      const { answer, ms } = await timed(call(address, { boundMs: 250 }));
      expect(answer).to.include({ is: "unknown", why: "timed-out" });
      expect(ms).to.be.within(240, 450);
    });

    it("of that request alone: another one to the same place goes on", async () => {
      const address = await serve((request, response) => {
        if (request.url?.endsWith("promote"))
          setTimeout(() => answers(200, "{}")(request, response), 300);
      });
      const via = transport();
      const promotion = ask(call(address), via);
      const status = ask(call(address, { path: "sys/replication/dr/status", boundMs: 100 }), via);
      expect(await status).to.include({ is: "unknown", why: "timed-out" });
      expect(await promotion).to.have.property("is", "ok");
    });

    it("when the connection is cut before, or in the middle of, the answer", async () => {
      const before = await serve((request) => request.socket.destroy());
      const amidst = await serve((_, response) => {
        response.writeHead(200, { "content-length": "100", "content-type": "application/json" });
        response.write('{"data":');
        setTimeout(() => response.destroy(), 20);
      });
      expect(await ask(call(before))).to.include({ is: "unknown", why: "cut" });
      expect(await ask(call(amidst))).to.include({ is: "unknown", why: "cut" });
    });

    it("when the certificate is another server's, or nobody's", async () => {
      const address = await serve(answers(200, "{}"));
      const stranger = await ask(call(address, { serverName: "vault-us-east-1.test.acme.com" }));
      expect(stranger).to.include({ is: "unknown", why: "unreachable" });
      expect(stranger).to.have.property("text").that.includes("ERR_TLS_CERT_ALTNAME_INVALID");

      const untrusted = vaultTransport({ clock: systemClock });
      const nobody = await ask(call(address), untrusted);
      expect(nobody).to.include({ is: "unknown", why: "unreachable" });
      expect(nobody).to.have.property("text").that.includes("TLS");
    });

    it("when a success carries no JSON", async () => {
      const address = await serve(answers(200, "<html>Welcome</html>", "text/html"));
      expect(await ask(call(address))).to.include({ is: "unknown", why: "unreadable" });
    });

    it("when the other end speaks another protocol", async () => {
      const address = await serveTcp((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
      expect(await ask(call(address))).to.include({ is: "unknown", why: "unreachable" });
    });
  });

  describe("passes a refusal on", () => {
    const refusals: [string, number, string, boolean, string][] = [
      ["permission denied", 403, '{"errors":["permission denied"]}', true, "permission denied"],
      ["no reason", 404, '{"errors":[]}', true, "no reason given"],
      [
        "a wrapped error",
        400,
        '{"errors":["1 error occurred:\\n\\t* path disabled in replication DR secondary mode\\n\\n"]}',
        true,
        "path disabled in replication DR secondary mode",
      ],
      [
        "missing index state",
        412,
        '{"errors":["required index state not present"]}',
        false,
        "required index state not present",
      ],
      [
        "a quota",
        429,
        '{"errors":["request path: rate limit quota exceeded"]}',
        false,
        "request path: rate limit quota exceeded",
      ],
      ["sealed", 503, '{"errors":["Vault is sealed"]}', false, "Vault is sealed"],
      [
        "an internal error",
        500,
        '{"errors":["local node not active"]}',
        false,
        "local node not active",
      ],
      [
        "a promotion while syncing",
        503,
        '{"errors":["replication is still Catching Up; retry later or use force"]}',
        true,
        "replication is still Catching Up; retry later or use force",
      ],
    ];
    for (const [title, status, body, definite, text] of refusals) {
      it(`${title}: ${status}, ${definite ? "surely not done" : "not sure"}`, async () => {
        const address = await serve(answers(status, body));
        const answer = await ask(call(address));
        expect(answer).to.deep.equal({ is: "refused", status, text, definite });
      });
    }

    it("of a load balancer's, which is no word of Vault's, catching up or not", async () => {
      const address = await serve(
        answers(503, "<html>503 Service Unavailable, catching up</html>", "text/html"),
      );
      const answer = await ask(call(address));
      expect(answer).to.include({ is: "refused", status: 503, definite: false });
      expect(answer).to.have.property("text").that.includes("something in front of it");
    });

    it("without the secrets that it may repeat", async () => {
      const body = JSON.stringify({
        errors: [`token ${TOKEN} and key ${SHARE} are not for ${NAME}`],
      });
      const address = await serve(answers(400, body));
      const answer = await ask(call(address));
      expect(answer).to.include({ text: `token [secret] and key [secret] are not for ${NAME}` });
    });
  });

  it("takes health's body whatever the code, but not a load balancer's page", async () => {
    const health = { method: "GET", path: "sys/health", token: null, anyStatus: true } as const;
    const secondary = await serve(answers(472, '{"initialized":true}'));
    expect(await ask(call(secondary, health))).to.deep.equal({
      is: "ok",
      value: { status: 472, body: { initialized: true } },
    });
    const balancer = await serve(answers(503, "<html></html>", "text/html"));
    expect(await ask(call(balancer, health))).to.include({ is: "refused", status: 503 });
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

async function withEnvironment<T>(
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

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function stopTcp(server: Server, sockets: Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
