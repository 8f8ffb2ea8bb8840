import type { RecordArgs } from "@pulumi/aws/route53/index.js";
import type { Plain } from "../judge/plain.ts";
import type { Stack, Standing } from "../judge/rule.ts";
import type { Needs } from "../judge/settings.ts";
import { RECORD } from "./tokens.ts";

export type DnsRecord = Plain<RecordArgs>;

/** Whether a record bears this name, written whole or relative to its zone. */
export function bears({ name }: DnsRecord, wanted: string): boolean {
  const own = plainName(name ?? "");
  const whole = plainName(wanted);
  return own !== "" && (own === whole || whole.startsWith(`${own}.`));
}

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** The record that a failover changes. */
export const isService = (record: DnsRecord, { serviceName }: Needs<"serviceName">): boolean =>
  bears(record, serviceName);

/** All records of the service's name: one, or the two of a latch. */
export const serviceRecords = (
  stack: Stack,
  settings: Needs<"serviceName">,
): Standing<DnsRecord>[] => stack.of(RECORD).filter(({ props }) => isService(props, settings));

/** PRIMARY or SECONDARY, of a record of a failover pair. */
export const failoverRoleOf = ({ failoverRoutingPolicies }: DnsRecord): string | undefined =>
  failoverRoutingPolicies?.[0]?.type;

const BARE_HOST =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?\.?$/i;

/** No scheme, port, path or space. Route 53 takes more, and it then resolves to nothing. */
export const isBareHost = (text: string): boolean => BARE_HOST.test(text);

const LOAD_BALANCER_NAME =
  /\.elb\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(\.cn)?\.?$|\.([a-z]{2}(?:-[a-z]+)+-\d)\.elb\.amazonaws\.com(\.cn)?\.?$/i;

/** The Region of a load balancer's own name, or null where a host is no load balancer's. */
export function loadBalancerRegion(host: string): string | null {
  const match = LOAD_BALANCER_NAME.exec(host);
  return match?.[1] ?? match?.[3] ?? null;
}

/** The Region that a record stands for: whose own name it bears. */
export const regionNamed = (record: DnsRecord, { regions }: Needs<"regions">): string | null =>
  Object.entries(regions).find(([, name]) => bears(record, name))?.[0] ?? null;
