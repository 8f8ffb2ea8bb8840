import { Resolver as Client } from "node:dns/promises";
import { connect } from "node:net";
import { expect } from "chai";
import * as packets from "dns-packet";
import { startDnsDoor } from "../../../../sandbox/doors/loopback/dns.ts";
import { Resolver } from "../../../../sandbox/model/resolver.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { Zone } from "../../../../sandbox/model/zone.ts";

describe("the DNS door", () => {
  let zone: Zone;
  let door: Awaited<ReturnType<typeof startDnsDoor>>;
  let client: Client;

  beforeEach(async () => {
    const timeline = new Timeline(Date.now());
    zone = new Zone(timeline, {
      id: "Z1",
      name: "acme.com",
      insyncMs: 0,
      records: [
        { name: "vault.acme.com", type: "CNAME", ttlSeconds: 5, values: ["west.acme.com"] },
        { name: "west.acme.com", type: "A", ttlSeconds: 60, values: ["127.0.1.1"] },
        { name: "lost.acme.com", type: "CNAME", ttlSeconds: 5, values: ["gone.acme.com"] },
      ],
    });
    door = await startDnsDoor({ resolver: new Resolver(timeline, zone) });
    client = new Client({ timeout: 1000, tries: 1 });
    client.setServers([door.address]);
  });
  afterEach(() => door.stop());

  const overTcp = async (name: string): Promise<packets.Packet> => {
    const socket = connect(Number(door.address.split(":")[1]), "127.0.0.1");
    const type = "A" as const;
    socket.write(packets.streamEncode({ type: "query", id: 7, questions: [{ type, name }] }));
    const [answer] = await new Promise<Buffer[]>((resolve) =>
      socket.once("data", (chunk: Buffer) => resolve([chunk])),
    );
    socket.destroy();
    return packets.streamDecode(answer ?? Buffer.alloc(0));
  };

  it("answers the address at the end of the chain, and the first link", async () => {
    expect(await client.resolve4("vault.acme.com")).to.deep.equal(["127.0.1.1"]);
    expect(await client.resolveCname("vault.acme.com")).to.deep.equal(["west.acme.com"]);
  });

  it("answers the whole chain with its TTLs over TCP as well", async () => {
    const { id, answers } = await overTcp("vault.acme.com");
    expect(id).to.equal(7);
    expect(
      answers?.map((answer) => ("ttl" in answer ? [answer.type, answer.ttl] : [])),
    ).to.deep.equal([
      ["CNAME", 5],
      ["A", 60],
    ]);
  });

  it("says that a name is not there, and for how long to remember it", async () => {
    const error = await client.resolve4("new.acme.com").catch((caught) => caught);
    expect(error.code).to.equal("ENOTFOUND");
    const { authorities } = await overTcp("new.acme.com");
    expect(authorities?.map(({ type }) => type)).to.deep.equal(["SOA"]);
    const dangling = await client.resolve4("lost.acme.com").catch((caught) => caught);
    expect(dangling.code).to.equal("ENOTFOUND");
  });

  it("has no IPv6 address for a name that is there", async () => {
    expect(await client.resolve6("vault.acme.com")).to.deep.equal([]);
  });
});
