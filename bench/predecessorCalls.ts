import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { SERVICE_NAME, ZONE } from "../sandbox/doors/loopback/options.ts";
import type { Sandbox } from "../sandbox/doors/loopback/sandbox.ts";
import type { Method } from "./predecessorRetries.ts";
import type { Doors } from "./predecessorSequence.ts";
import { pauseFor } from "./world.ts";

const CALL_MS_MAX = 10_000;

/** The sequence's doors into the sandbox: real sockets, real time. */
export function socketDoors({ env, port, regions }: Sandbox): Doors {
  const [old, next] = regions;
  if (old === undefined || next === undefined) throw new Error("the sequence is about two Regions");
  const ca = readFileSync(env.VAULT_CACERT ?? "", "utf8");
  const headers = { "x-vault-token": env.VAULT_TOKEN ?? "" };
  return {
    send: async (host, method, path, body) => {
      const { status, text } = await send({ host, port, ca, headers, method, path }, body);
      const isGood = status >= 200 && status < 300;
      return { status, text, body: isGood ? JSON.parse(text || "{}") : null };
    },
    upsertCname: (record) => upsertCname(env, record),
    pause: pauseFor,
    regions: {
      old: { place: old.ipAddress },
      next: { place: next.ipAddress, name: next.name },
    },
    serviceAddress: `https://${SERVICE_NAME}:${port}`,
    shares: sharesIn(env),
    newId: randomUUID,
  };
}

function sharesIn(env: Sandbox["env"]): string[] {
  const shares: string[] = [];
  for (let number = 1; ; number++) {
    const share = env[`VAULT_RECOVERY_KEY_${number}`];
    if (share === undefined) return shares;
    shares.push(share);
  }
}

/** UPSERT of the service's CNAME, in the zone of the sandbox. */
async function upsertCname(
  env: Sandbox["env"],
  record: { value: string; ttlSeconds: number },
): Promise<void> {
  const client = new Route53Client({
    endpoint: env.AWS_ENDPOINT_URL ?? "",
    region: env.AWS_REGION ?? "",
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
    },
  });
  const ResourceRecordSet: ResourceRecordSet = {
    Name: SERVICE_NAME,
    Type: "CNAME",
    TTL: record.ttlSeconds,
    ResourceRecords: [{ Value: record.value }],
  };
  const Changes: Change[] = [{ Action: "UPSERT", ResourceRecordSet }];
  const ChangeBatch = { Changes };
  await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE.id, ChangeBatch }));
  client.destroy();
}

type To = {
  host: string;
  port: number;
  ca: string;
  headers: Record<string, string>;
  method: Method;
  path: string;
};

/** Status 0 where nobody answered. */
function send({ path, ...to }: To, body?: object): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    const options = { ...to, path: `/v1/${path}`, agent: false, timeout: CALL_MS_MAX };
    const call = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => done({ status: response.statusCode ?? 0, text }));
      response.on("error", (error) => done({ status: 0, text: error.message }));
    });
    call.on("timeout", () => call.destroy(new Error("timed out")));
    call.on("error", (error) => done({ status: 0, text: error.message }));
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
