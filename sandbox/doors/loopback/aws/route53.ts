import { randomUUID } from "node:crypto";
import { type Alias, bare, orderOf, type Zone, type ZoneRecord } from "../../../model/zone.ts";
import { type AwsAnswer, type AwsCall, type AwsRequest, codeAndMessage } from "./call.ts";
import { parseChanges } from "./route53Changes.ts";
import { element, xmlDocument } from "./xml.ts";

const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
const PAGE_MAX = 300;
const STILL_PROCESSING =
  "The request was rejected because Route 53 was still processing a prior request.";

type Match = { operation: string; carryOut: (zone: Zone) => AwsAnswer };

/** Route 53 (REST-XML): the calls that our adapters and the stack's records make; null for any other path. */
export function route53Call(request: AwsRequest, zone: Zone): AwsCall | null {
  const match = matchOf(request);
  if (match === null) return null;
  return {
    name: `route53 ${match.operation}`,
    changes: match.operation.startsWith("Change"),
    gone: zone.settings.down,
    carryOut: () =>
      zone.throttles() ? failed(400, "Throttling", "Rate exceeded") : match.carryOut(zone),
    refuse: (status, text) => {
      const { code, message } = codeAndMessage(status, text);
      return failed(status, code, message);
    },
  };
}

function matchOf({ method, path, query, body }: AwsRequest): Match | null {
  const [, version, kind, id, sub] = path.replace(/\/$/, "").split("/");
  if (version !== "2013-04-01" || id === undefined) return null;
  const match = (operation: string, carryOut: Match["carryOut"]) => ({ operation, carryOut });
  const inZone = (operation: string, carryOut: Match["carryOut"]) =>
    match(operation, (zone) => (zone.id === id ? carryOut(zone) : noSuchZone(id)));

  switch (`${method} ${kind}/${sub ?? ""}`) {
    case "POST hostedzone/rrset":
      return inZone("ChangeResourceRecordSets", (zone) => changeRecords(zone, body));
    case "GET hostedzone/rrset":
      return inZone("ListResourceRecordSets", (zone) => listRecords(zone, query));
    case "GET hostedzone/":
      return inZone("GetHostedZone", getZone);
    case "GET change/":
      return match("GetChange", (zone) => getChange(zone, id));
    default:
      return null;
  }
}

function changeRecords(zone: Zone, body: string): AwsAnswer {
  const changes = parseChanges(body);
  if (typeof changes === "string") return failed(400, "InvalidInput", changes);
  if (zone.isPriorPending()) return failed(400, "PriorRequestNotComplete", STILL_PROCESSING);
  const result = zone.change(changes);
  if (result.is === "invalid") {
    return failed(400, "InvalidChangeBatch", `[${result.texts.join(", ")}]`);
  }
  return answered("ChangeResourceRecordSetsResponse", [changeInfo(zone, result.changeId)]);
}

function listRecords(zone: Zone, query: URLSearchParams): AwsAnswer {
  const [name, type] = [query.get("name"), query.get("type")];
  if (type !== null && name === null) {
    return failed(400, "InvalidInput", "A record type was given without a record name");
  }
  const start = name === null ? "" : orderOf({ name, type: type as ZoneRecord["type"] });
  const from = type === null ? start.replace(/ null$/, "") : start;
  const size = Math.min(Number(query.get("maxitems") ?? PAGE_MAX), PAGE_MAX);
  const rest = zone.list().filter((record) => orderOf(record) >= from);
  const next = rest[size];

  return answered("ListResourceRecordSetsResponse", [
    element("ResourceRecordSets", rest.slice(0, size).map(recordSet)),
    element("IsTruncated", String(next !== undefined)),
    ...(next === undefined
      ? []
      : [element("NextRecordName", `${next.name}.`), element("NextRecordType", next.type)]),
    element("MaxItems", size),
  ]);
}

function recordSet(record: ZoneRecord): string {
  const values = record.values.map((value) => element("ResourceRecord", [element("Value", value)]));
  return element("ResourceRecordSet", [
    element("Name", `${record.name}.`),
    element("Type", record.type),
    ...(record.alias === undefined
      ? [element("TTL", record.ttlSeconds), element("ResourceRecords", values)]
      : [aliasTarget(record.alias)]),
  ]);
}

const aliasTarget = ({ zoneId, name, evaluateTargetHealth }: Alias): string =>
  element("AliasTarget", [
    element("HostedZoneId", zoneId),
    element("DNSName", `${bare(name)}.`),
    element("EvaluateTargetHealth", String(evaluateTargetHealth)),
  ]);

const getZone = (zone: Zone): AwsAnswer =>
  answered("GetHostedZoneResponse", [
    element("HostedZone", [
      element("Id", `/hostedzone/${zone.id}`),
      element("Name", `${zone.name}.`),
      element("CallerReference", zone.id),
      element("Config", [element("PrivateZone", "false")]),
      element("ResourceRecordSetCount", zone.list().length),
    ]),
    element("DelegationSet", [
      element("NameServers", [element("NameServer", `ns-1.${zone.name}`)]),
    ]),
  ]);

const getChange = (zone: Zone, changeId: string): AwsAnswer =>
  zone.changeState(changeId) === null
    ? failed(404, "NoSuchChange", `Could not find resource with ID: ${changeId}`)
    : answered("GetChangeResponse", [changeInfo(zone, changeId)]);

function changeInfo(zone: Zone, changeId: string): string {
  const change = zone.changeState(changeId);
  return element("ChangeInfo", [
    element("Id", `/change/${changeId}`),
    element("Status", change?.state ?? "PENDING"),
    element("SubmittedAt", new Date(change?.submittedAt ?? 0).toISOString()),
  ]);
}

const noSuchZone = (id: string): AwsAnswer =>
  failed(404, "NoSuchHostedZone", `No hosted zone found with ID: ${id}`);

const answered = (name: string, children: string[]): AwsAnswer => ({
  status: 200,
  contentType: "text/xml",
  body: xmlDocument(name, NAMESPACE, children),
});

const failed = (status: number, code: string, message: string): AwsAnswer => ({
  status,
  contentType: "text/xml",
  body: xmlDocument("ErrorResponse", NAMESPACE, [
    element("Error", [
      element("Type", status < 500 ? "Sender" : "Receiver"),
      element("Code", code),
      element("Message", message),
    ]),
    element("RequestId", randomUUID()),
  ]),
});
