import type { KeyHelp } from "./keyHelp.ts";

const REGION: Omit<KeyHelp, "about"> = {
  allowed: "one of the Regions of this file",
  example: "us-west-2",
};

/** Who serves, and the name that clients call. */
export const SERVING_HELP: Record<string, KeyHelp> = {
  activeRegion: { ...REGION, about: "The Region that serves. The command writes it, nobody else." },
  homeRegion: { ...REGION, about: "Where `failback` returns to." },
  takeover: {
    allowed: "a whole number, 0 or more",
    example: "1",
    about: "Grows with every change of `activeRegion`. The command writes it, nobody else.",
  },
  service: {
    allowed: "the service that clients call",
    example: "{ name: vault.test.acme.com, … }",
    about: "The name that clients use, and how it is moved.",
  },
  "service.name": {
    allowed: "a bare host name",
    example: "vault.test.acme.com",
    about: "What clients call. A CNAME to the active Region's own name.",
  },
  "service.hostedZoneId": {
    allowed: "a Route 53 hosted zone id",
    example: "Z3DG6IL3SJCGPX",
    about: "The zone of that name and of the Regions' names. It is used, never declared.",
  },
  "service.privateZone": {
    allowed: "true or false",
    example: "false",
    about: "Whether the zone is private.",
    fallback: "false",
  },
  "service.ttlSeconds": {
    allowed: "1 to 60",
    example: "5",
    about: "The record's TTL. A planned move takes it down to 1 s and brings it back.",
    fallback: "5",
  },
  "service.traffic": {
    allowed: "cname or latch",
    example: "cname",
    about: "How clients are moved: by a change of the CNAME. `latch` is not in this release.",
    fallback: "cname",
  },
  "service.existingRecords": {
    allowed: "true or false",
    example: "false",
    about:
      "true: the records are there already and not the stack's. The command still moves the service's.",
    fallback: "false",
  },
  "service.port": {
    allowed: "1 to 65535",
    example: "8200",
    about: "Of Vault's API, in every Region.",
    fallback: "8200",
  },
  "service.resolvers": {
    allowed: "a list of host:port",
    example: '["10.0.0.2:53"]',
    about: "Where the command asks for the name, as clients do; none: the system's resolvers.",
    fallback: "[]",
  },
};
