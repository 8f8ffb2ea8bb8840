import { ALIAS_TTL_SECONDS, type Alias, type ZoneChange } from "../../../model/zone.ts";
import { childAt, parseXml, type XmlElement } from "./xml.ts";

/** The changes of a `ChangeResourceRecordSets` body, or what is wrong with it. */
export function parseChanges(body: string): ZoneChange[] | string {
  const root = parseXml(body);
  if (root?.name !== "ChangeResourceRecordSetsRequest") return "The request body is not valid XML";
  const changes = childAt(root, "ChangeBatch", "Changes")?.children ?? [];
  const parsed = changes.map(parseChange);
  const wrong = parsed.find((change) => typeof change === "string");
  if (parsed.length === 0) return "The change batch holds no change";
  return wrong ?? parsed.filter((change) => typeof change !== "string");
}

function parseChange(change: XmlElement): ZoneChange | string {
  const textAt = (...path: string[]) => childAt(change, ...path)?.text ?? "";
  const action = textAt("Action");
  const type = textAt("ResourceRecordSet", "Type");
  const ttl = textAt("ResourceRecordSet", "TTL");
  const name = textAt("ResourceRecordSet", "Name");
  const values = childAt(change, "ResourceRecordSet", "ResourceRecords")?.children.map(
    (record) => childAt(record, "Value")?.text ?? "",
  );
  const target = childAt(change, "ResourceRecordSet", "AliasTarget");

  if (action !== "UPSERT" && action !== "CREATE" && action !== "DELETE") {
    return `Invalid XML ; cvc-enumeration-valid: Value '${action}' is not facet-valid`;
  }
  if (type !== "CNAME" && type !== "A") return `Record type '${type}' is not in this sandbox`;
  if (name === "") return "Missing field 'Name' in ResourceRecordSet";
  if (target !== undefined) {
    if (type !== "A" || ttl !== "" || values !== undefined)
      return "An alias is of type A here, and has neither TTL nor ResourceRecords";
    const alias = aliasIn(target);
    if (alias.name === "" || alias.zoneId === "") return "Missing field in AliasTarget";
    return { action, record: { name, type, ttlSeconds: ALIAS_TTL_SECONDS, values: [], alias } };
  }
  if (!/^\d+$/.test(ttl)) return "Missing field 'TTL' in ResourceRecordSet";
  if (!values?.length || values.includes("")) return "Missing field 'ResourceRecords'";
  return { action, record: { name, type, ttlSeconds: Number(ttl), values } };
}

function aliasIn(target: XmlElement): Alias {
  const textAt = (name: string) => childAt(target, name)?.text ?? "";
  return {
    name: textAt("DNSName"),
    zoneId: textAt("HostedZoneId"),
    evaluateTargetHealth: textAt("EvaluateTargetHealth") === "true",
  };
}
