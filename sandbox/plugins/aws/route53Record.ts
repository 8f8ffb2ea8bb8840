import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
  waitUntilResourceRecordSetsChanged,
} from "@aws-sdk/client-route-53";
import type { Properties, ResourceKind } from "../resourceKind.ts";

const INSYNC_SECONDS_MAX = 120;

const client = new Route53Client({ region: process.env.AWS_REGION ?? "us-east-1" });
const cancelled = new AbortController();
const options = { abortSignal: cancelled.signal };

/** `aws:route53/record:Record`: simple records, and aliases of load balancers. Waits for INSYNC, as the real one does. */
export const route53Record: ResourceKind = {
  inputs: new Set(["zoneId", "name", "type", "ttl", "records", "aliases", "allowOverwrite"]),
  replaceOn: ["zoneId", "name", "type"],

  check: (news) => {
    const what = "aliases" in news ? ["aliases"] : ["ttl", "records"];
    const missing = ["zoneId", "name", "type", ...what].filter((key) => !(key in news));
    if (missing.length > 0) throw new Error(`a record needs ${missing.join(", ")}`);
    return { allowOverwrite: false, ...news };
  },

  create: async (inputs) => {
    await change(inputs.allowOverwrite === true ? "UPSERT" : "CREATE", inputs);
    const { zoneId, name, type } = inputs;
    return { id: `${zoneId}_${name}_${type}`, outs: outputs(inputs) };
  },

  read: async (id, properties) => {
    const [zoneId, name, type] = id.split("_");
    const found = await find({ zoneId, name, type });
    if (found === null) return null;
    return outputs({ ...properties, zoneId, name, type, ...valuesOf(found) });
  },

  update: async (_id, news) => {
    await change("UPSERT", news);
    return outputs(news);
  },

  cancel: () => cancelled.abort(),

  delete: async (_id, properties) => {
    const found = await find(properties);
    if (found === null) return;
    await change("DELETE", { ...properties, ...valuesOf(found) });
  },
};

const outputs = (inputs: Properties): Properties => ({ ...inputs, fqdn: inputs.name });

/** What a record set says, as the inputs of a resource say it. */
function valuesOf({ TTL, ResourceRecords, AliasTarget }: ResourceRecordSet): Properties {
  if (AliasTarget === undefined)
    return { ttl: TTL, records: ResourceRecords?.map(({ Value }) => Value) };
  const { DNSName = "", HostedZoneId, EvaluateTargetHealth } = AliasTarget;
  const name = DNSName.replace(/\.$/, "");
  return {
    aliases: [{ name, zoneId: HostedZoneId, evaluateTargetHealth: EvaluateTargetHealth }],
  };
}

/** The same the other way round. */
function setOf({ name, type, ttl, records, aliases }: Properties): ResourceRecordSet {
  const about = { Name: String(name), Type: type as "CNAME" };
  const [alias] = (aliases ?? []) as Properties[];
  if (alias === undefined)
    return {
      ...about,
      TTL: Number(ttl),
      ResourceRecords: (records as string[]).map((Value) => ({ Value })),
    };
  return {
    ...about,
    AliasTarget: {
      DNSName: String(alias.name),
      HostedZoneId: String(alias.zoneId),
      EvaluateTargetHealth: alias.evaluateTargetHealth === true,
    },
  };
}

async function change(action: "CREATE" | "UPSERT" | "DELETE", inputs: Properties): Promise<void> {
  const { ChangeInfo } = await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: String(inputs.zoneId),
      ChangeBatch: {
        Changes: [{ Action: action, ResourceRecordSet: setOf(inputs) }],
      },
    }),
    options,
  );
  await waitUntilResourceRecordSetsChanged(
    { client, ...options, maxWaitTime: INSYNC_SECONDS_MAX, minDelay: 0.1, maxDelay: 1 },
    { Id: ChangeInfo?.Id },
  );
}

async function find({ zoneId, name, type }: Properties): Promise<ResourceRecordSet | null> {
  const { ResourceRecordSets = [] } = await client.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: String(zoneId),
      StartRecordName: String(name),
      StartRecordType: type as "CNAME",
      MaxItems: 1,
    }),
    options,
  );
  const first = ResourceRecordSets[0];
  return first?.Name === `${name}.` && first.Type === type ? first : null;
}
