import type { IncomingMessage } from "node:http";
import { createServer as createPlainServer } from "node:http";
import type { TLSSocket } from "node:tls";
import { expect } from "chai";
import { Secret } from "../../../../ground/secret.ts";
import { listen } from "../../../helpers/vaultStandIn/tlsServer.ts";
import {
  answers,
  callTo,
  NAME,
  SHARE,
  TOKEN,
  textOf,
  transportStage,
  withEnvironment,
} from "../../../helpers/vaultStandIn/transportStage.ts";

describe("a request to Vault sends", () => {
  const stage = transportStage();

  it("the token, the opened body, the server's name as SNI and Host", async () => {
    const seen: Record<string, unknown> = {};
    const address = await stage.serve(async (request, response) => {
      const { servername } = request.socket as TLSSocket & { servername: string };
      Object.assign(seen, { servername, url: request.url, headers: request.headers });
      seen.body = JSON.parse(await textOf(request));
      answers(200, '{"data":null}')(request, response);
    });
    const answer = await stage.ask(callTo(address));

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
    const address = await stage.serve((request, response) => {
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
      () => stage.ask(callTo(address, { token: null, method: "GET", path: "sys/health" })),
    );

    expect(answer).to.deep.equal({ is: "ok", value: { status: 204, body: null } });
    expect(seen[0]?.url).to.equal("/v1/sys/health");
    expect(seen[0]?.headers).not.to.have.any.keys("x-vault-token", "x-vault-namespace");
  });

  it("the namespace with KV paths, and never with those of the root namespace", async () => {
    const seen: unknown[] = [];
    const address = await stage.serve((request, response) => {
      seen.push(request.headers["x-vault-namespace"]);
      answers(204, "")(request, response);
    });
    const team = stage.transport({ namespace: "team" });
    for (const path of [
      "secret/data/canary",
      "sys/replication/dr/status",
      "auth/token/lookup-self",
    ]) {
      await stage.ask(callTo(address, { method: "GET", path }), team);
    }
    expect(seen).to.deep.equal(["team", undefined, undefined]);
  });

  it("one request after the other through one connection; a fresh one through its own", async () => {
    const ports: unknown[] = [];
    const address = await stage.serve((request, response) => {
      ports.push(request.socket.remotePort);
      answers(204, "")(request, response);
    });
    const via = stage.transport();
    await stage.ask(callTo(address), via);
    await stage.ask(callTo(address), via);
    await stage.ask(callTo(address, { fresh: true }), via);
    await stage.ask(callTo(address), via);

    expect(ports[1]).to.equal(ports[0]);
    expect(ports[2]).not.to.equal(ports[0]);
    expect(ports[3]).to.equal(ports[0]);
  });

  it("the same request to where a standby sends it, token and body with it", async () => {
    const seen: string[] = [];
    const active = await stage.serve(async (request, response) => {
      seen.push(`${request.method} ${request.headers["x-vault-token"]} ${await textOf(request)}`);
      answers(200, "{}")(request, response);
    });
    const standby = await stage.serve((request, response) => {
      response.writeHead(307, { location: `${active}${request.url}` }).end();
    });
    expect(await stage.ask(callTo(standby))).to.have.property("is", "ok");
    expect(seen[0]).to.match(new RegExp(`^POST ${TOKEN} {.*${SHARE}`));
  });

  it("no token out of TLS, wherever a redirect points", async () => {
    let reached = false;
    const plain = createPlainServer((_, response) => {
      reached = true;
      response.end("{}");
    });
    const port = await listen(plain);
    stage.atTheEnd(() => plain.close());
    const address = await stage.serve((request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}${request.url}` }).end();
    });
    expect(await stage.ask(callTo(address))).to.include({ is: "unknown", why: "unreachable" });
    expect(reached).to.equal(false);
  });

  it("nothing at all when the token could not stand in a header", async () => {
    const answer = await stage.ask(
      callTo("https://127.0.0.1:1", { token: new Secret(`${TOKEN}\n`) }),
    );
    expect(answer).to.include({ is: "refused", status: 400, definite: true });
  });
});
