import { secretIn } from "../../facts/secretShapes.ts";
import { scriptOf } from "../../facts/userData.ts";
import { defineRule, each, every, everyInStack } from "../../judge/rule.ts";
import { knownOr } from "../../judge/unknown.ts";

export const noSecretInTheOpen = defineRule({
  id: "P-26",
  name: "no-secret-in-the-open",
  says: "No input, tag, output, user data or variable holds a Vault token, a recovery key, a private key or an AWS key; a secret's value is given as secretStringWo.",
  why: "The state, its history and the logs keep what was written once. The value is not repeated here.",
  levels: "M M M",
  checks: [
    every(({ props }) =>
      secretsIn(props).map(({ path, kind }) => `${path} holds no secret, found ${kind}`),
    ),
    everyInStack(({ props }) =>
      secretsIn(props).map(({ path, kind }) => `its output ${path} holds no secret, found ${kind}`),
    ),
    each("aws:secretsmanager/secretVersion:SecretVersion", (version) =>
      "secretString" in version || "secretBinary" in version
        ? "the value is given as secretStringWo, which no state keeps"
        : null,
    ),
  ],
});

type Found = { path: string; kind: string };

/** Every secret in a value, with the way to it. What is not known yet is looked at when it is. */
function secretsIn(value: unknown, path: string[] = []): Found[] {
  if (typeof value === "string") return inText(value, path);
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const here = [...path, key];
    const inKey = secretIn(key);
    const below = isWriteOnly(key)
      ? undefined
      : knownOr(() => (value as Record<string, unknown>)[key], undefined);
    return [
      ...(inKey === null ? [] : [{ path: here.join("."), kind: inKey }]),
      ...secretsIn(below, here),
    ];
  });
}

function inText(text: string, path: string[]): Found[] {
  const isScript = path.some((part) => /^userData/i.test(part));
  const kind = secretIn(text) ?? (isScript ? secretIn(scriptOf(text)) : null);
  return kind === null ? [] : [{ path: path.join("."), kind }];
}

/** `secretStringWo`: given to the provider, kept nowhere. */
const isWriteOnly = (key: string): boolean => /[a-z]Wo$/.test(key);
