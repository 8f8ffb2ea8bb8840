import { healthCheckIsEnabled } from "../../../../policies/rules/records/healthCheckIsEnabled.ts";
import { namesAreCertified } from "../../../../policies/rules/records/namesAreCertified.ts";
import { recordValueIsBareHost } from "../../../../policies/rules/records/recordValueIsBareHost.ts";
import { serviceLeadsToActiveRegion } from "../../../../policies/rules/records/serviceLeadsToActiveRegion.ts";
import { serviceRecordIsKept } from "../../../../policies/rules/records/serviceRecordIsKept.ts";
import { serviceTtlIsShort } from "../../../../policies/rules/records/serviceTtlIsShort.ts";
import { zoneOutlivesItsRegion } from "../../../../policies/rules/records/zoneOutlivesItsRegion.ts";
import { breach, but, type Case, having, without } from "../case.ts";
import {
  certificate,
  EAST,
  eastName,
  loadBalancer,
  NAMES,
  privateZone,
  SERVICE,
  service,
  WEST,
  westName,
  zone,
  zoneAssociation,
} from "../estate.ts";
import { estate, latch, latchEstate, primary, secondary, stack } from "../estateStorage.ts";
import { type Fixture, UNKNOWN } from "../judge.ts";

const leadingTo = (value: string, record = service) => but(record, { records: [value] });
const request = (type: string, props: Record<string, unknown>): Fixture => ({
  type,
  name: "request",
  props,
});

const alias = (name: string) =>
  but(westName, {
    ttl: undefined,
    records: undefined,
    type: "A",
    aliases: [{ name, zoneId: "Z9" }],
  });

