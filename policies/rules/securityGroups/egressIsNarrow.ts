import { isEverywhere } from "../../facts/cidr.ts";
import { eachOpening } from "../../facts/openings.ts";
import { defineRule } from "../../judge/rule.ts";

export const egressIsNarrow = defineRule({
  id: "P-15",
  name: "egress-is-narrow",
  says: "No security group lets anything out to everywhere.",
  why: "A secret that was read by the wrong person has to leave somehow.",
  levels: "- A M",
  checks: eachOpening("out", (opening) =>
    opening.networks().some(isEverywhere)
      ? "egress is to networks of yours, found everywhere"
      : null,
  ),
});
