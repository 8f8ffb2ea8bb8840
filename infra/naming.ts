/** AWS takes no longer name for a load balancer or a target group. */
const NAME_MAX = 32;

/** What a load balancer or target group is called: `vault-test-api`. Environments with long names are cut, never the part. */
export function balancerName(environment: string, part?: string): string {
  const end = part === undefined ? "" : `-${part}`;
  const start = `vault-${environment}`.slice(0, NAME_MAX - end.length);
  return `${start.replace(/-+$/, "")}${end}`;
}

/** Whose estate it is: the environment, and the tags of the stack file. */
export type Owned = { environment: string; tags: Readonly<Record<string, string>> };

/** What tells people, bills and rules whose a resource is and what it does in the pair. The stack file has the last word. */
export function tagsFor({ environment, tags }: Owned, role: string): Record<string, string> {
  return {
    Name: `vault-${environment}-${role}`,
    app: "vault",
    env: environment,
    "managed-by": "vault-dr",
    "data-class": "secret",
    "resilience:tier": "critical",
    ...tags,
    "vault:role": role,
  };
}
