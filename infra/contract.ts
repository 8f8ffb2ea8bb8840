import { z } from "zod";
import type { Problem } from "../ground/problems.ts";
import { journalPlace } from "./configJournal.ts";
import { configProblems } from "./configProblems.ts";

/**
 * The hinge between the program and the command: the schema of `Pulumi.<environment>.yaml` and of the stack's one
 * output `dr`. Pulumi hands a program strings and JSON, a YAML file hands the command values: both are taken here.
 */

const number = (schema: z.ZodNumber) =>
  z.preprocess((value) => (isNumeric(value) ? Number(value) : value), schema);
const flag = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);
const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i);
const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const hostAndPort = z.string().regex(/^[^\s/:]+:\d{1,5}$/);
const httpsAddress = z.string().regex(/^https:\/\/[^\s/]+$/);

const DURATION = /^(\d+)(ms|s|m)$/;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000 } as const;
/** `500ms`, `15s`, `2m` → milliseconds. */
export const duration = z
  .string()
  .regex(DURATION)
  .transform((text) => {
    const [, amount, unit] = DURATION.exec(text) as unknown as [
      string,
      string,
      keyof typeof UNIT_MS,
    ];
    return Number(amount) * UNIT_MS[unit];
  });
const durationOf = (fallback: string) =>
  duration.optional().transform((ms) => ms ?? duration.parse(fallback));

const argv = z.array(z.string().min(1)).min(1);
const cidrs = z.array(z.cidrv4()).min(1);

/** Where Vault's nodes are found; exactly one of them. */
const targetsSchema = z
  .strictObject({
    autoScalingGroup: z.string().min(1).optional(),
    instanceIds: z.array(z.string().startsWith("i-")).min(1).optional(),
    ips: z.array(z.ipv4()).min(1).optional(),
  })
  .refine((targets) => Object.values(targets).filter((one) => one !== undefined).length === 1);

const networkSchema = z.strictObject({
  vpcId: z.string().startsWith("vpc-"),
  subnetIds: z.array(z.string().startsWith("subnet-")).min(2),
  clientCidrs: cidrs,
  operatorCidrs: cidrs,
  targets: targetsSchema,
});

const regionSchema = z.strictObject({
  name: hostName,
  address: httpsAddress.optional(),
  clusterAddress: hostAndPort.optional(),
  nodes: z.array(httpsAddress).default([]),
  existingLoadBalancer: z
    .strictObject({
      dnsName: hostName,
      arn: z.string().startsWith("arn:").optional(),
      fenceSecurityGroup: z.string().startsWith("sg-").optional(),
    })
    .optional(),
  network: networkSchema.optional(),
  vaultCidrs: cidrs.optional(),
  kmsKeyArn: z.string().startsWith("arn:").optional(),
});

export const configSchema = z.strictObject({
  activeRegion: regionName,
  takeover: number(z.number().int().min(0)),
  homeRegion: regionName,
  service: z.strictObject({
    name: hostName,
    hostedZoneId: z.string().regex(/^[A-Z0-9]{1,32}$/),
    privateZone: flag.default(false),
    ttlSeconds: number(z.number().int().min(1).max(60)).default(5),
    traffic: z.enum(["cname", "latch"]).default("cname"),
    existingRecords: flag.default(false),
    port: number(z.number().int().min(1).max(65535)).default(8200),
    resolvers: z.array(hostAndPort).default([]),
  }),
  regions: z.record(regionName, regionSchema),
  recovery: z
    .strictObject({
      journal: z.string().refine((text) => journalPlace(text) !== null),
      existingBucket: flag.default(false),
      kmsKeyArn: z.string().startsWith("arn:").optional(),
      rollbackAfter: durationOf("15s"),
      drainTimeout: durationOf("10s"),
      maxLag: durationOf("5s"),
      rto: durationOf("60s"),
    })
    .transform(({ rollbackAfter, drainTimeout, maxLag, rto, ...place }) => ({
      ...place,
      rollbackAfterMs: rollbackAfter,
      drainTimeoutMs: drainTimeout,
      lagMsMax: maxLag,
      rtoMs: rto,
    })),
  credentials: z.strictObject({ operationToken: z.string().min(1).optional() }).default({}),
  probe: z.strictObject({ path: z.string().regex(/^[^/\s]+\/data\/\S+$/) }).optional(),
  hostNames: z.record(z.string(), z.unknown()).default({}),
  promotion: z
    .strictObject({ after: z.string().nullable().default(null) })
    .default({ after: null }),
  secrets: z.unknown().optional(),
  hooks: z
    .strictObject({
      quiesce: argv.optional(),
      unquiesce: argv.optional(),
      before: z.array(argv).default([]),
      after: z.array(argv).default([]),
    })
    .default({ before: [], after: [] }),
  notifications: z.record(z.string(), z.unknown()).default({}),
  tags: z.record(z.string().min(1), z.string()).default({}),
});

/** The stack's configuration, every value checked; durations in milliseconds. */
export type StackConfig = Readonly<z.output<typeof configSchema>>;
export type RegionConfig = z.output<typeof regionSchema>;
export type NetworkConfig = z.output<typeof networkSchema>;

/** What the program exports as `dr` and the command reads back. No secret is in it. */
export const drOutputSchema = z.object({
  schema: z.literal(1),
  environment: z.string(),
  /** Commit of the last full update; a targeted update carries it over. */
  revision: z.string(),
  activeRegion: z.string(),
  takeover: number(z.number().int()),
  service: z.object({
    name: z.string(),
    hostedZoneId: z.string(),
    recordIds: z.array(z.string()),
    ttlSeconds: number(z.number()),
    traffic: z.enum(["cname", "latch"]),
  }),
  regions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      loadBalancerDnsName: z.string().nullable(),
      loadBalancerArn: z.string().nullable(),
      targetGroupArns: z.array(z.string()).default([]),
      securityGroups: z
        .object({ client: z.string().nullable(), fence: z.string().nullable() })
        .default({ client: null, fence: null }),
    }),
  ),
});
export type DrOutput = z.output<typeof drOutputSchema>;

export type ParsedConfig = { config: StackConfig } | { problems: Problem[] };

/** Keys of the namespace `vault-dr`, without it, as Pulumi or YAML gives them → the config, or every problem at once. */
export function parseStackConfig(raw: Record<string, unknown>): ParsedConfig {
  const values = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, fromJson(value)]),
  );
  const parsed = configSchema.safeParse(values);
  const problems = configProblems(configSchema, values, parsed.error?.issues ?? []);
  return parsed.success && problems.length === 0 ? { config: parsed.data } : { problems };
}

/** The Region's own name and how the command reaches Vault there. */
export function addressOf(config: StackConfig, region: string): string {
  const { name, address } = regionOf(config, region);
  return address ?? `https://${name}:${config.service.port}`;
}

/** What replication is told as `primary_cluster_addr`. */
export function clusterAddressOf(config: StackConfig, region: string): string {
  const { name, clusterAddress } = regionOf(config, region);
  return clusterAddress ?? `${name}:8201`;
}

export function regionOf(config: StackConfig, region: string): RegionConfig {
  const found = config.regions[region];
  if (found === undefined) throw new Error(`Region ${region} is not in the stack's configuration`);
  return found;
}

/** Whether a text may stand as the value of a CNAME: a bare host name, no scheme, port, path or space. */
export const isBareHostName = (text: string): boolean => hostName.safeParse(text).success;

function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // not JSON after all: the schema says what is wrong with it
  }
}

const isNumeric = (value: unknown): boolean => typeof value === "string" && /^\d+$/.test(value);
