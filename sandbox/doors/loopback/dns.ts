import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { type AddressInfo, createServer, type Socket as TcpSocket } from "node:net";
import * as packets from "dns-packet";
import type { Resolver, ResolverAnswer } from "../../model/resolver.ts";
import { NEGATIVE_TTL_SECONDS } from "../../model/zone.ts";

const HOST = "127.0.0.1";
const NXDOMAIN = 3;
const PORT_DRAWS_MAX = 20;

/** The world's resolver behind UDP and TCP on one loopback port; `address` is `127.0.0.1:port`. */
export async function startDnsDoor({
  resolver,
  port = 0,
}: {
  resolver: Resolver;
  /** 0 draws a free one. */
  port?: number;
}): Promise<{ address: string; stop(): Promise<void> }> {
  const answer = (query: packets.Packet) => respond(resolver, query);
  const open = new Set<TcpSocket>();
  const tcp = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    serveTcp(socket, answer);
  });
  for (let draw = 1; ; draw++) {
    await new Promise<void>((resolve, reject) => {
      tcp.once("error", reject);
      tcp.listen(port, HOST, resolve);
    });
    const drawn = (tcp.address() as AddressInfo).port;
    const udp = await bindUdp(drawn, answer);
    if (udp !== null) return { address: `${HOST}:${drawn}`, stop: () => stopAll(udp) };
    await new Promise((resolve) => tcp.close(resolve));
    if (port !== 0 || draw === PORT_DRAWS_MAX) throw new Error(`UDP port ${drawn} is taken`);
  }

  async function stopAll(udp: UdpSocket): Promise<void> {
    for (const socket of open) socket.destroy();
    await Promise.all([
      new Promise((resolve) => tcp.close(resolve)),
      new Promise<void>((resolve) => udp.close(resolve)),
    ]);
  }
}

type Respond = (query: packets.Packet) => packets.Packet;

/** The socket, or null where the port is taken. */
async function bindUdp(port: number, answer: Respond): Promise<UdpSocket | null> {
  const socket = createSocket("udp4", (message, from) => {
    const query = readable(() => packets.decode(message));
    if (query !== null) socket.send(packets.encode(answer(query)), from.port, from.address);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, HOST, resolve);
    });
    return socket;
  } catch {
    return null;
  }
}

/** Messages on a stream carry their length in front; one connection may carry several. */
function serveTcp(socket: TcpSocket, answer: Respond): void {
  let waiting = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const whole = waiting.subarray(0, 2 + waiting.readUInt16BE(0));
      waiting = waiting.subarray(whole.length);
      const query = readable(() => packets.decode(whole, 2));
      if (query === null) return void socket.destroy();
      socket.write(packets.streamEncode(answer(query)));
    }
  });
}

function readable(decode: () => packets.Packet): packets.Packet | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

function respond(resolver: Resolver, query: packets.Packet): packets.Packet {
  resolver.timeline.advanceTo(Date.now());
  const question = query.questions?.[0];
  const reply = { type: "response", id: query.id, questions: query.questions } as const;
  const flags = packets.RECURSION_AVAILABLE | ((query.flags ?? 0) & packets.RECURSION_DESIRED);
  if (question === undefined) return { ...reply, flags };

  const found = resolver.lookup(question.name);
  const asked = question.type;
  const chain = asked === "CNAME" ? found.chain.slice(0, 1) : found.chain;
  const answers = chain.flatMap((record) =>
    record.type === "CNAME" || record.type === asked ? toAnswers(record) : [],
  );
  const exists = found.addresses.length > 0 || (asked === "CNAME" && answers.length > 0);
  const told = asked === "CNAME" ? answers.length > 0 : answers.some(({ type }) => type === asked);
  return {
    ...reply,
    flags: exists ? flags : flags | NXDOMAIN,
    answers,
    authorities: told ? [] : [startOfAuthority(question.name)],
  };
}

const toAnswers = ({
  name,
  type,
  ttlSeconds,
  values,
}: ResolverAnswer["chain"][number]): packets.StringAnswer[] =>
  values.map((data) => ({ name, type, ttl: ttlSeconds, data: data.replace(/\.$/, "") }));

/** Tells a resolver for how long it may remember that there is nothing. */
const startOfAuthority = (name: string): packets.SoaAnswer => ({
  name: name.split(".").slice(-2).join("."),
  type: "SOA",
  ttl: NEGATIVE_TTL_SECONDS,
  data: {
    mname: "ns-1.example.",
    rname: "hostmaster.example.",
    serial: 1,
    refresh: 7200,
    retry: 900,
    expire: 1_209_600,
    minimum: 86_400,
  },
});
