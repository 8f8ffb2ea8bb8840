import { found } from "../../facts/found.ts";
import { CLUSTER_PORT } from "../../facts/targetGroups.ts";
import { LISTENER } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

export const listenerKeepsTlsWhole = defineRule({
  id: "P-09",
  name: "listener-keeps-tls-whole",
  says: "A listener passes TCP through; one that ends TLS uses a policy of TLS 1.2 or newer.",
  why: "Vault ends TLS itself. AWS's default policy is of 2016 and takes TLS 1.0.",
  levels: "M M M",
  settings: ["sslPolicies"],
  checks: [
    each(LISTENER, ({ port, protocol, sslPolicy }, _, { sslPolicies }: Needs<"sslPolicies">) => {
      // Port 8201 is another rule's: there, nothing but TCP is right.
      if (Number(port) === CLUSTER_PORT || protocol === "TCP") return null;
      if (protocol !== "TLS" && protocol !== "HTTPS")
        return `protocol is TCP, or TLS with an allowed sslPolicy, ${found(protocol)}`;
      return sslPolicies.includes(sslPolicy ?? "")
        ? null
        : `sslPolicy is of TLS 1.2 or newer, ${found(sslPolicy)}`;
    }),
  ],
});
