import type { VersionLine } from "../../model/vault/versions.ts";
import type { VaultSettings } from "../../model/vault/world.ts";

/** One Region of the sandbox and where its Vault listens. */
export type RegionPlan = {
  region: string;
  /** A loopback address of its own. */
  ipAddress: string;
  /** The Region's own name, as the stack file spells it. */
  name: string;
  /** The load balancer's name behind it. */
  loadBalancer: string;
};

/** All optional; durations in milliseconds. */
export type SandboxOptions = {
  /** Chance of the world; drawn when it is not given. */
  seed?: number;
  /** The first is the primary. */
  regions?: RegionPlan[];
  version?: VersionLine;
  /** Whether the zone has its records from the start, or waits for `pulumi up`. */
  withRecord?: boolean;
  ttlSeconds?: number;
  insyncMs?: number;
  /** The least time for which the clients' resolver, which the command asks too, keeps a record. */
  overHoldMs?: number;
  /** The same for the resolver of the Vault servers' own hosts, which know every name from the start. */
  serverOverHoldMs?: number;
  lagMs?: number;
  vault?: Partial<VaultSettings>;
  /** Puts a batch token as `VAULT_DR_OPERATION_TOKEN` into `env`. */
  operationToken?: { ttlMs: number };
  /** What `VAULT_TOKEN` is: a root token, or a service or batch token whose policy grants all that the command asks. */
  vaultToken?: "root" | "service" | "batch";
  /** Whether clients keep their connections; else every call connects anew. */
  keepAlive?: boolean;
};

export const SERVICE_NAME = "vault.test.acme.com";
export const ZONE = { id: "Z3DG6IL3SJCGPX", name: "acme.com" };
export const PROVIDER_REGION = "us-east-2";
/** Where a stack file may keep its runs, `s3://acme-vault-dr/test?region=us-east-2`, and where it should not. */
export const BUCKETS = [
  { name: "acme-vault-dr", region: "us-east-2" },
  { name: "acme-vault-dr-west", region: "us-west-2" },
  { name: "acme-vault-dr-east", region: "us-east-1" },
];

export const USUAL_REGIONS: RegionPlan[] = [
  {
    region: "us-west-2",
    ipAddress: "127.0.1.1",
    name: "vault-us-west-2.test.acme.com",
    loadBalancer: "internal-us-west-2-test-vault-237674251.us-west-2.elb.amazonaws.com",
  },
  {
    region: "us-east-1",
    ipAddress: "127.0.2.1",
    name: "vault-us-east-1.test.acme.com",
    loadBalancer: "internal-us-east-1-test-vault-518823057.us-east-1.elb.amazonaws.com",
  },
];

export const USUAL_OPTIONS = { ttlSeconds: 5, insyncMs: 2_000, overHoldMs: 0, lagMs: 100 };
