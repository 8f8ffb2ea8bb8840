import { randomBytes } from "node:crypto";
import { mintBatchToken, OPERATION_POLICY } from "../../model/vault/tokens.ts";
import { clusterIn } from "../../model/vault/world.ts";
import { operatorToken } from "./operatorToken.ts";
import { PROVIDER_REGION, type SandboxOptions } from "./options.ts";
import type { SandboxWorld } from "./world.ts";

/** What a command is given to work in this world: credentials, the CA's file and the AWS endpoint. */
export function environmentOf(
  world: SandboxWorld,
  given: { options: SandboxOptions; caFile: string; awsUrl: string },
): { env: Record<string, string>; secrets: () => string[] } {
  const awsSecret = randomBytes(30).toString("base64url");
  const { operationToken, vaultToken = "root" } = given.options;
  const env = {
    VAULT_TOKEN: vaultToken === "root" ? world.rootToken : operatorToken(world.vault, vaultToken),
    ...sharesFor(world),
    VAULT_CACERT: given.caFile,
    AWS_ENDPOINT_URL: given.awsUrl,
    AWS_ACCESS_KEY_ID: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    AWS_SECRET_ACCESS_KEY: awsSecret,
    AWS_REGION: PROVIDER_REGION,
    ...(operationToken === undefined
      ? {}
      : { VAULT_DR_OPERATION_TOKEN: batchToken(world, operationToken.ttlMs) }),
  };
  return { env, secrets: () => [...world.vault.issued, awsSecret] };
}

/** As many shares as the threshold asks for. */
function sharesFor({ shares, vault }: SandboxWorld): Record<string, string> {
  const threshold = Math.max(...[...vault.clusters.values()].map((cluster) => cluster.threshold));
  return Object.fromEntries(
    shares.slice(0, threshold).map((share, index) => [`VAULT_RECOVERY_KEY_${index + 1}`, share]),
  );
}

function batchToken({ vault }: SandboxWorld, ttlMs: number): string {
  const [region] = vault.clusters.keys();
  const primary = clusterIn(vault, region ?? "");
  return mintBatchToken(vault, primary, { policies: [OPERATION_POLICY], ttlMs });
}
