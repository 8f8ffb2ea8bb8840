import type { OutcomeDocument } from "../../../automation/report/outcome.ts";
import { isServing } from "../../model/vault/cluster.ts";
import { mintServiceToken } from "../../model/vault/tokens.ts";
import type { SimWorld } from "../world.ts";

/** What people do without the command where it tells them to: in the console, or with Pulumi's own CLI. */
export function doneByHand(world: SimWorld, { findings }: OutcomeDocument, host: string): void {
  for (const { id, now, next } of findings) {
    changeRecord(world, next);
    logInAnew(world, next);
    if (id === "LOCAL_RUN_CONFLICT") void world.locals.on(host).putAway();
    if (/pulumi cancel --stack test/.test(now) && !world.stack.busy) world.stack.locked = false;
  }
}

const LOG_IN = /Set a VAULT_TOKEN that (\S+) accepts/;

/** What replication had brought there of older tokens is gone. */
function logInAnew(world: SimWorld, text: string): void {
  const [, region] = LOG_IN.exec(text) ?? [];
  const cluster = region === undefined ? undefined : world.vault.clusters.get(region);
  if (cluster === undefined || !isServing(cluster)) return;
  world.drawer.right.vaultToken = mintServiceToken(world.vault, cluster, ["root"]);
  world.hands = { ...world.hands, vaultToken: world.drawer.right.vaultToken };
}

const RECORD = /Make it by hand \((\S+) CNAME (\S+), TTL (\d+)\)/;

/** The console needs the control plane as the command does. */
function changeRecord({ zone, route53 }: SimWorld, text: string): void {
  const [, name, value, ttl] = RECORD.exec(text) ?? [];
  if (name === undefined || value === undefined || zone.settings.down || route53.readOnly) return;
  const record = { name, type: "CNAME", ttlSeconds: Number(ttl), values: [value] } as const;
  zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
}
