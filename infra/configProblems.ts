import { z } from "zod";
import { nearest, type Problem, shown } from "../ground/problems.ts";
import { helpFor } from "./configHelp.ts";

type Values = Record<string, unknown>;

/** What `schema` and the file's own logic have against these values, each with what is allowed and an example. */
export function configProblems(
  schema: z.ZodType,
  values: Values,
  issues: z.core.$ZodIssue[],
): Problem[] {
  return [
    ...issues.flatMap((issue) => problemsOf(schema, issue, values)),
    ...crossProblems(values),
    ...notInThisRelease(values),
  ];
}

function problemsOf(schema: z.ZodType, issue: z.core.$ZodIssue, values: Values): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [problemAt(path, values)];
  return issue.keys.map((key) => {
    const known = knownKeys(schema, path);
    const meant = nearest(key, known);
    return {
      key: keyOf([...path, key]),
      found: "a key that is not known",
      allowed: meant ? `did you mean ${keyOf([...path, meant])}?` : known.join(", "),
      example: helpFor([...path, meant ?? ""]).example,
    };
  });
}

function problemAt(path: string[], values: Values): Problem {
  const found = path.reduce<unknown>(
    (value, part) =>
      isObject(value) || Array.isArray(value) ? (value as Values)[part] : undefined,
    values,
  );
  return { key: keyOf(path), found: shown(found), ...helpFor(path) };
}

/** What no single key can show: names that must agree with each other. */
function crossProblems(values: Values): Problem[] {
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
  problems.push(...balancerProblems(values));
  const hooks = isObject(values.hooks) ? values.hooks : {};
  if ((hooks.quiesce === undefined) !== (hooks.unquiesce === undefined)) {
    const missing = hooks.quiesce === undefined ? "quiesce" : "unquiesce";
    problems.push(problemAt(["hooks", missing], values));
  }
  return problems;
}

/** Each Region has one load balancer, ours or theirs, and ours lets only the peers' Vault in on 8201. */
function balancerProblems(values: Values): Problem[] {
  const regions = isObject(values.regions) ? values.regions : {};
  const entries = Object.entries(regions).filter((entry): entry is [string, Values] =>
    isObject(entry[1]),
  );
  const recordsAreOurs = !isObject(values.service) || values.service.existingRecords !== true;
  const isDeclared = entries.some(([, { network }]) => network !== undefined);
  return entries.flatMap(([region, { existingLoadBalancer, network, vaultCidrs }]) => {
    const at = (key: string) => problemAt(["regions", region, key], values);
    const both = existingLoadBalancer !== undefined && network !== undefined;
    const none = existingLoadBalancer === undefined && network === undefined && recordsAreOurs;
    return [
      ...(both ? [{ ...at("network"), allowed: "network or existingLoadBalancer, not both" }] : []),
      ...(none ? [at("existingLoadBalancer")] : []),
      ...(isDeclared && vaultCidrs === undefined ? [at("vaultCidrs")] : []),
    ];
  });
}

function notInThisRelease(values: Values): Problem[] {
  const service = isObject(values.service) ? values.service : {};
  const credentials = isObject(values.credentials) ? values.credentials : {};
  const promotion = isObject(values.promotion) ? values.promotion : {};
  const regions = isObject(values.regions) ? values.regions : {};
  const used: [string[], boolean][] = [
    [["service", "traffic"], service.traffic === "latch"],
    [["credentials", "operationToken"], credentials.operationToken !== undefined],
    [["hostNames"], !isEmpty(values.hostNames)],
    [["secrets"], values.secrets !== undefined],
    [["notifications"], !isEmpty(values.notifications)],
    [["promotion", "after"], promotion.after !== undefined && promotion.after !== null],
    ...Object.entries(regions).flatMap(([region, entry]): [string[], boolean][] => [
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

function knownKeys(schema: z.ZodType, path: string[]): string[] {
  const object = path.reduce<unknown>((at, part) => inner(at, part), schema);
  return isObject(object) && isObject(object.shape) ? Object.keys(object.shape) : [];
}

/** One step down a schema, through defaults, pipes and options. */
function inner(schema: unknown, part: string): unknown {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return unwrap((bare.shape as Values)[part]);
  return bare instanceof z.ZodRecord ? unwrap(bare.valueType) : undefined;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || Object.keys(value as object).length === 0;
