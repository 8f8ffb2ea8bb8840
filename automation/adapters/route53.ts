import type {
  Change,
  ResourceRecordSet as RecordSet,
  Route53Client,
  Route53ServiceException,
} from "@aws-sdk/client-route-53";
import {
  type Answer,
  ok,
  type Refused,
  refused,
  type Unknown,
  unknown,
} from "../../ground/answer.ts";
import { type Clock, TOO_LATE, withinMs } from "../../ground/clock.ts";
import { isBareHostName } from "../../infra/contract.ts";
import type { ChangeState, TrafficPort, TrafficRecord } from "../ports/traffic.ts";
import { oneLine, silenceOf } from "./network/silence.ts";

export type Route53Options = {
  hostedZoneId: string;
  /** The service's name. */
  recordName: string;
  clock: Clock;
  /** One call, credentials included, in milliseconds. */
  boundMs: number;
};

type Sdk = typeof import("@aws-sdk/client-route-53");
type Route53 = { sdk: Sdk; client: Route53Client };

/** Route 53's control plane. Endpoint and credentials are what the AWS SDK finds in its environment. */
export function route53Traffic(options: Route53Options): TrafficPort {
  const { hostedZoneId: HostedZoneId, recordName } = options;
  const call = caller(options);
  return {
    record: () =>
      call(async ({ sdk, client }, abortSignal) => {
        const command = new sdk.ListResourceRecordSetsCommand({
          HostedZoneId,
          StartRecordName: recordName,
          StartRecordType: "CNAME",
          MaxItems: 1,
        });
        return recordOf(await client.send(command, { abortSignal }), recordName);
      }),
    upsert: async ({ value, ttlSeconds }) => {
      const host = withoutDot(value);
      if (!isBareHostName(host))
        return refused(400, `not sent: "${oneLine(value)}" is no bare host name`);
      return call(async ({ sdk, client }, abortSignal) => {
        const ResourceRecordSet: RecordSet = {
          Name: recordName,
          Type: "CNAME",
          TTL: ttlSeconds,
          ResourceRecords: [{ Value: host }],
        };
        const Changes: Change[] = [{ Action: "UPSERT", ResourceRecordSet }];
        const command = new sdk.ChangeResourceRecordSetsCommand({
          HostedZoneId,
          ChangeBatch: { Changes },
        });
        const { ChangeInfo } = await client.send(command, { abortSignal });
        return { changeId: told(ChangeInfo?.Id, "no change id").replace(/^\/change\//, "") };
      });
    },
    change: (changeId) =>
      call(async ({ sdk, client }, abortSignal) => {
        const command = new sdk.GetChangeCommand({ Id: changeId });
        const { ChangeInfo } = await client.send(command, { abortSignal });
        return told<ChangeState>(ChangeInfo?.Status, "no state of the change");
      }),
  };
}

type Work<T> = (route53: Route53, signal: AbortSignal) => Promise<T>;

/** Runs one call within the bound, once: whether it is worth trying again is not ours to say. */
function caller({ clock, boundMs }: Route53Options) {
  let loading: Promise<Route53> | null = null;
  return async <T>(work: Work<T>): Promise<Answer<T>> => {
    loading ??= load(boundMs);
    const late = new AbortController();
    const running = loading.then((route53) => work(route53, late.signal)).then(ok, failureOf);
    const answer = await withinMs(clock, boundMs, running);
    if (answer !== TOO_LATE) return answer;
    late.abort();
    return unknown("timed-out", `Route 53: no answer after ${boundMs} ms`);
  };
}

/** The SDK takes a tenth of a second to load: on first use, not at the start of every command. */
async function load(boundMs: number): Promise<Route53> {
  const sdk = await import("@aws-sdk/client-route-53");
  const client = new sdk.Route53Client({
    region: "us-east-1",
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: boundMs,
      requestTimeout: boundMs,
      throwOnRequestTimeout: true,
    },
  });
  return { sdk, client };
}

/** The list begins at the name, and with the next one in the zone where there is none. */
function recordOf(
  { ResourceRecordSets: [first] = [] }: { ResourceRecordSets?: RecordSet[] | undefined },
  name: string,
): TrafficRecord | null {
  if (first?.Type !== "CNAME" || comparable(first.Name ?? "") !== comparable(name)) return null;
  const value = told(first.ResourceRecords?.[0]?.Value, "a CNAME without a value");
  return { name: comparable(name), value: withoutDot(value), ttlSeconds: first.TTL ?? 0 };
}

const withoutDot = (name: string): string => name.replace(/\.$/, "");
const comparable = (name: string): string => withoutDot(name).toLowerCase();

/** A success that lacks what it must say. */
class Unreadable extends Error {}

function told<T>(value: T | undefined, lack: string): T {
  if (value === undefined) throw new Unreadable(lack);
  return value;
}

function failureOf(error: unknown): Refused | Unknown {
  if (error instanceof Unreadable) return unknown("unreadable", `Route 53: ${error.message}`);
  const { name, message, $metadata } = error as Partial<Route53ServiceException>;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined)
    return refused(status, `${name}: ${oneLine(message ?? "")}`, status < 500);
  if (name === "CredentialsProviderError")
    return refused(403, `not sent: ${oneLine(message ?? "")}`);
  const { why, reason } = silenceOf(error);
  return unknown(why, `Route 53: ${reason}`);
}
