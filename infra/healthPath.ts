/**
 * The path that a load balancer asks of every node on port 8200. Each parameter turns a state that can take traffic over
 * into 200: `drsecondarycode` keeps a passive Region's nodes in service, so that a promotion finds them there.
 */
const IN_SERVICE = { standbyok: "true", perfstandbyok: "true", drsecondarycode: "200" } as const;

/** Of the API: all nodes that are unsealed and in the cluster answer 200. */
export const API_HEALTH_PATH = pathWith(IN_SERVICE);

/** Of replication (8201): only the active node passes, and on a DR secondary every node; clients are sent on there. */
export const CLUSTER_HEALTH_PATH = pathWith({ drsecondarycode: IN_SERVICE.drsecondarycode });

function pathWith(parameters: Record<string, string>): string {
  return `/v1/sys/health?${new URLSearchParams(parameters).toString()}`;
}
