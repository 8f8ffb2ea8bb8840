import { isEverywhere, liesIn } from "../../facts/cidr.ts";
import { eachOpening, opens } from "../../facts/openings.ts";
import { CLUSTER_PORT } from "../../facts/targetGroups.ts";
import { defineRule } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

const SSH_PORT = 22;

export const ingressIsNarrow = defineRule({
  id: "P-14",
  name: "ingress-is-narrow",
  says: "No security group lets everybody in; of networks, only Vault's own reach 8201; 22 is reached from a bastion's group only.",
  why: "What need not be reached is not reachable.",
  levels: "M M M",
  settings: ["vaultCidrs", "bastionSecurityGroups"],
  checks: [
    ...eachOpening("in", (opening) =>
      opening.networks().some(isEverywhere)
        ? "ingress is from networks of yours, found everywhere"
        : null,
    ),
    ...eachOpening("in", (opening, { vaultCidrs }: Needs<"vaultCidrs">) => {
      if (!opens(opening, CLUSTER_PORT)) return null;
      const others = opening
        .networks()
        .filter((network) => !vaultCidrs.some((own) => own === network || liesIn(network, own)));
      return others.length === 0
        ? null
        : `${CLUSTER_PORT} is reached from vaultCidrs only, found ${others.join(", ")}`;
    }),
    ...eachOpening("in", (opening, { bastionSecurityGroups }: Needs<"bastionSecurityGroups">) => {
      if (!opens(opening, SSH_PORT)) return null;
      const isBastion =
        opening.networks().length === 0 &&
        opening.groups().every((group) => bastionSecurityGroups.includes(group)) &&
        opening.groups().length > 0;
      return isBastion ? null : `${SSH_PORT} is reached from bastionSecurityGroups only`;
    }),
  ],
});
