import { expect } from "chai";
import { Resolver } from "../../../sandbox/model/resolver.ts";
import { ServerDns } from "../../../sandbox/model/serverDns.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { Zone } from "../../../sandbox/model/zone.ts";

const SERVICE = "vault.acme.com";

function aWorld() {
  const timeline = new Timeline(0);
  const zone = new Zone(timeline, {
    id: "Z1",
    name: "acme.com",
    insyncMs: 0,
    records: [
      { name: SERVICE, type: "CNAME", ttlSeconds: 1, values: ["west.acme.com"] },
      { name: "west.acme.com", type: "A", ttlSeconds: 60, values: ["127.0.1.1"] },
      { name: "east.acme.com", type: "A", ttlSeconds: 60, values: ["127.0.2.1"] },
    ],
  });
  const servers = new ServerDns(new Resolver(timeline, zone), [SERVICE, "east.acme.com"]);
  const flip = () => {
    const record = { name: SERVICE, type: "CNAME" as const, ttlSeconds: 1 };
    zone.change([{ action: "UPSERT", record: { ...record, values: ["east.acme.com"] } }]);
    timeline.advanceTo(timeline.now());
  };
  const addressesAt = (ms: number) => {
    timeline.advanceTo(ms);
    return servers.addressesOf(SERVICE);
  };
  return { servers, timeline, flip, addressesAt };
}

describe("the resolver of the servers' hosts", () => {
  it("keeps what the names lead to now for as long as it is told, whatever their TTL", () => {
    const { servers, timeline, flip, addressesAt } = aWorld();
    timeline.advanceTo(10_000);
    servers.overHold(45_000);
    flip();
    expect(addressesAt(54_999)).to.deep.equal(["127.0.1.1"]);
    expect(addressesAt(55_000)).to.deep.equal(["127.0.2.1"]);
  });

  it("honours the TTL unless it is told otherwise", () => {
    const { flip, addressesAt } = aWorld();
    expect(addressesAt(0)).to.deep.equal(["127.0.1.1"]);
    flip();
    expect(addressesAt(1_000)).to.deep.equal(["127.0.2.1"]);
  });

  it("holds every Region's own name as well", () => {
    const { servers } = aWorld();
    servers.overHold(45_000);
    expect(servers.addressesOf("east.acme.com")).to.deep.equal(["127.0.2.1"]);
  });
});
