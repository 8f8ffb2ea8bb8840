/** A URL as the predecessor has it for a cluster. */
export const loadBalancer = (region: string, environment = "test"): string =>
  `https://internal-${region}-${environment}-vault-237674251.${region}.elb.amazonaws.com`;

const section = (name: string): string => {
  const environment = name.toLowerCase();
  return [
    `[Vault-Cluster-${name}]`,
    `${environment}_primary_vault_cluster_domain=${loadBalancer("us-west-2", environment)}`,
    `${environment}_secondary_vault_cluster_domain=${loadBalancer("us-east-1", environment)}`,
    `${environment}_cluster_cname=vault.${environment}.acme.com`,
  ].join("\n");
};

/** A `vault_dr.cfg` in the form of the published sample, with a zone id that is one. */
export const predecessorFile = (names = ["Prod", "Staging", "Test"], zone = "Z3DG6IL3SJCGPX") =>
  `${[...names.map(section), `[AWS-Route-53]\nHostedZoneID=${zone}`].join("\n")}\n`;
