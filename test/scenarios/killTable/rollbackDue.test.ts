import { killTable } from "../../helpers/killTable/killTable.ts";

await killTable({
  title: "switchover killed between demotion and promotion, and taken up when its rollback is due",
  scene: { line: ["switchover", "test", "--yes"], file: { rollbackAfter: "1s" } },
  rows: ({ call, nth }) =>
    call === "us-west-2 demote" || (call === "route53 ChangeResourceRecordSets" && nth === 2),
  waitMs: 1_000,
  due: () => ({ after: [["resume", 12]], end: "before" }),
});
