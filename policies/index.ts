import { PolicyPack } from "@pulumi/policy";
import { policyOf } from "./judge/policyOf.ts";
import { RULES } from "./rules/catalogue.ts";

// Making a pack starts its server: nothing that is imported elsewhere may stand here.
new PolicyPack("vault-dr", { policies: RULES.map(policyOf) });
