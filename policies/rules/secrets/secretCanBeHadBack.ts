import { SECRET } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";
import type { Needs } from "../../judge/settings.ts";

/** What AWS takes where nothing is said. */
const DEFAULT_DAYS = 30;

export const secretCanBeHadBack = defineRule({
  id: "P-29",
  name: "secret-can-be-had-back",
  says: "A deleted secret can be had back for at least 7 days, in prod for 30.",
  why: "A deletion by mistake is noticed late.",
  levels: "A M M",
  settings: ["recoveryWindowDaysMin"],
  checks: [
    each(SECRET, (secret, _, { recoveryWindowDaysMin: min }: Needs<"recoveryWindowDaysMin">) => {
      const { recoveryWindowInDays: days = DEFAULT_DAYS } = secret;
      return days >= min ? null : `recoveryWindowInDays is at least ${min}, found ${days}`;
    }),
  ],
});
