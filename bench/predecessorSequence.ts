import { randomUUID } from "node:crypto";
import { SERVICE_NAME } from "../sandbox/doors/loopback/options.ts";
import type { Sandbox } from "../sandbox/doors/loopback/sandbox.ts";
import { retryingCalls, upsertCname, type VaultCall } from "./predecessorCalls.ts";
import { pauseFor } from "./world.ts";

/** The predecessor's waits and its TTL; it would try ten times, and a run has to end. */
export const WAITS = { ttlSeconds: 300, sleepMs: 60_000, retryMs: 30_000, attempts: 5 };

/**
 * What the predecessor does, every wait divided by `scale`: it promotes before it demotes, never looks at the lag, never
 * waits for a role change, and sleeps for a minute.
 */
export async function sequence(sandbox: Sandbox, scale: number): Promise<void> {
  const [old, next] = sandbox.regions;
  if (old === undefined || next === undefined) throw new Error("the sequence is about two Regions");
  const { ttlSeconds, sleepMs, retryMs, attempts } = WAITS;
  const call = retryingCalls(sandbox, { retryMs: retryMs / scale, attempts });
  const a = old.ipAddress;
  const b = next.ipAddress;

  const { data } = await call(b, "GET", "sys/replication/dr/status");
  if (data?.mode !== "secondary" || data.state !== "stream-wals")
    throw new Error(`the second Region is ${data?.mode}, ${data?.state}`);
  await call(b, "DELETE", `${GENERATION}/attempt`);
  const promoting = await operationToken(call, b, sandbox);
  await call(b, "POST", "sys/replication/dr/secondary/promote", { dr_operation_token: promoting });
  const record = { value: next.name, ttlSeconds: Math.round(ttlSeconds / scale) };
  await upsertCname(sandbox, record);
  await pauseFor(sleepMs / scale);
  await call(a, "POST", "sys/replication/dr/primary/demote");
  const id = randomUUID();
  const { wrap_info } = await call(b, "POST", "sys/replication/dr/primary/secondary-token", { id });
  const attaching = await operationToken(call, a, sandbox);
  await call(a, "POST", "sys/replication/dr/secondary/update-primary", {
    dr_operation_token: attaching,
    token: wrap_info?.token,
    primary_api_addr: `https://${SERVICE_NAME}:${sandbox.port}`,
  });
}

const GENERATION = "sys/replication/dr/secondary/generate-operation-token";

/** A DR operation token from the key shares in its environment. */
async function operationToken(
  call: VaultCall,
  address: string,
  { env }: Pick<Sandbox, "env">,
): Promise<string> {
  const { nonce, otp = "" } = await call(address, "POST", `${GENERATION}/attempt`, {});
  for (let number = 1; ; number++) {
    const key = env[`VAULT_RECOVERY_KEY_${number}`];
    if (key === undefined) throw new Error("the shares did not suffice");
    const given = await call(address, "POST", `${GENERATION}/update`, { key, nonce });
    if (given.complete === true) return decoded(given.encoded_token ?? "", otp);
  }
}

const decoded = (encoded: string, otp: string): string =>
  String.fromCharCode(
    ...Buffer.from(encoded, "base64").map((byte, index) => byte ^ otp.charCodeAt(index)),
  );
