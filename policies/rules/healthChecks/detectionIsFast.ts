import { TARGET_GROUP } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

const INTERVAL_SECONDS_MAX = 10;
const THRESHOLD_MAX = 3;
const DETECTION_SECONDS_MAX = 15;

export const detectionIsFast = defineRule({
  id: "P-06",
  name: "detection-is-fast",
  says: `A target group notices a dead node within ${DETECTION_SECONDS_MAX} s: interval at most ${INTERVAL_SECONDS_MAX} s, unhealthyThreshold at most ${THRESHOLD_MAX}, timeout below the interval.`,
  why: "The time to notice is part of every outage.",
  levels: "A M M",
  checks: [
    each(TARGET_GROUP, ({ healthCheck }) => {
      // What AWS takes where nothing is said.
      const { interval = 30, unhealthyThreshold = 3, timeout = 10 } = healthCheck ?? {};
      return [
        interval <= INTERVAL_SECONDS_MAX
          ? null
          : `healthCheck.interval is at most ${INTERVAL_SECONDS_MAX} s, found ${interval} s`,
        unhealthyThreshold <= THRESHOLD_MAX
          ? null
          : `healthCheck.unhealthyThreshold is at most ${THRESHOLD_MAX}, found ${unhealthyThreshold}`,
        interval * unhealthyThreshold <= DETECTION_SECONDS_MAX
          ? null
          : `healthCheck.interval × unhealthyThreshold is at most ${DETECTION_SECONDS_MAX} s, found ${interval * unhealthyThreshold} s`,
        timeout < interval
          ? null
          : `healthCheck.timeout is below the interval, found ${timeout} s and ${interval} s`,
      ];
    }),
  ],
});
