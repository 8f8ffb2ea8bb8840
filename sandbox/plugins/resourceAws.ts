import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import { BUCKET_KINDS } from "./aws/bucket.ts";
import { EDGE_KINDS } from "./aws/edge.ts";
import { route53Record } from "./aws/route53Record.ts";
import { endWithEngine } from "./endWithEngine.ts";
import type { Properties, ResourceKind } from "./resourceKind.ts";

/**
 * Stands in for the cloud plugin `aws`: what the stack declares is made through the AWS API at AWS_ENDPOINT_URL, so
 * that it really exists in the sandbox. Exactly the types that our stacks declare; any other is an error.
 */
const KINDS: Record<string, ResourceKind> = {
  "aws:route53/record:Record": route53Record,
  ...EDGE_KINDS,
  ...BUCKET_KINDS,
};

const provider: Provider = {
  version: createRequire(import.meta.url)("@pulumi/aws/package.json").version,
  check: async (urn, _olds, news: Properties) => ({ inputs: kindOf(urn).check(news) }),
  diff: async (_id, urn, olds: Properties, news: Properties) => {
    const changed = Object.keys(news).filter((key) => !isDeepStrictEqual(olds[key], news[key]));
    const gone = Object.keys(olds).filter((key) => !(key in news) && kindOf(urn).inputs.has(key));
    const keys = [...changed, ...gone].filter((key) => !key.startsWith("__"));
    const replaces = keys.filter((key) => kindOf(urn).replaceOn.includes(key));
    return { changes: keys.length > 0, replaces };
  },
  create: async (urn, inputs: Properties) => kindOf(urn).create(inputs),
  read: async (id, urn, properties: Properties = {}) => {
    const found = await kindOf(urn).read(id, properties);
    return found === null ? { id: "", props: {} } : { id, props: found, inputs: found };
  },
  update: async (id, urn, _olds, news: Properties) => ({
    outs: await kindOf(urn).update(id, news),
  }),
  delete: async (id, urn, properties: Properties) => kindOf(urn).delete(id, properties),
  cancel: async () => {
    for (const kind of Object.values(KINDS)) kind.cancel();
  },
};

/** `urn:pulumi:test::vault-dr::parent$aws:route53/record:Record::name` → what stands behind the type. */
function kindOf(urn: string): ResourceKind {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? urn;
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`${type} is not in the sandbox's aws plugin`);
  return kind;
}

if (!process.env.AWS_ENDPOINT_URL) {
  throw new Error("the sandbox's aws plugin needs AWS_ENDPOINT_URL: it never talks to AWS itself");
}
endWithEngine();
await main(provider, process.argv.slice(2));
