import { z } from "zod";
import { ok, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type { VaultPort } from "../../ports/vault.ts";
import { type Ask, done, mapOk, reading, type VaultBounds } from "./ask.ts";

type RoleCalls = Pick<
  VaultPort,
  "demote" | "promote" | "issueActivation" | "makePublicKey" | "updatePrimary"
>;

/** What changes a role or attaches a secondary. On a secondary the operation token in the body authorises. */
export function roleCalls(ask: Ask, { callMs, demoteMs, promoteMs }: VaultBounds): RoleCalls {
  return {
    demote: async (region, token) =>
      done(await ask(region, { ...post("primary/demote"), token, body: {}, boundMs: demoteMs })),
    promote: async (region, { operationToken, primaryClusterAddr, force }) => {
      const body = {
        dr_operation_token: operationToken,
        primary_cluster_addr: primaryClusterAddr,
        ...(force ? { force: true } : {}),
      };
      const call = { ...post("secondary/promote"), token: null, body, boundMs: promoteMs };
      return done(await ask(region, call));
    },
    issueActivation: async (region, token, { id, publicKey }) => {
      const body = { id, ...(publicKey === null ? {} : { secondary_public_key: publicKey }) };
      const call = { ...post("primary/secondary-token"), token, body, boundMs: callMs };
      const answer = reading(await ask(region, call), activationSchema);
      if (answer.is !== "ok") return answer;
      const { data, wrap_info: wrap } = answer.value;
      const issued = data?.token ?? wrap?.token;
      if (issued === undefined)
        return unknown("unreadable", "Vault's answer has no activation token");
      return ok({ token: new Secret(issued), wrapped: data?.token === undefined });
    },
    makePublicKey: async (region, token) => {
      const call = { ...post("secondary/generate-public-key"), token, body: {}, boundMs: callMs };
      const answer = reading(await ask(region, call), publicKeySchema);
      return mapOk(answer, ({ data }) => data.secondary_public_key);
    },
    updatePrimary: async (region, { operationToken, activation, primaryApiAddr, boundMs }) => {
      const body = {
        dr_operation_token: operationToken,
        token: activation,
        ...(primaryApiAddr === null ? {} : { primary_api_addr: primaryApiAddr }),
      };
      const call = { ...post("secondary/update-primary"), token: null, body, boundMs };
      return done(await ask(region, call));
    },
  };
}

const post = (path: string) => ({ method: "POST", path: `sys/replication/dr/${path}` }) as const;

/** Wrapped without a public key; encrypted for that key, in `data`, with one. */
const holder = z.object({ token: z.string().min(1) });
const activationSchema = z.object({
  data: holder.nullish().catch(null),
  wrap_info: holder.nullish().catch(null),
});
const publicKeySchema = z.object({ data: z.object({ secondary_public_key: z.string().min(1) }) });
