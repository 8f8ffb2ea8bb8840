import { parseStackConfig, type StackConfig } from "../../../infra/contract.ts";

export const WEST = "us-west-2";
export const EAST = "us-east-1";

type Changes = {
  /** This Region's load balancer is there already. */
  existing?: string;
  /** Where Vault's nodes are found in us-west-2. */
  targets?: Record<string, unknown>;
  recovery?: Record<string, unknown>;
  service?: Record<string, unknown>;
};

/** The keys of a stack that declares all that it can, as a stack file gives them. */
export function estateKeys({ existing, targets, recovery, service }: Changes = {}) {
  const region = (name: string, second: number) => ({
    name: `vault-${name}.test.acme.com`,
    vaultCidrs: [`10.${second}.0.0/20`],
    ...(existing === name
      ? { existingLoadBalancer: { dnsName: `internal-${name}.elb.amazonaws.com` } }
      : {
          network: {
            vpcId: `vpc-${name}`,
            subnetIds: ["a", "b", "c"].map((zone) => `subnet-${name}-${zone}`),
            clientCidrs: ["10.0.0.0/8"],
            operatorCidrs: ["10.9.0.0/16"],
            targets: (name === WEST && targets) || { autoScalingGroup: `vault-${name}` },
          },
        }),
  });
  return {
    activeRegion: WEST,
    takeover: 1,
    homeRegion: WEST,
    service: { name: "vault.test.acme.com", hostedZoneId: "Z1", ...service },
    regions: { [WEST]: region(WEST, 1), [EAST]: region(EAST, 2) },
    tags: { owner: "platform", "cost-center": "4711" },
    recovery: { journal: "s3://acme-runs/test?region=us-east-2", ...recovery },
  };
}

export function anEstateConfig(changes: Changes = {}): StackConfig {
  const parsed = parseStackConfig(estateKeys(changes));
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}
