import { bears, serviceRecords } from "../../facts/records.ts";
import { regionOf } from "../../facts/regions.ts";
import { RECORD } from "../../facts/tokens.ts";
import { defineRule, each, every, whole } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

type Own = Needs<"serviceName" | "regions">;

export const namesAreCertified = defineRule({
  id: "P-21",
  name: "names-are-certified",
  says: "Beside the service's record every Region has one of its own, and a certificate names the service and the Region.",
  why: "A Region is checked and entered by its own name; without it in the certificate somebody turns verification off.",
  levels: "A M M",
  settings: ["serviceName", "regions"],
  checks: [
    whole((stack, settings: Own) => {
      // Where the service's record is not this stack's, the Regions' are not either.
      if (serviceRecords(stack, settings).length === 0) return null;
      const records = stack.of(RECORD);
      return Object.entries(settings.regions)
        .filter(([, name]) => !records.some(({ props }) => bears(props, name)))
        .map(([region, name]) => `${region} has a record of its own name, ${name}`);
    }),
    each("aws:acm/certificate:Certificate", (props, resource, settings: Own) => {
      const { domainName, subjectAlternativeNames = [] } = props;
      return missing([domainName, ...subjectAlternativeNames], regionOf(resource), settings);
    }),
    every(({ type, props }, settings: Own) => {
      if (type === "tls:index/certRequest:CertRequest")
        return missing(props.dnsNames as string[] | undefined, null, settings);
      if (type !== "vault:pkiSecret/secretBackendCert:SecretBackendCert") return null;
      const { commonName, altNames = [] } = props as { commonName?: string; altNames?: string[] };
      return missing([commonName, ...altNames], null, settings);
    }),
  ],
});

/** The names that a certificate lacks; which Region it is for is not said by every type. */
function missing(
  names: (string | undefined)[] | undefined,
  region: string | null,
  { serviceName, regions }: Own,
): string[] {
  const listed = (names ?? []).map((name) => name?.toLowerCase());
  const own = region === null ? undefined : regions[region];
  const wanted = own === undefined ? Object.values(regions) : [own];
  return [
    ...(listed.includes(serviceName) ? [] : [`it names ${serviceName}`]),
    ...(wanted.some((name) => listed.includes(name)) ? [] : [`it names ${wanted.join(" or ")}`]),
  ];
}
