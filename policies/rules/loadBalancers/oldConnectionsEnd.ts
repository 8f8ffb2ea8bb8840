import { eachGroup } from "../../facts/targetGroups.ts";
import { defineRule } from "../../judge/rule.ts";

const DELAY_SECONDS_MAX = 30;

export const oldConnectionsEnd = defineRule({
  id: "P-07",
  name: "old-connections-end",
  says: `Clients' target group ends the connections of a target that leaves, after at most ${DELAY_SECONDS_MAX} s.`,
  why: "A connection that stays open keeps its client on the Region that was left.",
  levels: "A A M",
  checks: [
    eachGroup("api", ({ deregistrationDelay = 300 }) =>
      Number(deregistrationDelay) <= DELAY_SECONDS_MAX
        ? null
        : `deregistrationDelay is at most ${DELAY_SECONDS_MAX} s, found ${deregistrationDelay} s`,
    ),
    eachGroup("api", ({ connectionTermination }) =>
      connectionTermination === true ? null : "connectionTermination is true",
    ),
  ],
});
