import { resolve } from "node:path";
import { z } from "zod";
import { type Problem, shown } from "../ground/problems.ts";
import { Secret } from "../ground/secret.ts";
import { readText } from "./configFile.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Told = {
  vault: { caPem: string | undefined; namespace: string | undefined };
  secrets: { vaultToken: Secret | null; operationToken: Secret | null; shares: Secret[] };
  notes: string[];
};

/** What the environment says, and everything that is wrong with it. A secret's value is never in a problem. */
export function readEnvironment(place: { env: Environment; cwd: string }): {
  found: Told;
  problems: Problem[];
} {
  const given = withoutEmpty(place.env);
  const parsed = variables.safeParse(given);
  const values = parsed.success ? parsed.data : {};
  const malformedOnes = (parsed.error?.issues ?? []).map(({ path }) => malformed(String(path[0])));
  const certificate = readCertificate(place.cwd, given.VAULT_CACERT);
  const shares = readShares(given);
  const found = {
    vault: { caPem: certificate.pem, namespace: values.VAULT_NAMESPACE },
    secrets: {
      vaultToken: values.VAULT_TOKEN ?? null,
      operationToken: values.VAULT_DR_OPERATION_TOKEN ?? null,
      shares: shares.found,
    },
    notes: given.DNS_PROPAGATION_DELAY === undefined ? [] : [NO_DELAY],
  };
  return { found, problems: [...malformedOnes, ...certificate.problems, ...shares.problems] };
}

const NO_DELAY =
  "DNS_PROPAGATION_DELAY is no longer needed: resolvers are asked until they have the new answer.";

const word = z.string().regex(/^\S+$/);
/** Only the form is checked: a line break would break the header in which the value is sent. */
const secret = word.transform((text) => new Secret(text));
const variables = z.object({
  VAULT_TOKEN: secret.optional(),
  VAULT_DR_OPERATION_TOKEN: secret.optional(),
  VAULT_NAMESPACE: word.optional(),
});

/** A variable that is set to nothing counts as unset, as Vault's and AWS's own tools have it. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));

function malformed(key: string): Problem {
  const found = "spaces or line breaks (the value is not shown)";
  const allowed = "a text without spaces and line breaks";
  return { key, found, allowed, example: `${key}="$(cat FILE)"` };
}

function readCertificate(
  cwd: string,
  name: string | undefined,
): { pem: string | undefined; problems: Problem[] } {
  if (name === undefined) return { pem: undefined, problems: [] };
  const text = readText(resolve(cwd, name));
  if (text?.includes("-----BEGIN CERTIFICATE-----")) return { pem: text, problems: [] };
  const why = text === null ? "which cannot be read" : "in which there is no certificate";
  const found = `${shown(name)}, ${why}`;
  const allowed = "a PEM file with the authority of Vault's certificates";
  const problem = { key: "VAULT_CACERT", found, allowed, example: "./vault-ca.pem" };
  return { pem: undefined, problems: [problem] };
}

const SHARE = "VAULT_RECOVERY_KEY_";

/** The key shares in the order of their numbers. A gap is a typing error that would be found out too late. */
function readShares(given: Environment): { found: Secret[]; problems: Problem[] } {
  const names = Object.keys(given).filter((name) => name.startsWith(SHARE));
  const expected = names.map((_, index) => `${SHARE}${index + 1}`);
  const missing = expected.filter((name) => !names.includes(name));
  const stray = names.filter((name) => !expected.includes(name)).sort();
  const parsed = names.map((name) => ({ name, share: secret.safeParse(given[name]) }));
  const problems = [
    ...missing.slice(0, 1).map((name) => gap(name, stray)),
    ...parsed.filter(({ share }) => !share.success).map(({ name }) => malformed(name)),
  ];
  const found = expected.flatMap((name) => {
    const share = parsed.find((one) => one.name === name)?.share;
    return share?.success ? [share.data] : [];
  });
  return { found, problems };
}

function gap(name: string, stray: string[]): Problem {
  return {
    key: name,
    found: `nothing, though ${stray.join(", ")} is set`,
    allowed: `shares numbered ${SHARE}1 … ${SHARE}n, without a gap`,
    example: `${SHARE}1 and ${SHARE}2`,
  };
}
