import { isService } from "../../facts/records.ts";
import { RECORD } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

export const serviceRecordIsKept = defineRule({
  id: "P-18",
  name: "service-record-is-kept",
  says: "The service's record is protected, is never deleted before it is replaced, and takes over no other one unless that is wanted.",
  why: "A name that is missing for a moment is remembered as missing for 900 s.",
  levels: "M M M",
  settings: ["serviceName", "allowOverwrite"],
  checks: [
    each(RECORD, (record, { opts }, settings: Needs<"serviceName">) =>
      !isService(record, settings) || opts.protect ? null : "the option protect is true",
    ),
    each(RECORD, (record, { opts }, settings: Needs<"serviceName">) =>
      isService(record, settings) && opts.deleteBeforeReplace
        ? "the option deleteBeforeReplace is left out"
        : null,
    ),
    each(RECORD, (record, _, settings: Needs<"serviceName" | "allowOverwrite">) =>
      isService(record, settings) && record.allowOverwrite === true && !settings.allowOverwrite
        ? "allowOverwrite is false"
        : null,
    ),
  ],
});
