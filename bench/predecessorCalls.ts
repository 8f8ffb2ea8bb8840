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
import { pauseFor } from "./world.ts";

/** What Vault answered; the fields that the sequence reads. */
export type Body = {
  nonce?: string;
  otp?: string;
  complete?: boolean;
  encoded_token?: string;
  data?: { mode?: string; state?: string } | null;
  wrap_info?: { token: string } | null;
};

type Method = "GET" | "POST" | "DELETE";
/** One call to Vault at an address; throws when every attempt was refused. */
export type VaultCall = (
  address: string,
  method: Method,
  path: string,
  body?: object,
) => Promise<Body>;

const CALL_MS_MAX = 10_000;

/**
 * Calls as the predecessor makes them: whatever is not 2xx is sent again after `retryMs`, then twice that, and so on,
 * calls that must not be repeated included. It goes on for ten attempts; here a run has to end, so `attempts` bounds it.
 */
export function retryingCalls(
  { env, port }: Pick<Sandbox, "env" | "port">,
  { retryMs, attempts }: { retryMs: number; attempts: number },
): VaultCall {
  const ca = readFileSync(env.VAULT_CACERT ?? "", "utf8");
  const headers = { "x-vault-token": env.VAULT_TOKEN ?? "" };
  return async (address, method, path, body) => {
    let last = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await pauseFor(retryMs * 2 ** (attempt - 1));
      const answer = await send({ host: address, port, ca, headers, method, path }, body);
      if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.text || "{}");
      last = `${answer.status} ${answer.text}`;
    }
    throw new Error(`${method} ${path} was refused ${attempts} times: ${last}`);
  };
}

/** UPSERT of the service's CNAME, in the zone of the sandbox. */
export async function upsertCname(
  { env }: Pick<Sandbox, "env">,
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
