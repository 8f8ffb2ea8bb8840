import { killTable } from "../../helpers/killTable/killTable.ts";

const LINE = ["failover", "test", "--yes", "-m", "us-west-2 is lost"];

await killTable({
  title: "failover of a silent Region killed after each call that changes something, then resume",
  scene: {
    line: LINE,
    before: ({ sandbox }) => sandbox.setReach("us-west-2", "refused"),
  },
  due: () => ({ after: [["resume", 13]], end: "done" }),
});

await killTable({
  title:
    "failover of a Region that answers killed after each call that changes something, then resume",
  scene: { line: [...LINE, "--treat-as-lost"] },
  // Whether it serves is found out by a write, before there is a run.
  due: ({ call }) =>
    call === "us-west-2 kv-write"
      ? { after: [["resume", 0]], end: "before" }
      : { after: [["resume", 13]], end: "done" },
});