export const recordCases: Case[] = [
  {
    rule: serviceTtlIsShort,
    kept: { "another record may live longer": having([but(westName, { ttl: 300 })]) },
    broken: {
      "300 s": breach(but(service, { ttl: 300 }), "ttl is at most 10 s, found 300 s"),
      "300 s, under a name relative to its zone": breach(
        but(service, { name: "vault", ttl: 300 }),
        "found 300 s",
      ),
      "300 s, under the same name in capitals with a dot": breach(
        but(service, { name: "VAULT.prod.acme.com.", ttl: 300 }),
        "found 300 s",
      ),
      none: breach(but(service, { ttl: undefined }), "found none"),
      "an alias, which lives for 60 s": breach(
        but(service, { ttl: undefined, records: undefined, aliases: [{ name: NAMES[WEST] }] }),
        "found 60 s",
      ),
    },
  },
  {
    rule: recordValueIsBareHost,
    kept: {
      "a final dot": having([leadingTo(`${NAMES[WEST]}.`)]),
      "an alias to the load balancer that the same update makes": having([
        { ...alias(UNKNOWN), uses: { aliases: ["edge"] } },
      ]),
    },
    broken: {
      "the predecessor's value, a URL": breach(
        leadingTo("https://internal-vault-2376.us-west-2.elb.amazonaws.com"),
        "its value is a bare host name",
        "not a load balancer's",
      ),
      "a port": breach(leadingTo(`${NAMES[WEST]}:8200`), "bare host name"),
      "a path": breach(leadingTo(`${NAMES[WEST]}/ui`), "bare host name"),
      "a space at its end": breach(leadingTo(`${NAMES[WEST]} `), "bare host name"),
      "a Region's name with a port": breach(
        leadingTo("vault-0a1b.elb.us-west-2.amazonaws.com:8200", westName),
        "bare host name",
      ),
      "the service leads to a load balancer": breach(
        leadingTo("vault-0a1b.elb.us-west-2.amazonaws.com"),
        "its value is a Region's own name, not a load balancer's",
      ),
      "a Region's name leads to the other Region's load balancer": breach(
        leadingTo("vault-0a1b.elb.us-east-1.amazonaws.com", westName),
        "the name of us-west-2 leads to a load balancer of us-west-2",
      ),
      "an alias to the other Region's load balancer": breach(
        alias("vault-0a1b.elb.us-east-1.amazonaws.com"),
        'leads to a load balancer of us-west-2, found "us-east-1"',
      ),
      "an alias to one that the same update makes in the other Region": breach(
        [but(loadBalancer, { region: EAST }), { ...alias(UNKNOWN), uses: { aliases: ["edge"] } }],
        'leads to a load balancer of us-west-2, found "us-east-1"',
      ),
    },
  },
  {
    rule: serviceRecordIsKept,
    kept: { "another record need not be protected": having([{ ...westName, opts: {} }]) },
    broken: {
      "it may be deleted": breach({ ...service, opts: {} }, "the option protect is true"),
      "it is missing while it is replaced": breach(
        { ...service, opts: { protect: true, deleteBeforeReplace: true } },
        "deleteBeforeReplace is left out",
      ),
      "it takes over somebody else's": breach(
        but(service, { allowOverwrite: true }),
        "allowOverwrite is false",
      ),
    },
  },
  {
    rule: serviceLeadsToActiveRegion,
    kept: {
      "a stack that does not say which Region is active": without(stack),
      "no record of the service's, where it is not the stack's": without(service),
    },
    broken: {
      "it leads to the passive Region": breach(
        leadingTo(NAMES[EAST]),
        "its value is the own name of us-west-2, which the stack says is active",
      ),
      "it leads elsewhere": breach(leadingTo("vault.old.acme.com"), "the own name of a Region"),
      "two records": breach(
        { ...service, name: "second" },
        "one record leads clients, found service, second",
      ),
      "two PRIMARY": {
        estate: having(
          [
            but(secondary, {
              records: [NAMES[WEST]],
              failoverRoutingPolicies: [{ type: "PRIMARY" }],
            }),
          ],
          latchEstate,
        ),
        says: ["one record leads clients"],
      },
      "the PRIMARY of a latch leads to the passive Region": {
        estate: having([{ ...leadingTo(NAMES[EAST], primary) }], latchEstate),
        says: ["us-west-2, which the stack says is active"],
      },
    },
  },
  {
    rule: namesAreCertified,
    kept: {
      "records that are not the stack's": estate.filter(
        (one) => ![service, westName, eastName].includes(one),
      ),
      "requests of other providers": having([
        request("tls:index/certRequest:CertRequest", { dnsNames: [SERVICE, NAMES[EAST]] }),
        request("vault:pkiSecret/secretBackendCert:SecretBackendCert", {
          commonName: SERVICE,
          altNames: [NAMES[EAST]],
        }),
      ]),
    },
    broken: {
      "a Region has no name": {
        estate: without(eastName),
        says: ["us-east-1 has a record of its own name"],
      },
      "the certificate does not name the service": breach(
        but(certificate, { domainName: NAMES[WEST] }),
        `it names ${SERVICE}`,
      ),
      "the certificate names the other Region": breach(
        but(certificate, { subjectAlternativeNames: [NAMES[EAST]] }),
        `it names ${NAMES[WEST]}`,
      ),
      "a request names the service alone": breach(
        request("tls:index/certRequest:CertRequest", { dnsNames: [SERVICE] }),
        `it names ${NAMES[WEST]} or ${NAMES[EAST]}`,
      ),
      "a certificate of Vault's names nothing of it": breach(
        request("vault:pkiSecret/secretBackendCert:SecretBackendCert", { commonName: "localhost" }),
        `it names ${SERVICE}`,
        "it names",
      ),
    },
  },
  {
    rule: zoneOutlivesItsRegion,
    broken: {
      "no accelerated recovery": breach(
        but(zone, { enableAcceleratedRecovery: undefined }),
        "enableAcceleratedRecovery is true",
      ),
      "it is destroyed with its records": breach(but(zone, { forceDestroy: true }), "forceDestroy"),
      "clients of a Region resolve nothing": {
        estate: without(zoneAssociation),
        says: ["it is associated with vpc-east"],
      },
      "clients of the other Region resolve nothing": breach(
        but(privateZone, { vpcs: [{ vpcId: "vpc-other" }] }),
        "it is associated with vpc-west",
      ),
    },
  },
  {
    rule: healthCheckIsEnabled,
    kept: { "one that is on": having([latch]) },
    broken: { "one that is off": breach(but(latch, { disabled: true }), "disabled is false") },
  },
];
