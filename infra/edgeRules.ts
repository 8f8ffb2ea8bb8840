import type { RegionConfig, StackConfig } from "./contract.ts";

/** The groups of a Region's load balancer: what clients use, and what is left of it while the Region is fenced. */
export type Group = "client" | "fence";

/** One rule of a security group: who may reach, or is reached on, one TCP port. */
export type EdgeRule = {
  /** Stable and unique within the Region: it names the resource. */
  key: string;
  group: Group;
  direction: "in" | "out";
  port: number;
  cidr: string;
  description: string;
};

export const CLUSTER_PORT = 8201;

/**
 * Who may reach a Region's load balancer, and whom it reaches. A fenced primary still talks to its operators, and to its
 * peers on 8201: it must be drained. Nobody else ever comes to 8201.
 */
export function edgeRules(
  config: Pick<StackConfig, "regions" | "service">,
  region: string,
): EdgeRule[] {
  const { network, vaultCidrs = [] } = config.regions[region] ?? {};
  if (network === undefined) return [];
  const api = config.service.port;
  const peers = peersOf(config.regions, region);
  const who: [group: Group, port: number, cidrs: string[], description: string][] = [
    ["client", api, network.clientCidrs, "clients"],
    ["client", api, network.operatorCidrs, "operators"],
    ["client", api, peers, "the other Regions' Vault, to attach"],
    ["client", CLUSTER_PORT, peers, "the other Regions' Vault, to replicate"],
    ["fence", api, network.operatorCidrs, "operators"],
    ["fence", CLUSTER_PORT, peers, "the other Regions' Vault, to replicate"],
  ];
  const whom: [group: Group, port: number][] = [
    ["client", api],
    ["client", CLUSTER_PORT],
    ["fence", api],
    ["fence", CLUSTER_PORT],
  ];
  return distinct([
    ...who.flatMap(([group, port, cidrs, description]) =>
      cidrs.map((cidr) => rule({ group, direction: "in", port, cidr, description })),
    ),
    ...whom.flatMap(([group, port]) =>
      vaultCidrs.map((cidr) =>
        rule({ group, direction: "out", port, cidr, description: "Vault's nodes" }),
      ),
    ),
  ]);
}

const rule = (about: Omit<EdgeRule, "key">): EdgeRule => ({
  ...about,
  key: [about.group, about.direction, about.port, about.cidr.replaceAll(/[./]/g, "-")].join("-"),
});

/** AWS refuses the same rule twice: an operator's network may lie within the clients' list too. */
const distinct = (rules: EdgeRule[]): EdgeRule[] =>
  rules.filter(({ key }, index) => rules.findIndex((one) => one.key === key) === index);

const peersOf = (regions: Record<string, RegionConfig>, region: string): string[] =>
  Object.entries(regions).flatMap(([other, { vaultCidrs = [] }]) =>
    other === region ? [] : vaultCidrs,
  );
