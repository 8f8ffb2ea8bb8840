import { createServer as createTcpServer } from "node:net";
import { expect } from "chai";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import { type VaultCall, vaultTransport } from "../../../../automation/adapters/vaultHttp.ts";
import { listen } from "../../../helpers/vaultStandIn/tlsServer.ts";
import { answers, callTo, transportStage } from "../../../helpers/vaultStandIn/transportStage.ts";

describe("a request to Vault, when nothing can be known", () => {
  const stage = transportStage();
  const timed = async (request: VaultCall) => {
    const begun = performance.now();
    const answer = await stage.ask(request);
    return { answer, ms: performance.now() - begun };
  };

  it("when nothing listens there", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const answer = await stage.ask(callTo(`https://127.0.0.1:${port}`));
    expect(answer).to.deep.equal({
      is: "unknown",
      why: "unreachable",
      text: `127.0.0.1:${port}: connection refused (ECONNREFUSED)`,
    });
  });

  it("when the name does not exist", async () => {
    const answer = await stage.ask(callTo("https://nowhere.invalid:8200", { boundMs: 5_000 }));
    expect(answer).to.include({ is: "unknown", why: "unreachable" });
  });

  it("within the bound, when the other end accepts and never speaks TLS", async () => {
    let closed = false;
    const address = await stage.serveTcp((socket) => socket.on("close", () => (closed = true)));
    const { answer, ms } = await timed(callTo(address, { boundMs: 200 }));
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    expect(ms).to.be.within(190, 800);
    await until(() => closed);
  });

  it("within the bound, when the request is read and never answered; and nothing is sent later", async () => {
    let [requests, closed] = [0, false];
    const address = await stage.serve((request) => {
      requests++;
      request.socket.on("close", () => (closed = true));
    });
    const { answer, ms } = await timed(callTo(address, { boundMs: 200 }));
    expect(answer).to.deep.include({ is: "unknown", why: "timed-out" });
    expect(ms).to.be.within(190, 800);
    await until(() => closed);
    expect(requests).to.equal(1);
  });

  it("within the bound, when the answer comes drop by drop", async () => {
    const address = await stage.serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 30);
      response.on("close", () => clearInterval(drip));
    });
    const { answer, ms } = await timed(callTo(address, { boundMs: 250 }));
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    expect(ms).to.be.within(240, 850);
  });

  it("of that request alone: another one to the same place goes on", async () => {
    const address = await stage.serve((request, response) => {
      if (request.url?.endsWith("promote"))
        setTimeout(() => answers(200, "{}")(request, response), 300);
    });
    const via = stage.transport();
    const promotion = stage.ask(callTo(address), via);
    const status = stage.ask(
      callTo(address, { path: "sys/replication/dr/status", boundMs: 100 }),
      via,
    );
    expect(await status).to.include({ is: "unknown", why: "timed-out" });
    expect(await promotion).to.have.property("is", "ok");
  });

  it("when the connection is cut before, or in the middle of, the answer", async () => {
    const before = await stage.serve((request) => request.socket.destroy());
    const amidst = await stage.serve((_, response) => {
      response.writeHead(200, { "content-length": "100", "content-type": "application/json" });
      response.write('{"data":');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await stage.ask(callTo(before))).to.include({ is: "unknown", why: "cut" });
    expect(await stage.ask(callTo(amidst))).to.include({ is: "unknown", why: "cut" });
  });

  it("when the certificate is another server's, or nobody's", async () => {
    const address = await stage.serve(answers(200, "{}"));
    const stranger = await stage.ask(
      callTo(address, { serverName: "vault-us-east-1.test.acme.com" }),
    );
    expect(stranger).to.include({ is: "unknown", why: "unreachable" });
    expect(stranger).to.have.property("text").that.includes("ERR_TLS_CERT_ALTNAME_INVALID");

    const untrusted = vaultTransport({ clock: systemClock });
    const nobody = await stage.ask(callTo(address), untrusted);
    expect(nobody).to.include({ is: "unknown", why: "unreachable" });
    expect(nobody).to.have.property("text").that.includes("TLS");
  });

  it("when a success carries no JSON", async () => {
    const address = await stage.serve(answers(200, "<html>Welcome</html>", "text/html"));
    expect(await stage.ask(callTo(address))).to.include({ is: "unknown", why: "unreadable" });
  });

  it("when the other end speaks another protocol", async () => {
    const address = await stage.serveTcp((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    expect(await stage.ask(callTo(address))).to.include({ is: "unknown", why: "unreachable" });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
