import { expect } from "chai";
import { USUAL_REGIONS } from "../../../../sandbox/doors/loopback/options.ts";
import { buildWorld } from "../../../../sandbox/doors/loopback/world.ts";

const SERVICE = "vault.test.acme.com";
const PORT = 8200;

describe("the names in a world", () => {
  const aWorld = (serverOverHoldMs?: number) => {
    const options = { ttlSeconds: 1, insyncMs: 0 };
    const held = serverOverHoldMs === undefined ? {} : { serverOverHoldMs };
    const world = buildWorld({ ...options, ...held }, USUAL_REGIONS, PORT);
    const flip = () => {
      const record = { name: SERVICE, type: "CNAME" as const, ttlSeconds: 1 };
      const values = ["vault-us-east-1.test.acme.com"];
      world.zone.change([{ action: "UPSERT", record: { ...record, values } }]);
      world.timeline.advanceTo(world.timeline.now() + 1_000);
    };
    /** Where clients find the service, and where the Vault servers themselves would find it. */
    const found = () => [
      world.resolver.lookup(SERVICE).addresses,
      world.vault.addressesOf(SERVICE),
    ];
    return { ...world, flip, found };
  };

  it("lead the servers where they lead the clients", () => {
    const { flip, found } = aWorld();
    flip();
    expect(found()).to.deep.equal([["127.0.2.1"], ["127.0.2.1"]]);
  });

  it("lead the servers, who hold the old answer longer, to the old Region for that time", () => {
    const { flip, found, timeline } = aWorld(45_000);
    flip();
    expect(found()).to.deep.equal([["127.0.2.1"], ["127.0.1.1"]]);
    timeline.advanceTo(timeline.now() + 45_000);
    expect(found()).to.deep.equal([["127.0.2.1"], ["127.0.2.1"]]);
  });
});
