import { z } from "zod";
import { type Answer, ok } from "../../../ground/answer.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { VaultPort } from "../../ports/vault.ts";
import type { VaultTransport } from "../vaultHttp.ts";
import { type Ask, done, mapOk, reading, type VaultBounds } from "./ask.ts";
import { healthSchema, serviceHealth } from "./status.ts";

type TokenCalls = Pick<
  VaultPort,
  "acceptsToken" | "revokeSelf" | "tokenEnd" | "missingCapabilities" | "readCanary" | "writeCanary"
>;
type ServiceCalls = Pick<VaultPort, "throughService" | "canaryThroughService">;

/** The service as its clients know it. */
export type ServiceAddress = { name: string; port: number };

/** What an ordinary token may do at a Region's own address. */
export function tokenCalls(ask: Ask, { callMs: boundMs }: VaultBounds): TokenCalls {
  return {
    tokenEnd: async (region, token) => {
      const answer = await ask(region, {
        method: "GET",
        path: "auth/token/lookup-self",
        token,
        boundMs,
      });
      return mapOk(reading(answer, tokenSchema), ({ data: { expire_time } }) =>
        expire_time === null ? null : Date.parse(expire_time),
      );
    },
    acceptsToken: async (region, token) =>
      done(await ask(region, { method: "GET", path: "auth/token/lookup-self", token, boundMs })),
    revokeSelf: async (region, token) =>
      done(await ask(region, { method: "POST", path: "auth/token/revoke-self", token, boundMs })),
    missingCapabilities: async (region, token, paths) => {
      const path = "sys/capabilities-self";
      const call = { method: "POST", path, token, body: { paths }, boundMs } as const;
      return mapOk(reading(await ask(region, call), capabilitiesSchema), ({ data }) =>
        paths.filter((each) => !mayUpdate(data[each] ?? [])),
      );
    },
    readCanary: async (region, token, path) =>
      canaryOf(await ask(region, { method: "GET", path, token, boundMs })),
    writeCanary: async (region, token, path, value) =>
      done(await ask(region, { ...writing(path, value), token, boundMs })),
  };
}

/** The clients' path: new connections to one resolved address, the service's name as SNI and Host. */
export function serviceCalls(
  { name, port }: ServiceAddress,
  transport: VaultTransport,
  { callMs }: VaultBounds,
): ServiceCalls {
  const at = (ipAddress: string) => ({
    address: `https://${ipAddress.includes(":") ? `[${ipAddress}]` : ipAddress}:${port}`,
    serverName: name,
    fresh: true,
  });
  return {
    throughService: async (ipAddress, boundMs) => {
      const call = { ...at(ipAddress), ...HEALTH, boundMs };
      const answer = await transport.request(call);
      const health = reading(answer, healthSchema);
      const status = answer.is === "ok" ? answer.value.status : 0;
      return mapOk(health, (value) => serviceHealth(status, value));
    },
    canaryThroughService: async (ipAddress, token, path, value) => {
      const request = { ...at(ipAddress), token, boundMs: callMs };
      const read = canaryOf(await transport.request({ ...request, method: "GET", path }));
      if (read.is !== "ok") return read;
      return done(await transport.request({ ...request, ...writing(path, value) }));
    },
  };
}

/** A standby of the primary serves too. A DR secondary must not look well: `drsecondarycode` stays away. */
const HEALTH = {
  method: "GET",
  path: "sys/health?standbyok=true&perfstandbyok=true",
  token: null as Secret | null,
  anyStatus: true,
} as const;

const writing = (path: string, value: string) =>
  ({ method: "POST", path, body: { data: { value } } }) as const;

function canaryOf(answer: Awaited<ReturnType<Ask>>): Answer<string | null> {
  if (answer.is === "refused" && answer.status === 404) return ok(null);
  return mapOk(reading(answer, canarySchema), ({ data }) => data.data?.value ?? "");
}

const mayUpdate = (capabilities: string[]): boolean =>
  capabilities.includes("update") || capabilities.includes("root");

/** KV v2: `data.data` is null for a deleted version. A value of another form than ours is somebody else's. */
const canarySchema = z.object({
  data: z.object({ data: z.object({ value: z.string().catch("") }).nullable() }),
});
const tokenSchema = z.object({ data: z.object({ expire_time: z.string().nullable() }) });

const capabilitiesSchema = z.object({
  data: z.record(z.string(), z.array(z.string()).catch([])),
});
