import { type Problem, shown } from "../../../../ground/problems.ts";
import { isBareHostName } from "../../../../infra/contract.ts";

/** What the predecessor called a cluster's domain: `host` is bare, `port` 443 where none is written. */
export type LoadBalancer = { region: string; host: string; port: number };

/** Classic and application load balancers have their Region before `.elb`, network load balancers behind it. */
const REGION = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.elb\.amazonaws\.com$/;
const REGION_OF_NETWORK = /\.elb\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

/** A load balancer from the URL under which its cluster was called, or null, with what is wrong told. */
export function readLoadBalancer(
  key: string,
  value: string | undefined,
  tell: (problem: Problem) => void,
): LoadBalancer | null {
  const refuse = (allowed: string): null => {
    const found = shown(value);
    tell({ key, found, allowed, example: "https://vault-1.us-west-2.elb.amazonaws.com" });
    return null;
  };
  const url = value === undefined ? null : URL.parse(value);
  if (url === null || !isOrigin(url)) return refuse("https:// and a host, no path");
  const host = url.hostname;
  if (!isBareHostName(host)) return refuse("https:// and a host name");
  const region = (REGION.exec(host) ?? REGION_OF_NETWORK.exec(host))?.[1];
  if (region === undefined) return refuse("a load balancer's own name, which shows its Region");
  return { region, host, port: url.port === "" ? 443 : Number(url.port) };
}

const isOrigin = ({ protocol, pathname, search, hash, username, password }: URL): boolean =>
  protocol === "https:" && pathname === "/" && search + hash + username + password === "";
