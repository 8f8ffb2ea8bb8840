import { nearest, type Problem, shown } from "../../../../ground/problems.ts";
import { isBareHostName } from "../../../../infra/contract.ts";
import { readIni } from "./ini.ts";
import { type LoadBalancer, readLoadBalancer } from "./loadBalancer.ts";

/** One environment of the predecessor's. */
export type Predecessor = {
  environment: string;
  /** The name that clients call. */
  service: string;
  hostedZoneId: string;
  /** The port of both load balancers, 443 where none is written. */
  port: number;
  primary: Side;
  secondary: Side;
};

/** `name` is the Region's own, which the predecessor did not have. */
export type Side = LoadBalancer & { name: string };

const ZONE = "AWS-Route-53";
const CLUSTER = /^Vault-Cluster-([A-Za-z0-9][A-Za-z0-9_-]*)$/;
const USUAL_SECTIONS = [ZONE, "Vault-Cluster-Prod", "Vault-Cluster-Staging", "Vault-Cluster-Test"];

/** The environments of a `vault_dr.cfg`, and everything that is wrong with it. */
export function readPredecessor(
  file: string,
  text: string,
): { environments: Predecessor[]; problems: Problem[] } {
  const { sections, problems } = readIni(file, text);
  const told = (problem: Problem): void => void problems.push(problem);
  for (const name of sections.keys()) {
    if (name !== ZONE && !CLUSTER.test(name)) told(strange(`[${name}]`, name, USUAL_SECTIONS));
  }
  const hostedZoneId = readZone(sections.get(ZONE), told);
  const clusters = [...sections].flatMap(([name, keys]) => {
    const environment = CLUSTER.exec(name)?.[1]?.toLowerCase();
    return environment === undefined ? [] : [{ name, environment, keys }];
  });
  if (clusters.length === 0) told(NO_CLUSTER);
  const environments = clusters.map((cluster) => readCluster(cluster, hostedZoneId, told));
  for (const problem of sharedNames(environments)) told(problem);
  return { environments, problems };
}

const NO_CLUSTER: Problem = {
  key: "[Vault-Cluster-…]",
  found: "nothing",
  allowed: "a section for every environment",
  example: "[Vault-Cluster-Test]",
};

type Tell = (problem: Problem) => void;
type Cluster = { name: string; environment: string; keys: ReadonlyMap<string, string> };

function readZone(keys: ReadonlyMap<string, string> | undefined, tell: Tell): string {
  const section = `[${ZONE}]`;
  for (const key of keys?.keys() ?? [])
    if (key !== "hostedzoneid") tell(strange(`${section} ${key}`, key, ["HostedZoneID"]));
  const value = keys?.get("hostedzoneid");
  const zone = value?.replace(/^\/?hostedzone\//, "") ?? "";
  if (!/^[A-Z0-9]{1,32}$/.test(zone)) {
    const meant = /Z[A-Z0-9]+$/.exec(zone)?.[0] ?? /^z[a-z0-9]+$/.exec(zone)?.[0].toUpperCase();
    tell({
      key: `${section} HostedZoneID`,
      found: shown(value),
      allowed: "the id of a Route 53 hosted zone: capital letters and digits",
      example: meant ?? "Z3DG6IL3SJCGPX",
    });
  }
  return zone;
}

function readCluster(cluster: Cluster, hostedZoneId: string, tell: Tell): Predecessor {
  const { name, environment, keys } = cluster;
  const keyOf = (rest: string): string => `${environment}_${rest}`;
  const domains = [keyOf("primary_vault_cluster_domain"), keyOf("secondary_vault_cluster_domain")];
  const cname = keyOf("cluster_cname");
  for (const key of keys.keys()) {
    const known = [...domains, cname];
    if (!known.includes(key)) tell(strange(`[${name}] ${key}`, key, known));
  }
  const service = readService(`[${name}] ${cname}`, keys.get(cname), tell);
  const [primary, secondary] = domains.map((key) =>
    readLoadBalancer(`[${name}] ${key}`, keys.get(key), tell),
  );
  const problem = differing(`[${name}] ${domains[1]}`, primary, secondary);
  if (problem !== null) tell(problem);
  const side = (one: LoadBalancer | null | undefined): Side => ({
    ...(one ?? { region: "", host: "", port: 443 }),
    name: service.replace(/^[^.]*/, (first) => `${first}-${one?.region}`),
  });
  const port = primary?.port ?? 443;
  const sides = { primary: side(primary), secondary: side(secondary) };
  return { environment, service, hostedZoneId, port, ...sides };
}

/** A zone's own name takes no CNAME, so the service's name has a domain of two parts or more. */
function readService(key: string, value: string | undefined, tell: Tell): string {
  const name = value?.toLowerCase() ?? "";
  if (!isBareHostName(name) || name.split(".").length < 3) {
    const allowed = "the bare host name that clients call, below its zone";
    tell({ key, found: shown(value), allowed, example: "vault.test.acme.com" });
  }
  return name;
}

type Maybe = LoadBalancer | null | undefined;

function differing(key: string, primary: Maybe, secondary: Maybe): Problem | null {
  if (!primary || !secondary) return null;
  if (primary.region === secondary.region) {
    const found = `${secondary.region}, as for the primary`;
    return { key, found, allowed: "a load balancer in another Region", example: "us-east-1" };
  }
  if (primary.port === secondary.port) return null;
  const found = `port ${secondary.port}, and ${primary.port} for the primary`;
  return { key, found, allowed: "the same port in both Regions", example: `:${primary.port}` };
}

/** Two environments with one name would move each other's clients, and two of one name are one file. */
function sharedNames(environments: Predecessor[]): Problem[] {
  return environments.flatMap(({ environment, service }, index) => {
    const before = environments.slice(0, index);
    const twice = before.some((one) => one.environment === environment);
    const first = before.find((one) => one.service === service && service !== "");
    const own = { allowed: "every environment once, with a name of its own" };
    const example = `vault.${environment}.acme.com`;
    if (twice) return [{ key: environment, found: "a second section", ...own, example }];
    if (first === undefined) return [];
    const found = `${shown(service)}, as for ${first.environment}`;
    return [{ key: `${environment}_cluster_cname`, found, ...own, example }];
  });
}

function strange(key: string, word: string, known: string[]): Problem {
  const lower = known.map((one) => one.toLowerCase());
  const meant = known[lower.indexOf(nearest(word.toLowerCase(), lower) ?? "")];
  return {
    key,
    found: "a name that is not known",
    allowed: meant === undefined ? known.join(", ") : `did you mean ${meant}?`,
    example: meant ?? known[0] ?? "",
  };
}
