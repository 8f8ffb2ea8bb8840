import { killTable } from "../../helpers/killTable/killTable.ts";
import type { Moment } from "../../helpers/killTable/scene.ts";

const moments: [string, Moment][] = [
  ["once the TTL was taken down", { call: "route53 ChangeResourceRecordSets", nth: 1 }],
  ["after the demotion", { call: "us-west-2 demote", nth: 1 }],
];

for (const [when, { call, nth }] of moments) {
  await killTable({
    title: `abort of a switchover that died ${when} killed after each call that changes something, then resume`,
    scene: {
      line: ["abort", "test", "--yes"],
      before: (world) => world.killAfterNth(nth, call, "switchover", "test", "--yes"),
    },
    due: () => ({ after: [["resume", 12]], end: "before" }),
  });
}
