import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { expect } from "chai";
import { type Answer as DnsRecord, decode, encode } from "dns-packet";
import { dnsAdapter } from "../../../automation/adapters/dns.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { ok } from "../../../ground/answer.ts";

const NAME = "vault.test.acme.com";
const REGION_NAME = "vault-us-west-2.test.acme.com";
const NXDOMAIN = 3;
const SERVFAIL = 2;

const cname: DnsRecord = { type: "CNAME", name: NAME, ttl: 5, data: REGION_NAME };
const address: DnsRecord = { type: "A", name: REGION_NAME, ttl: 60, data: "127.0.1.1" };

type Says = (type: string) => { code?: number; answers?: DnsRecord[] } | "nothing" | "nonsense";

describe("asking resolvers", () => {
  const open: Socket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  it("tells the first link of the chain, its end, and the smallest TTL on the way", async () => {
    const server = await resolver((type) => ({
      answers: type === "A" ? [cname, address] : [cname],
    }));
    const [view] = await ask([server]);
    const value = { cname: REGION_NAME, addresses: ["127.0.1.1"], ttlSeconds: 5 };
    expect(view).to.deep.equal({ resolver: server, answer: ok(value) });
  });

  it("tells of a name without a chain", async () => {
    const own: DnsRecord = { type: "A", name: NAME, ttl: 30, data: "127.0.1.1" };
    const server = await resolver((type) => ({ answers: type === "A" ? [own] : [] }));
    const [view] = await ask([server]);
    expect(view?.answer).to.deep.equal(
      ok({ cname: null, addresses: ["127.0.1.1"], ttlSeconds: 30 }),
    );
  });

  it("tells the first link even when its end cannot be resolved", async () => {
    const server = await resolver((type) =>
      type === "A" ? { code: SERVFAIL } : { answers: [cname] },
    );
    const [view] = await ask([server]);
    expect(view?.answer).to.deep.equal(ok({ cname: REGION_NAME, addresses: [], ttlSeconds: null }));
  });

  it("asks every resolver, and each answers for itself", async () => {
    const west = await resolver((type) => ({ answers: type === "A" ? [cname, address] : [cname] }));
    const none = await resolver(() => ({ code: NXDOMAIN }));
    const views = await ask([west, none]);
    expect(views.map((view) => view.resolver)).to.deep.equal([west, none]);
    expect(views.map(({ answer }) => answer.is)).to.deep.equal(["ok", "refused"]);
  });

  it("asks anew each time", async () => {
    let asked = 0;
    const server = await resolver(() => {
      asked++;
      return { answers: [cname] };
    });
    await ask([server]);
    const before = asked;
    await ask([server]);
    expect(asked).to.equal(before * 2);
  });

  it("tells that a name does not exist", async () => {
    const server = await resolver(() => ({ code: NXDOMAIN }));
    const [view] = await ask([server]);
    expect(view?.answer).to.include({ is: "refused", status: NXDOMAIN, definite: true });
  });

  it("tells that a resolver could not find out", async () => {
    const server = await resolver(() => ({ code: SERVFAIL }));
    const [view] = await ask([server]);
    expect(view?.answer).to.include({ is: "refused", status: SERVFAIL, definite: false });
  });

  it("waits for a silent resolver no longer than the bound", async () => {
    const server = await resolver(() => "nothing");
    const before = systemClock.now();
    const [view] = await ask([server], 300);
    expect(view?.answer).to.include({ is: "unknown", why: "timed-out" });
    expect(systemClock.now() - before).to.be.within(250, 5_000);
  });

  it("asks again within the bound when a datagram is lost", async () => {
    const lost = new Set<string>();
    const server = await resolver((type) => {
      if (lost.has(type)) return { answers: type === "A" ? [cname, address] : [cname] };
      lost.add(type);
      return "nothing";
    });
    const [view] = await ask([server], 4_000);
    expect(view?.answer.is).to.equal("ok");
  });

  it("never takes half an answer for a whole one", async () => {
    const server = await resolver((type) => (type === "A" ? "nothing" : { answers: [cname] }));
    const [view] = await ask([server], 300);
    expect(view?.answer).to.include({ is: "unknown", why: "timed-out" });
  });

  it("answers, whatever a resolver says or is", async () => {
    const server = await resolver(() => "nonsense");
    const views = await ask([server, "127.0.0.1:1", "no-address:53", "127.0.0.1:99999"], 500);
    expect(views.map(({ answer }) => answer.is)).to.deep.equal(Array(4).fill("unknown"));
  });

  it("asks the system's own resolvers where none is configured", async () => {
    const views = await ask([], 200);
    expect(views).to.be.an("array").that.is.not.empty;
  });

  const ask = (resolvers: string[], boundMs = 2_000) =>
    dnsAdapter({ resolvers, clock: systemClock }).resolve(NAME, boundMs);

  async function resolver(says: Says): Promise<string> {
    const socket = createSocket("udp4");
    open.push(socket);
    socket.on("message", (message, { port, address: from }) => {
      const { id, questions = [] } = decode(message);
      const said = says(questions[0]?.type ?? "");
      if (said === "nothing") return;
      if (said === "nonsense") return socket.send(message.subarray(0, 5), port, from);
      const { code = 0, answers = [] } = said;
      const packet = encode({
        type: "response",
        ...(id === undefined ? {} : { id }),
        flags: code,
        questions,
        answers,
      });
      socket.send(packet, port, from);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return `127.0.0.1:${socket.address().port}`;
  }
});
