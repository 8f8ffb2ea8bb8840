import { expect } from "chai";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { Zone, type ZoneChange, type ZoneRecord } from "../../../sandbox/model/zone.ts";

const cname = (name: string, value: string, ttlSeconds = 5): ZoneRecord => ({
  name,
  type: "CNAME",
  ttlSeconds,
  values: [value],
});
const SERVICE = "vault.test.acme.com";
const WEST = "vault-west.test.acme.com";
const EAST = "vault-east.test.acme.com";

function aZone({ insyncMs = 2000 } = {}) {
  const timeline = new Timeline(0);
  const records: ZoneRecord[] = [
    cname(SERVICE, WEST),
    cname(WEST, "west.elb.example.net"),
    cname(EAST, "east.elb.example.net"),
    { name: "west.elb.example.net", type: "A", ttlSeconds: 60, values: ["127.0.1.1"] },
    { name: "east.elb.example.net", type: "A", ttlSeconds: 60, values: ["127.0.2.1"] },
  ];
  const zone = new Zone(timeline, { id: "Z1", name: "acme.com", records, insyncMs });
  const submit = (...batch: ZoneChange[]): string => {
    const result = zone.change(batch);
    if (result.is === "invalid") throw new Error(result.texts.join());
    return result.changeId;
  };
  return { timeline, zone, submit };
}

describe("a hosted zone", () => {
  it("lists a change at once and answers it only when it is INSYNC", () => {
    const { timeline, zone, submit } = aZone();
    const changeId = submit({ action: "UPSERT", record: cname(SERVICE, EAST, 1) });

    expect(zone.record(SERVICE, "CNAME")?.values).to.deep.equal([EAST]);
    timeline.advanceTo(1999);
    expect(zone.changeState(changeId)?.state).to.equal("PENDING");
    expect(zone.answer(SERVICE).addresses).to.deep.equal(["127.0.1.1"]);
    timeline.advanceTo(2000);
    expect(zone.changeState(changeId)?.state).to.equal("INSYNC");
    expect(zone.answer(SERVICE).addresses).to.deep.equal(["127.0.2.1"]);
  });

  it("remembers what it had to say of a record and of a change, for answers that are old", () => {
    const { timeline, zone, submit } = aZone();
    timeline.advanceTo(1_000);
    const changeId = submit({ action: "UPSERT", record: cname(SERVICE, EAST) });
    timeline.advanceTo(5_000);
    submit({ action: "DELETE", record: cname(SERVICE, EAST) });
    const at = (ms: number) => zone.recordAt(SERVICE, "CNAME", ms)?.values ?? null;
    expect([at(999), at(1_000), at(5_000)]).to.deep.equal([[WEST], [EAST], null]);
    const states = [999, 1_000, 3_000].map((ms) => zone.changeState(changeId, ms)?.state);
    expect(states).to.deep.equal([undefined, "PENDING", "INSYNC"]);
  });

  it("gives the whole chain, the address record last", () => {
    const chain = aZone().zone.answer(SERVICE).chain;
    expect(chain.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
      `${SERVICE} CNAME`,
      `${WEST} CNAME`,
      "west.elb.example.net A",
    ]);
  });

  it("follows an alias to the load balancer that it names, and tells two of them apart", () => {
    const { timeline, zone, submit } = aZone({ insyncMs: 0 });
    const own = "vault-own.test.acme.com";
    const alias = (name: string): ZoneRecord => ({
      name: own,
      type: "A",
      ttlSeconds: 60,
      values: [],
      alias: { name, zoneId: "Z18", evaluateTargetHealth: true },
    });
    submit({ action: "CREATE", record: alias("west.elb.example.net") });
    submit({ action: "UPSERT", record: cname(SERVICE, own) });
    timeline.advanceTo(1);
    expect(zone.answer(SERVICE).addresses).to.deep.equal(["127.0.1.1"]);
    const other = zone.change([{ action: "DELETE", record: alias("east.elb.example.net") }]);
    expect(other.is).to.equal("invalid");
  });

  it("does not bring an older value back when its change arrives late", () => {
    const { timeline, zone, submit } = aZone();
    submit({ action: "UPSERT", record: cname(SERVICE, EAST) });
    zone.settings.insyncMs = 100;
    submit({ action: "UPSERT", record: cname(SERVICE, WEST, 1) });
    timeline.advanceTo(5000);
    expect(zone.answer(SERVICE).chain[0]?.values).to.deep.equal([WEST]);
    expect(zone.upserts(SERVICE)).to.equal(2);
  });

  it("takes a batch whole or not at all", () => {
    const { zone } = aZone();
    const result = zone.change([
      { action: "UPSERT", record: cname(SERVICE, EAST) },
      { action: "CREATE", record: cname(WEST, "other.example.net") },
    ]);
    expect(result).to.deep.equal({
      is: "invalid",
      texts: [
        `Tried to create resource record set [name='${WEST}.', type='CNAME'] but it already exists`,
      ],
    });
    expect(zone.record(SERVICE, "CNAME")?.values).to.deep.equal([WEST]);
    expect(zone.history).to.deep.equal([]);
  });

  it("refuses names of other zones, conflicting types, and a DELETE of other values", () => {
    const { zone } = aZone();
    const reason = (change: ZoneChange) => {
      const result = zone.change([change]);
      return result.is === "invalid" ? result.texts.join() : "accepted";
    };
    expect(reason({ action: "UPSERT", record: cname("a.example.org", WEST) })).to.contain(
      "is not permitted in zone acme.com",
    );
    expect(reason({ action: "UPSERT", record: { ...cname(SERVICE, WEST), type: "A" } })).to.contain(
      "conflicting RRSet",
    );
    expect(reason({ action: "DELETE", record: cname(SERVICE, EAST) })).to.contain(
      "do not match the current values",
    );
  });

  it("answers nothing for a deleted name once the deletion is INSYNC", () => {
    const { timeline, zone, submit } = aZone();
    submit({ action: "DELETE", record: cname(SERVICE, WEST) });
    expect(zone.record(SERVICE, "CNAME")).to.equal(null);
    expect(zone.answer(SERVICE).chain).to.have.length(3);
    timeline.advanceTo(2000);
    expect(zone.answer(SERVICE)).to.deep.equal({ chain: [], addresses: [] });
  });

  it("neither lists nor changes what lies outside it", () => {
    const { zone } = aZone();
    expect(zone.list().map(({ name }) => name)).to.deep.equal([SERVICE, EAST, WEST]);
    expect(zone.record("west.elb.example.net", "A")).to.equal(null);
  });

  it("has an earlier change pending for as many changes as were asked for", () => {
    const { zone } = aZone();
    zone.settings.priorPending = 1;
    expect([zone.isPriorPending(), zone.isPriorPending()]).to.deep.equal([true, false]);
  });

  it("throttles as many calls as were asked for", () => {
    const { zone } = aZone();
    zone.settings.throttled = 2;
    expect([zone.throttles(), zone.throttles(), zone.throttles()]).to.deep.equal([
      true,
      true,
      false,
    ]);
  });
});
