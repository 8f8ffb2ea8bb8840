/** What a person's own shell may hold and what would lead the command, or Pulumi, out of the sandbox. */
const CLEARED = [
  "AWS_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_ENDPOINT_URL_ROUTE_53",
  "AWS_ENDPOINT_URL_STS",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "VAULT_NAMESPACE",
  "VAULT_DR_OPERATION_TOKEN",
  ...Array.from({ length: 10 }, (_, index) => `VAULT_RECOVERY_KEY_${index + 1}`),
];

/** Text that a shell takes by `source`: it works in this sandbox from then on. `folders` come first on PATH. */
export function environmentFile(variables: Record<string, string>, folders: string[]): string {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [
    "# Of this sandbox alone, and worth nothing elsewhere. Use a terminal of its own: it replaces Vault and AWS credentials.",
    `unset ${CLEARED.join(" ")}`,
    ...lines,
    `export PATH=${folders.map(quoted).join(":")}:"$PATH"`,
    "",
  ].join("\n");
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
