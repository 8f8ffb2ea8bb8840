import { killTable } from "../../helpers/killTable/killTable.ts";

await killTable({
  title: "switchover killed after each call that changes something, then resume",
  scene: { line: ["switchover", "test", "--yes"] },
  due: () => ({ after: [["resume", 0]], end: "done" }),
});
