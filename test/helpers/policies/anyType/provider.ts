import { createRequire } from "node:module";
import { main } from "@pulumi/pulumi/provider/index.js";
import { endWithEngine } from "../../../../sandbox/plugins/endWithEngine.ts";

// For previews alone: it takes resources of any type, and makes none.
endWithEngine();
await main(
  {
    version: createRequire(import.meta.url)("@pulumi/aws/package.json").version,
    check: async (_urn, _olds, news) => ({ inputs: news }),
    create: async (urn) => {
      throw new Error(`${urn} is for a preview`);
    },
  },
  process.argv.slice(2),
);
