import { Resolver } from "node:dns/promises";
import { type Answer, ok, refused, unknown } from "../../ground/answer.ts";
import { type Clock, TOO_LATE, withinMs } from "../../ground/clock.ts";
import type { DnsPort, ResolverView } from "../ports/dns.ts";

export type DnsOptions = {
  /** `host:port` each, the host an IP address; empty: the system's own, one by one. */
  resolvers: readonly string[];
  clock: Clock;
};

type Found = { cname: string | null; addresses: string[]; ttlSeconds: number | null };

/** Asks resolvers like a client that has just started: nothing is kept from one question to the next. */
export function dnsAdapter({ resolvers, clock }: DnsOptions): DnsPort {
  return {
    resolve: (name, boundMs) => {
      const asked = resolvers.length > 0 ? resolvers : new Resolver().getServers();
      return Promise.all(asked.map((resolver) => viewOf(resolver, name, boundMs, clock)));
    },
  };
}

async function viewOf(
  resolver: string,
  name: string,
  boundMs: number,
  clock: Clock,
): Promise<ResolverView> {
  const client = clientOf(resolver, boundMs);
  if (client === null) {
    const text = `${resolver} is no IP address with a port`;
    return { resolver, answer: unknown("unreachable", text) };
  }
  const answer = await withinMs(clock, boundMs, ask(client, name));
  client.cancel();
  const late = unknown("timed-out", `no answer in ${boundMs} ms`);
  return { resolver, answer: answer === TOO_LATE ? late : answer };
}

/** Asks twice within the bound: a lost datagram is no silence. */
function clientOf(server: string, boundMs: number): Resolver | null {
  const client = new Resolver({ timeout: Math.max(1, Math.ceil(boundMs / 3)), tries: 2 });
  try {
    client.setServers([server]);
    return client;
  } catch {
    return null;
  }
}

async function ask(client: Resolver, name: string): Promise<Answer<Found>> {
  const [chain, ends] = await Promise.allSettled([
    client.resolveCname(name),
    client.resolve4(name, { ttl: true }),
  ]);
  const failures = [chain, ends].flatMap((one) =>
    one.status === "rejected" ? [failureOf(one.reason)] : [],
  );
  const cname = chain.status === "fulfilled" ? (chain.value[0] ?? null) : null;
  const records = ends.status === "fulfilled" ? ends.value : [];
  // A name's first link counts even when what it points at cannot be resolved here, but silence is never an answer.
  const failure = failures.find((one) => one?.is === "unknown") ?? failures.find((one) => one);
  if (failure && (failure.is === "unknown" || (cname === null && records.length === 0))) {
    return failure;
  }
  const ttls = records.map(({ ttl }) => ttl);
  return ok({
    cname,
    addresses: records.map(({ address }) => address),
    ttlSeconds: ttls.length > 0 ? Math.min(...ttls) : null,
  });
}

/** null: the name exists without a record of that kind. A status is DNS's own response code. */
function failureOf(error: NodeJS.ErrnoException): Exclude<Answer<never>, { is: "ok" }> | null {
  switch (error.code) {
    case "ENODATA":
      return null;
    case "ENOTFOUND":
      return refused(3, "NXDOMAIN: no such name");
    case "ESERVFAIL":
      return refused(2, "SERVFAIL: the resolver could not find out", false);
    case "EREFUSED":
      return refused(5, "REFUSED: the resolver does not answer us");
    case "ENOTIMP":
      return refused(4, "NOTIMP: the resolver does not know the question");
    case "ECONNREFUSED":
      return unknown("unreachable", "nothing listens there");
    case "ETIMEOUT":
    case "ECANCELLED":
      return unknown("timed-out", "no answer");
    case "EBADRESP":
      return unknown("unreadable", "the answer makes no sense");
    default:
      return unknown("unreachable", error.message);
  }
}
