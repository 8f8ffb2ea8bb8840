import { createServer, type Server } from "node:net";
import { expect } from "chai";
import { route53Traffic } from "../../../automation/adapters/route53.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import type { TrafficPort } from "../../../automation/ports/traffic.ts";
import { startAwsDoor } from "../../../sandbox/doors/loopback/aws.ts";
import { Faults } from "../../../sandbox/model/faults.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { Zone } from "../../../sandbox/model/zone.ts";
import { listen } from "../../helpers/vaultStandIn/tlsServer.ts";

const NAME = "vault.acme.com";
const UPSERT = "route53 ChangeResourceRecordSets";

describe("traffic by Route 53", () => {
  let zone: Zone;
  let faults: Faults;
  let door: Awaited<ReturnType<typeof startAwsDoor>>;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    const timeline = new Timeline(Date.now());
    const cname = (name: string, value: string) =>
      ({ name, type: "CNAME", ttlSeconds: 5, values: [value] }) as const;
    const records = [cname(NAME, "west.acme.com"), cname("vaults.acme.com", "other.acme.com")];
    zone = new Zone(timeline, {
      id: "Z1",
      name: "acme.com",
      records: records.map((record) => ({ ...record, values: [...record.values] })),
      insyncMs: 60,
    });
    faults = new Faults();
    door = await startAwsDoor({ zone, faults, timeline });
    environment = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: door.url,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    });
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    await door.stop();
  });

  const traffic = (
    more: { hostedZoneId?: string; recordName?: string; boundMs?: number } = {},
  ): TrafficPort =>
    route53Traffic({
      hostedZoneId: "Z1",
      recordName: NAME,
      clock: systemClock,
      boundMs: 2_000,
      ...more,
    });
  const toEast = { value: "east.acme.com", ttlSeconds: 1 };

  it("reads the record, whatever case and dots its name is written with", async () => {
    for (const recordName of [NAME, "Vault.ACME.com", "vault.acme.com."]) {
      expect(await traffic({ recordName }).record()).to.deep.equal({
        is: "ok",
        value: { name: NAME, value: "west.acme.com", ttlSeconds: 5 },
      });
    }
  });

  it("reads no neighbour's record where there is none", async () => {
    const missing = traffic({ recordName: "vaul.acme.com" });
    expect(await missing.record()).to.deep.equal({ is: "ok", value: null });
  });

  it("moves the record and follows the change until it is in sync", async () => {
    const port = traffic();
    const moved = await port.upsert(toEast);
    expect(moved).to.have.property("is", "ok");
    expect(zone.record(NAME, "CNAME")).to.deep.include({
      values: ["east.acme.com"],
      ttlSeconds: 1,
    });

    const changeId = moved.is === "ok" ? moved.value.changeId : "";
    expect(changeId).not.to.match(/\//);
    expect(await port.change(changeId)).to.deep.equal({ is: "ok", value: "PENDING" });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await port.change(changeId)).to.deep.equal({ is: "ok", value: "INSYNC" });
  });

  it("sends the value without its last dot, and reads it back the same", async () => {
    const port = traffic();
    await port.upsert({ ...toEast, value: "east.acme.com." });
    expect(zone.record(NAME, "CNAME")?.values).to.deep.equal(["east.acme.com"]);
    expect(await port.record()).to.have.nested.property("value.value", "east.acme.com");
  });

  it("sends nothing that is no bare host name", async () => {
    for (const value of [
      "https://east.acme.com",
      "east.acme.com:8200",
      "east.acme.com/",
      "east",
      "",
      "a b.com",
    ]) {
      const answer = await traffic().upsert({ value, ttlSeconds: 1 });
      expect(answer, value).to.include({ is: "refused", status: 400, definite: true });
    }
    expect(zone.history).to.be.empty;
  });

  const refusals: [string, number, boolean][] = [
    ["Throttling: Rate exceeded", 400, true],
    ["PriorRequestNotComplete: The request was rejected", 400, true],
    ["AccessDenied: not authorized to perform route53:ChangeResourceRecordSets", 403, true],
    ["ServiceUnavailable: try later", 503, false],
  ];
  for (const [text, status, definite] of refusals) {
    it(`passes on ${text.split(":")[0]}, once`, async () => {
      faults.add({ call: UPSERT, times: 1, effect: { kind: "answer", status, text } });
      expect(await traffic().upsert(toEast)).to.deep.equal({
        is: "refused",
        status,
        text,
        definite,
      });
      expect(zone.history).to.be.empty;
    });
  }

  it("passes on that there is no such zone", async () => {
    const answer = await traffic({ hostedZoneId: "Z9" }).record();
    expect(answer).to.include({ is: "refused", status: 404, definite: true });
    expect(answer)
      .to.have.property("text")
      .that.matches(/^NoSuchHostedZone: /);
  });

  it("does not know what became of a change whose answer was lost", async () => {
    faults.add({ call: UPSERT, times: 1, effect: { kind: "lose-answer", applied: true } });
    expect(await traffic().upsert(toEast)).to.include({ is: "unknown", why: "cut" });
    expect(zone.history).to.have.length(1);
  });

  it("waits no longer than its bound", async () => {
    faults.add({ call: UPSERT, times: 1, effect: { kind: "hang", applied: true } });
    const port = traffic({ boundMs: 300 });
    await port.record();
    const begun = performance.now();
    expect(await port.upsert(toEast)).to.include({ is: "unknown", why: "timed-out" });
    expect(performance.now() - begun).to.be.below(1_000);
  });

  it("says that the control plane is gone: nobody listens, or accepts and says nothing", async () => {
    const dead = createServer();
    const silent = createServer((socket) => void socket.on("error", () => {}).resume());
    const [port, silentPort] = [await listen(dead), await listen(silent)];
    await closed(dead);
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
    expect(await traffic().record()).to.deep.equal({
      is: "unknown",
      why: "unreachable",
      text: "Route 53: connection refused (ECONNREFUSED)",
    });
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${silentPort}`;
    expect(await traffic({ boundMs: 200 }).record()).to.include({
      is: "unknown",
      why: "timed-out",
    });
    await closed(silent);
  });

  it("says that there are no credentials, without sending anything", async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const answer = await traffic().upsert(toEast);
    expect(answer).to.include({ is: "refused", status: 403, definite: true });
    expect(zone.history).to.be.empty;
  });
});

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()));
