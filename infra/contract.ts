import { z } from "zod";
import { nearest, type Problem, shown } from "../ground/problems.ts";
import { helpFor } from "./configHelp.ts";

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
  network: z.looseObject({}).optional(),
  kmsKeyArn: z.string().startsWith("arn:").optional(),
});

const configSchema = z.strictObject({
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
      journal: z.string().regex(/^(file:.+|s3:\/\/.+)$/),
      rollbackAfter: durationOf("15s"),
      drainTimeout: durationOf("10s"),
      maxLag: durationOf("5s"),
      rto: durationOf("60s"),
    })
    .transform(({ rollbackAfter, drainTimeout, maxLag, rto, journal }) => ({
      journal,
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
});

/** The stack's configuration, every value checked; durations in milliseconds. */
export type StackConfig = Readonly<z.output<typeof configSchema>>;
export type RegionConfig = z.output<typeof regionSchema>;

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
  const problems = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => problemsOf(issue, values));
  problems.push(...crossProblems(values), ...notInThisRelease(values));
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

function problemsOf(issue: z.core.$ZodIssue, values: Record<string, unknown>): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [problemAt(path, values)];
  return issue.keys.map((key) => {
    const known = knownKeys(path);
    const meant = nearest(key, known);
    return {
      key: keyOf([...path, key]),
      found: "a key that is not known",
      allowed: meant ? `did you mean ${keyOf([...path, meant])}?` : known.join(", "),
      example: helpFor([...path, meant ?? ""]).example,
    };
  });
}

function problemAt(path: string[], values: Record<string, unknown>): Problem {
  const found = path.reduce<unknown>(
    (value, part) =>
      isObject(value) || Array.isArray(value)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    values,
  );
  return { key: keyOf(path), found: shown(found), ...helpFor(path) };
}

/** What no single key can show: names that must agree with each other. */
function crossProblems(values: Record<string, unknown>): Problem[] {
  const regions = isObject(values.regions) ? Object.keys(values.regions) : [];
  if (regions.length === 0) return [];
  const problems = ["activeRegion", "homeRegion"]
    .filter((key) => typeof values[key] === "string" && !regions.includes(values[key] as string))
    .map((key) => ({
      key: keyOf([key]),
      found: shown(values[key]),
      allowed: regions.join(", "),
      example: String(regions[0]),
    }));
  if (regions.length < 2) {
    problems.push({
      key: keyOf(["regions"]),
      found: `${regions.length} Region`,
      allowed: "two or more Regions",
      example: "us-west-2 and us-east-1",
    });
  }
  for (const region of regions) {
    const entry = (values.regions as Record<string, unknown>)[region];
    const recordsAreOurs = !isObject(values.service) || values.service.existingRecords !== true;
    if (
      isObject(entry) &&
      recordsAreOurs &&
      entry.existingLoadBalancer === undefined &&
      entry.network === undefined
    ) {
      problems.push(problemAt(["regions", region, "existingLoadBalancer"], values));
    }
  }
  const hooks = isObject(values.hooks) ? values.hooks : {};
  if ((hooks.quiesce === undefined) !== (hooks.unquiesce === undefined)) {
    const missing = hooks.quiesce === undefined ? "quiesce" : "unquiesce";
    problems.push(problemAt(["hooks", missing], values));
  }
  return problems;
}

function notInThisRelease(values: Record<string, unknown>): Problem[] {
  const service = isObject(values.service) ? values.service : {};
  const credentials = isObject(values.credentials) ? values.credentials : {};
  const hooks = isObject(values.hooks) ? values.hooks : {};
  const promotion = isObject(values.promotion) ? values.promotion : {};
  const recovery = isObject(values.recovery) ? values.recovery : {};
  const regions = isObject(values.regions) ? values.regions : {};
  const used: [string[], boolean][] = [
    [["service", "traffic"], service.traffic === "latch"],
    [["recovery", "journal"], String(recovery.journal ?? "").startsWith("s3:")],
    [["credentials", "operationToken"], credentials.operationToken !== undefined],
    [["hostNames"], !isEmpty(values.hostNames)],
    [["secrets"], values.secrets !== undefined],
    [["notifications"], !isEmpty(values.notifications)],
    [["promotion", "after"], promotion.after !== undefined && promotion.after !== null],
    [["hooks", "before"], !isEmpty(hooks.before)],
    [["hooks", "after"], !isEmpty(hooks.after)],
    ...Object.entries(regions).flatMap(([region, entry]): [string[], boolean][] => [
      [["regions", region, "network"], isObject(entry) && entry.network !== undefined],
      [["regions", region, "nodes"], isObject(entry) && !isEmpty(entry.nodes)],
    ]),
  ];
  return used
    .filter(([, is]) => is)
    .map(([path]) => ({
      ...problemAt(path, values),
      allowed: "not in this release: leave it out",
      example: "no such key",
    }));
}

const keyOf = (path: string[]): string => `vault-dr:${path.join(".")}`;

function knownKeys(path: string[]): string[] {
  const object = path.reduce<unknown>((schema, part) => inner(schema, part), configSchema);
  return isObject(object) && isObject(object.shape) ? Object.keys(object.shape) : [];
}

/** One step down a schema, through defaults, pipes and options. */
function inner(schema: unknown, part: string): unknown {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return unwrap((bare.shape as Record<string, unknown>)[part]);
  return bare instanceof z.ZodRecord ? unwrap(bare.valueType) : undefined;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // not JSON after all: the schema says what is wrong with it
  }
}

const isNumeric = (value: unknown): boolean => typeof value === "string" && /^\d+$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || Object.keys(value as object).length === 0;
