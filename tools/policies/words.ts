/** The sentences of `docs/policies.md` that no rule says. */
export const INTRODUCTION = `# The policy pack

Made from \`policies/\` by \`npm run docs\`. The pack stops the change that breaks the next move. Run it on the preview of every change, and again with the update: \`pulumi up\` takes the same flags.

\`\`\`sh
pulumi preview --stack prod --policy-pack policies --policy-pack-config policies/prod.json
\`\`\`

A mandatory rule stops the update, an advisory one says so and lets it pass. What one resource must be is judged before it is made; what several must be together at the end, which in a preview is before anything is changed: do not skip it. Each violation names the rule, the resource and what should be true; a secret that stands in the wrong place is masked in it. The pack can be used on any stack of Vault's estate, the one with its nodes for one: a rule about a type that a stack does not declare has nothing to say there.

The levels in \`policies/{test,staging,prod}.json\` are those of the table below. \`serviceName\`, \`regions\`, \`otherRegions\` and \`vaultCidrs\` come from \`Pulumi.<environment>.yaml\` when \`npm run docs\` is run; every other setting is written into the file by hand and stays. \`allowOverwrite\` is true in all three, because our own program adopts a record that exists already, by one UPSERT: the name is never missing. \`clientVpcs\` and the like are empty: write your own before you declare what they are about.

Target groups are told apart by their tag \`vault:role\` (\`api\`, \`cluster\`, \`role\`), else by their port: 8201 is replication's, everything else is judged as clients'.
`;

export const UNKNOWN_VALUES = `## Values that a preview does not know

An id or an ARN of what the same update makes is not known in its preview. Where it is enough that something is set (a key, a security group), or where it can be seen what the value comes from, the rule judges that. Where the value itself decides, Pulumi would let a mandatory rule pass with an advice ("can't run policy … during preview"). With \`unknowns: fail\`, as in prod, the rule is violated instead and names the value; with \`warn\`, as in test and staging, the advice stands. Either way the update itself judges again, each resource before it is made. A first update of prod that cannot name a value beforehand is let through by \`"unknowns": "warn"\` at that one rule in \`policies/prod.json\`, for as long as it is needed.

A value that is not known is not searched for secrets before it is.
`;

/** Rules of the table without a rule in the pack, and who keeps them. */
export const ELSEWHERE: Record<string, { says: string; keptBy: string }> = {
  "P-19": {
    says: "A routine deploy does not undo a failover.",
    keptBy:
      "The takeover guard (`infra/takeoverGuard.ts`), before the first resource: it compares the stack file with the serving record and the last output, which a pack cannot read. `ignoreChanges` on the record would hide a wrong one for ever.",
  },
  "P-32": {
    says: "The failover function exists in every Region.",
    keptBy: "Nothing: there is none. The command moves Vault, from wherever it is run.",
  },
  "P-33": {
    says: "The failover function's role is denied what destroys.",
    keptBy: "Nothing: there is none. P-34 judges every role.",
  },
  "P-39": {
    says: "One Region per stack.",
    keptBy:
      "Nothing: one stack is one environment. The move updates the service's records alone (`--target`), which no Region that is lost holds up.",
  },
  "P-42": {
    says: "A pull request that changes what P-16 to P-25 judge in prod carries the id of a drill.",
    keptBy:
      "The workflow of pull requests, which this release does not have: a pack sees resources, not labels.",
  },
};

/** What rules of the pack ask for and cannot see. */
export const IN_PART: Record<string, { unseen: string; instead: string }> = {
  "P-02": {
    unseen: "listeners and groups of a load balancer that exists already (`existingLoadBalancer`)",
    instead: "The stack that owns it runs the pack. `vault-dr check ENV` asks Vault through it.",
  },
  "P-05": {
    unseen: "the command's own verification and prober",
    instead:
      "They ask without drsecondarycode and want `replication_dr_mode` primary; tested with the command.",
  },
  "P-18": {
    unseen: "whether type, name or setIdentifier differ from the last update's",
    instead: "`protect`: Pulumi refuses to replace or delete the record.",
  },
  "P-20": {
    unseen: "which Region serves, in a stack without our output `dr`",
    instead: "There the value must be the own name of one declared Region.",
  },
  "P-22": {
    unseen: "that `traffic: cname` has one simple record by intention",
    instead: "The rule judges a pair where one is declared.",
  },
  "P-26": {
    unseen: "stack files, the text of assets, and secrets without a shape of their own",
    instead:
      "A test searches the stack files; their schema (`infra/contract.ts`) has no key for a secret; what the command knows to be one is of the type `Secret`.",
  },
  "P-28": {
    unseen: "whether a replica is in sync",
    instead: "Nothing in this release; Secrets Manager shows it.",
  },
  "P-31": {
    unseen: "a seal that is configured by an image or a file elsewhere",
    instead: "The stack that owns Vault's nodes: the rule reads the user data it gives them.",
  },
  "P-34": {
    unseen: "policies that are attached outside the stack",
    instead: "The account's own guard rails.",
  },
  "P-35": {
    unseen: "what a trace or a log line holds",
    instead: "Code: a value is a `Secret`, and prints as a mask.",
  },
  "P-36": {
    unseen: "flow logs of subnets that another stack declares",
    instead: "That stack runs the pack, and the rule applies to its VPC and subnets.",
  },
  "P-38": {
    unseen: "types that bear tags and are no part of an estate of Vault's",
    instead: "A tag policy of the organisation.",
  },
  "P-40": {
    unseen: "nodes that another stack declares",
    instead: "That stack runs the pack.",
  },
  "P-41": {
    unseen: "where the probers' tie-breaker runs",
    instead:
      "`otherRegions` may hold none of Vault's Regions; where a prober is started is its operator's choice.",
  },
};
