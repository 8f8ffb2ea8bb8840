import { inWords } from "../../../../ground/answer.ts";
import { regionOf } from "../../../../infra/contract.ts";
import { type Guard, isDisaster, isPlanned, refuse, warn } from "../guard.ts";
import { regionOfRecord } from "./served.ts";

/** Route 53 can be asked, and the record is as declared. A disaster promotes all the same and says what is left. */
export const route53Guard: Guard = (look) => {
  const { snapshot, config, from, request } = look;
  if (!isPlanned(look) && !isDisaster(look)) return [];
  const finding = isDisaster(look) ? warn : refuse;
  const { record } = snapshot;
  const name = config.service.name;
  if (record.is !== "ok") {
    return [
      finding(
        "ROUTE53_UNREACHABLE",
        `Route 53 does not answer for ${name} (${inWords(record)}).`,
        "Mend the access to zone and control plane. Without it clients cannot be moved.",
      ),
    ];
  }
  if (record.value === null) {
    return [
      finding(
        "RECORD_MISSING",
        `${name} has no CNAME.`,
        `Run: pulumi up --stack ${request.environment}`,
      ),
    ];
  }
  const declared = regionOf(config, from).name;
  if (record.value.value === declared) return [];
  return [
    finding(
      "RECORD_NOT_AS_DECLARED",
      `${name} points at ${record.value.value}, declared is ${declared}.`,
      regionOfRecord(look) === null
        ? `See who serves with: vault-dr status ${request.environment}`
        : `Where ${from} serves, lead clients back with: vault-dr reconcile ${request.environment}`,
    ),
  ];
};
