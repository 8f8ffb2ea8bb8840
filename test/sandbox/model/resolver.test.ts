import { expect } from "chai";
import { Resolver } from "../../../sandbox/model/resolver.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { Zone } from "../../../sandbox/model/zone.ts";

const SERVICE = "vault.acme.com";

function aWorld({ overHoldMs = 0 } = {}) {
  const timeline = new Timeline(0);
  const zone = new Zone(timeline, {
    id: "Z1",
    name: "acme.com",
    insyncMs: 0,
    records: [
      { name: SERVICE, type: "CNAME", ttlSeconds: 5, values: ["west.acme.com"] },
      { name: "west.acme.com", type: "A", ttlSeconds: 60, values: ["127.0.1.1"] },
      { name: "east.acme.com", type: "A", ttlSeconds: 60, values: ["127.0.2.1"] },
    ],
  });
  const resolver = new Resolver(timeline, zone, { overHoldMs });
  const flip = (value: string) => {
    const record = { name: SERVICE, type: "CNAME" as const, ttlSeconds: 5, values: [value] };
    zone.change([{ action: "UPSERT", record }]);
    timeline.advanceTo(timeline.now());
  };
  const addressesAt = (ms: number) => {
    timeline.advanceTo(ms);
    return resolver.lookup(SERVICE).addresses;
  };
  return { timeline, zone, resolver, flip, addressesAt };
}

describe("a resolver", () => {
  it("answers from its cache until the TTL that it was given has passed", () => {
    const { flip, addressesAt } = aWorld();
    expect(addressesAt(0)).to.deep.equal(["127.0.1.1"]);
    flip("east.acme.com");
    expect(addressesAt(4999)).to.deep.equal(["127.0.1.1"]);
    expect(addressesAt(5000)).to.deep.equal(["127.0.2.1"]);
  });

  it("counts the TTL down, each link by itself", () => {
    const { timeline, resolver } = aWorld();
    resolver.lookup(SERVICE);
    timeline.advanceTo(7000);
    const { chain, ttlSeconds } = resolver.lookup(SERVICE);
    expect(chain.map((record) => record.ttlSeconds)).to.deep.equal([5, 53]);
    expect(ttlSeconds).to.equal(5);
  });

  it("holds on for longer than the TTL where it over-holds", () => {
    const { flip, addressesAt } = aWorld({ overHoldMs: 30_000 });
    addressesAt(0);
    flip("east.acme.com");
    expect(addressesAt(29_999)).to.deep.equal(["127.0.1.1"]);
    expect(addressesAt(30_000)).to.deep.equal(["127.0.2.1"]);
  });

  it("remembers for 900 s that a name was not there", () => {
    const { zone, resolver, timeline } = aWorld();
    expect(resolver.lookup("new.acme.com")).to.deep.equal({
      chain: [],
      addresses: [],
      ttlSeconds: 900,
    });
    const record = {
      name: "new.acme.com",
      type: "A" as const,
      ttlSeconds: 5,
      values: ["127.0.3.1"],
    };
    zone.change([{ action: "CREATE", record }]);
    timeline.advanceTo(899_999);
    expect(resolver.lookup("new.acme.com").addresses).to.deep.equal([]);
    timeline.advanceTo(900_000);
    expect(resolver.lookup("new.acme.com").addresses).to.deep.equal(["127.0.3.1"]);
  });
});
