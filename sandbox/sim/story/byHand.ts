import type { OutcomeDocument } from "../../../automation/report/outcome.ts";
import { isServing } from "../../model/vault/cluster.ts";
import { holdsToken, mintServiceToken } from "../../model/vault/tokens.ts";
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

const LOG_IN =
  /Set (?:a VAULT_TOKEN that|VAULT_TOKEN to one that) (\S+)(?: and (\S+) both)? accepts?/;

/** One that was left of older times, if the clusters that are named know it, else a new one of the only one named. */
function logInAnew(world: SimWorld, text: string): void {
  const { vault, drawer } = world;
  const named = (LOG_IN.exec(text)?.slice(1) ?? []).flatMap((one) => vault.clusters.get(one) ?? []);
  const [first, ...more] = named.filter(isServing);
  if (first === undefined || 1 + more.length < named.length) return;
  const left = drawer.spareTokens.find((token) => named.every((one) => holdsToken(one, token)));
  const token = left ?? (more.length === 0 ? mintServiceToken(vault, first, ["root"]) : null);
  if (token === null) return;
  drawer.spareTokens = drawer.spareTokens.filter((one) => one !== token);
  drawer.right.vaultToken = token;
  world.hands = { ...world.hands, vaultToken: token };
}

const RECORD = /Make it by hand \((\S+) CNAME (\S+), TTL (\d+)\)/;

/** The console needs the control plane as the command does. */
function changeRecord({ zone, route53 }: SimWorld, text: string): void {
  const [, name, value, ttl] = RECORD.exec(text) ?? [];
  if (name === undefined || value === undefined || zone.settings.down || route53.readOnly) return;
  const record = { name, type: "CNAME", ttlSeconds: Number(ttl), values: [value] } as const;
  zone.change([{ action: "UPSERT", record: { ...record, values: [value] } }]);
}
