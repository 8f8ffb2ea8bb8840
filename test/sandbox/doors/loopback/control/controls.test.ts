import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../../../../sandbox/doors/loopback/sandbox.ts";
import type { Fault } from "../../../../../sandbox/model/faults.ts";
import { until } from "../../../../helpers/rehearsal.ts";

describe("the controls of the sandbox", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ ttlSeconds: 1, insyncMs: 10 });
  });
  afterEach(() => sandbox.stop());

  const control = async (path: string, body: object): Promise<[number, string]> => {
    const sent = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.controlUrl}${path}`, sent);
    return [response.status, await response.text()];
  };

  it("take what a role change and Route 53 may do, over HTTP as well", async () => {
    sandbox.setVault({ duringRoleChange: "in-turn", unknownMs: 5 });
    sandbox.setRoute53({ throttled: 2, priorPending: 3 });
    sandbox.setServerDns({ overHoldMs: 45_000 });
    for (const [path, body] of [
      ["/vault", { duringRoleChange: "in-turn", unknownMs: 60_000 }],
      ["/route53", { throttled: 1, priorPending: 1 }],
      ["/server-dns", { overHoldMs: 45_000 }],
    ] as const) {
      expect(await control(path, body), path).to.deep.equal([200, '{"done":true}']);
    }
  });

  it("refuse a behaviour that no Vault has, and a resolver's setting that is none", async () => {
    const [status, text] = await control("/vault", { duringRoleChange: "reset-503" });
    expect(status).to.equal(400);
    expect(text).to.contain("duringRoleChange is one of reset, 500, 503, wait, in-turn");
    expect((await control("/server-dns", { overHold: 1 }))[0]).to.equal(400);
    expect((await control("/server-dns", { overHoldMs: "45s" }))[0]).to.equal(400);
  });

  it("count what a program outside tells that it did, and hold or fail it like any other call", async () => {
    const tell = () => control("/calls", { call: "pulumi up" });
    const fault = (effect: Fault["effect"]) =>
      sandbox.addFault({ call: "pulumi up", times: 1, effect });
    expect(await tell()).to.deep.equal([200, '{"done":true}']);
    fault({ kind: "answer", status: 500, text: "no" });
    expect(await tell()).to.deep.equal([400, '{"error":"pulumi up was made to fail"}']);
    fault({ kind: "hang", applied: true });
    const held = tell().catch((error: Error) => error.message);
    await until(() => sandbox.truth().held.length > 0, "it is held");
    expect(sandbox.truth().held).to.deep.equal(["pulumi up"]);
    expect(sandbox.truth().changes).to.deep.equal(["pulumi up", "pulumi up", "pulumi up"]);
    await sandbox.stop();
    expect(await held).to.equal("fetch failed");
  });

  it("refuse a call without a name", async () => {
    expect((await control("/calls", {}))[0]).to.equal(400);
    expect(sandbox.truth().changes).to.deep.equal([]);
  });
});
