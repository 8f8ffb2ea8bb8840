import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { expect } from "chai";
import { parse } from "yaml";
import { parseStackConfig } from "../../../infra/contract.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/doors/loopback/sandbox.ts";
import { EAST, type Json, WEST } from "../../helpers/vaultWorld.ts";

const SERVICE = "vault.test.acme.com";
const QUICK = {
  insyncMs: 50,
  ttlSeconds: 1,
  lagMs: 40,
  vault: { roleChangeMs: 200, attachMs: 200 },
};

type Told = { status: number; body: Json; failure: string | null };

describe("the sandbox behind real sockets", () => {
  let sandbox: Sandbox;
  let agent: Agent;

  const start = async (options: Parameters<typeof startSandbox>[0] = {}) => {
    sandbox = await startSandbox({ ...QUICK, operationToken: { ttlMs: 60_000 }, ...options });
    agent = new Agent({ keepAlive: true, ca: readFileSync(sandbox.env.VAULT_CACERT ?? "") });
  };

  afterEach(async () => {
    agent.destroy();
    await sandbox.stop();
  });

  const addressOf = (region: string): string =>
    sandbox.regions.find((one) => one.region === region)?.ipAddress ?? "";

  /** `POST sys/…` to the Region's own address; the certificate has to fit `servername`. */
  const ask = (
    region: string,
    line: string,
    body?: object,
    servername = SERVICE,
  ): Promise<Told> => {
    const [method = "GET", path] = line.split(" ");
    return new Promise((resolve) => {
      const fail = (error: Error) => resolve({ status: 0, body: {}, failure: error.message });
      const call = request(
        {
          agent,
          host: addressOf(region),
          port: sandbox.port,
          method,
          path: `/v1/${path}`,
          servername,
          headers: { "x-vault-token": sandbox.env.VAULT_TOKEN ?? "" },
          signal: AbortSignal.timeout(1_000),
        },
        (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => {
            text += chunk;
          });
          response.on("error", fail);
          response.on("end", () => {
            const json = text === "" ? {} : JSON.parse(text);
            resolve({ status: response.statusCode ?? 0, body: json, failure: null });
          });
        },
      );
      call.on("error", fail);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };

  const dr = () => ({ dr_operation_token: sandbox.env.VAULT_DR_OPERATION_TOKEN });
  const demote = (region: string) => ask(region, "POST sys/replication/dr/primary/demote");
  const promote = (region: string) =>
    ask(region, "POST sys/replication/dr/secondary/promote", dr());
  const pointServiceAt = (region: string) =>
    new Route53Client({
      endpoint: sandbox.awsUrl,
      region: "us-east-2",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    }).send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: "Z3DG6IL3SJCGPX",
        ChangeBatch: {
          Changes: [
            {
              Action: "UPSERT",
              ResourceRecordSet: {
                Name: SERVICE,
                Type: "CNAME",
                TTL: 1,
                ResourceRecords: [{ Value: `vault-${region}.test.acme.com` }],
              },
            },
          ],
        },
      }),
    );

  const until = async (holds: () => boolean, boundMs = 3_000): Promise<void> => {
    const end = Date.now() + boundMs;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`did not hold within ${boundMs} ms`);
      await sleep(10);
    }
  };

  it("serves each Region with a certificate for its own name, the service's name and its address", async () => {
    await start();
    expect((await ask(WEST, "GET sys/health")).status).to.equal(200);
    expect((await ask(EAST, "GET sys/health")).status).to.equal(472);
    const own = await ask(EAST, "GET sys/health", undefined, "vault-us-east-1.test.acme.com");
    expect(own.status).to.equal(472);
    const foreign = await ask(WEST, "GET sys/health", undefined, "vault-us-east-1.test.acme.com");
    expect(foreign.failure).to.contain("does not match certificate");
  });

  it("writes a stack file that the contract accepts, and an environment with a quorum", async () => {
    await start();
    const file = parse(sandbox.stackFile({ hooks: sandbox.hooks }));
    const keys = Object.entries(file.config)
      .filter(([key]) => key.startsWith("vault-dr:"))
      .map(([key, value]) => [key.slice("vault-dr:".length), value]);
    expect(parseStackConfig(Object.fromEntries(keys))).to.have.property("config");
    const { VAULT_TOKEN, VAULT_RECOVERY_KEY_3, VAULT_DR_OPERATION_TOKEN } = sandbox.env;
    expect(sandbox.secrets).to.include.members([
      VAULT_TOKEN,
      VAULT_RECOVERY_KEY_3,
      VAULT_DR_OPERATION_TOKEN,
    ]);
  });

  it("takes a Region away by refusing or by silence, and a primary comes back as primary", async () => {
    await start();
    await ask(WEST, "GET sys/health");
    await sandbox.setReach(WEST, "refused");
    await ask(WEST, "GET sys/health"); // the kept connection was cut
    expect((await ask(WEST, "GET sys/health")).failure).to.contain("ECONNREFUSED");

    await sandbox.setReach(WEST, "hanging");
    const socket = connect(sandbox.port, addressOf(WEST));
    await new Promise((resolve) => socket.once("connect", resolve));
    expect((await ask(WEST, "GET sys/health")).failure).to.contain("abort");
    const cut = new Promise((resolve) => socket.once("close", resolve));

    await sandbox.setReach(WEST, "up");
    await cut;
    const { body } = await ask(WEST, "GET sys/replication/dr/status");
    expect(body.data).to.include({ mode: "primary", state: "running" });
  });

  it("cuts or holds the answer of a single call", async () => {
    await start();
    const effect = { kind: "lose-answer", applied: true } as const;
    sandbox.addFault({ call: `${WEST} kv-write`, times: 1, effect });
    const lost = await ask(WEST, "PUT secret/data/app", { data: { value: "x" } });
    expect(lost.failure).to.contain("socket hang up");
    expect((await ask(WEST, "GET secret/data/app")).body.data?.data).to.deep.equal({ value: "x" });
    sandbox.addFault({
      call: `${WEST} demote`,
      times: 1,
      effect: { kind: "hang", applied: false },
    });
    expect((await demote(WEST)).failure).to.contain("abort");
    expect(sandbox.truth().held).to.deep.equal([`${WEST} demote`]);
    expect(sandbox.truth().regions[WEST]?.mode).to.equal("primary");
  });

  it("shows clients the outage of a planned move, without a lost write or a second primary", async () => {
    await start();
    sandbox.startWriters({ writesPerSecond: 100, readsPerSecond: 10 });
    await sleep(300);
    sandbox.mark();
    await sandbox.pauseWriters();
    await until(() => {
      const { regions } = sandbox.truth();
      return regions[WEST]?.merkleRoot === regions[EAST]?.merkleRoot;
    });
    await demote(WEST);
    await pointServiceAt(EAST);
    await promote(EAST);
    await until(() => sandbox.truth().regions[EAST]?.writable === true);
    sandbox.resumeWriters();
    const before = sandbox.truth().clients.acknowledged;
    await until(() => sandbox.truth().clients.acknowledged > before);
    await sandbox.stopWriters();
    const truth = sandbox.truth();
    expect(truth).to.include({ serving: EAST, lostWrites: 0, twoPrimariesMs: 0 });
    expect(truth.service.region).to.equal(EAST);
    expect(truth.clients.acknowledged).to.be.greaterThan(20);
    expect(truth.writeOutage.sinceMarkMs).to.be.within(200, 2_500);
  });

  it("loses what was in flight in a disaster, and counts two primaries when the old one returns", async () => {
    await start({ lagMs: 500 });
    sandbox.startWriters({ writesPerSecond: 100, readsPerSecond: 0 });
    await sleep(700);
    await sandbox.setReach(WEST, "refused");
    await sandbox.stopWriters();
    await promote(EAST);
    await until(() => sandbox.truth().regions[EAST]?.writable === true);
    const { lostWrites, clients } = sandbox.truth();
    expect(lostWrites).to.be.within(1, clients.acknowledged - 1);
    await sandbox.setReach(WEST, "up");
    await sleep(50);
    expect(sandbox.truth().twoPrimariesMs).to.be.within(40, 1_000);
  });

  it("is steered over HTTP, and refuses a control that it does not know", async () => {
    await start();
    const control = async (line: string, body?: object) => {
      const [method = "GET", path] = line.split(" ");
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${sandbox.controlUrl}${path}`, { method, ...sent });
      return { status: response.status, body: (await response.json()) as Json };
    };
    await control("POST /vault", { roleChangeMs: 60_000 });
    await control("POST /route53", { insyncMs: 10, down: true });
    await control(`POST /regions/${EAST}/reach`, { reach: "hanging" });
    await control("POST /writers", { running: true, perSecond: 50 });
    await until(() => sandbox.truth().clients.acknowledged > 0);
    await control("POST /writers/pause");
    await demote(WEST);
    const { body } = await control("GET /truth");
    expect(body.regions?.[WEST]).to.include({ changingRole: true, writable: false });
    expect(body.regions?.[EAST]).to.include({ reach: "hanging", reachable: false });
    expect(body.clients).to.include({ paused: true });
    expect(body.service?.record).to.deep.include({ values: ["vault-us-west-2.test.acme.com"] });
    expect((await control("POST /vault", { roleChange: 1 })).status).to.equal(400);
    expect((await control("POST /nothing")).status).to.equal(404);
  });
});
