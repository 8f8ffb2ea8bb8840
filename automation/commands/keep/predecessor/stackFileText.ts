import { Document, isMap, isScalar } from "yaml";
import type { Predecessor } from "./configuration.ts";

/** Regions that may be the provider's own: it must work when one of Vault's is gone. */
const NEUTRAL = ["us-east-2", "us-west-1", "eu-central-1"];

export const providerRegionOf = ({ primary, secondary }: Predecessor): string =>
  NEUTRAL.find((region) => ![primary.region, secondary.region].includes(region)) ?? "";

/** A `Pulumi.<environment>.yaml` for what the predecessor knew; the comments say what to check. */
export function stackFileText(found: Predecessor): string {
  const document = new Document({ config: keysOf(found) });
  document.commentBefore = ` ${found.environment}: made by \`vault-dr init\` from the predecessor's file; check the lines with a question.`;
  for (const [path, text] of remarks(found)) {
    const node = document.getIn(["config", ...path], true);
    if (isScalar(node)) node.comment = ` ${text}`;
  }
  const config = document.get("config", true);
  if (isMap(config)) config.comment = OPTIONAL;
  return document.toString({ lineWidth: 0 });
}

/** The keys under `config:`. */
export function keysOf(found: Predecessor): Record<string, unknown> {
  const { environment, service, hostedZoneId, port, primary, secondary } = found;
  const regions = [primary, secondary].map(({ region, name, host }) => [
    region,
    { name, existingLoadBalancer: { dnsName: host } },
  ]);
  return {
    "aws:region": providerRegionOf(found),
    "vault-dr:activeRegion": primary.region,
    "vault-dr:takeover": 1,
    "vault-dr:homeRegion": primary.region,
    "vault-dr:service": {
      name: service,
      hostedZoneId,
      privateZone: false,
      ttlSeconds: 5,
      traffic: "cname",
      existingRecords: false,
      port,
    },
    "vault-dr:regions": Object.fromEntries(regions),
    "vault-dr:recovery": {
      journal: `file:./.vault-dr/${environment}`,
      rollbackAfter: "15s",
      drainTimeout: "10s",
      maxLag: "5s",
      rto: "60s",
    },
  };
}

function remarks({ primary, secondary }: Predecessor): [path: string[], text: string][] {
  const service = "vault-dr:service";
  return [
    [["aws:region"], "the provider's own Region, neither of Vault's: may you work there?"],
    [["vault-dr:activeRegion"], "does it serve now? Later written by the command, nobody else"],
    [["vault-dr:takeover"], "grows with every move; written by the command"],
    [["vault-dr:homeRegion"], "where `failback` returns to"],
    [[service, "privateZone"], "is the zone private?"],
    [[service, "ttlSeconds"], "the predecessor wrote 300"],
    [[service, "existingRecords"], "does another stack declare these records? Then true"],
    [[service, "port"], "of the load balancers, as in the predecessor's URLs"],
    ...[primary, secondary].map(({ region }): [string[], string] => [
      ["vault-dr:regions", region, "name"],
      "new, declared by the stack: does Vault's certificate have it?",
    ]),
    [["vault-dr:recovery", "journal"], "runs and the lease: a folder that every operator shares?"],
  ];
}

/** What the predecessor had nothing of. */
const OPTIONAL = ` vault-dr:probe: # optional: read and written to prove service
   path: secret/data/vault-dr/canary
 vault-dr:hooks: # optional: without them a write may slip into a planned move, which then goes back
   quiesce: ["./hooks/stop-writers"]
   unquiesce: ["./hooks/start-writers"]`;
