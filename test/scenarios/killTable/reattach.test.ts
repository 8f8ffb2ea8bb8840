import { killTable } from "../../helpers/killTable/killTable.ts";
import type { Rehearsal } from "../../helpers/rehearsal.ts";

/** us-west-2 was lost and is back as a primary. */
async function split(world: Rehearsal): Promise<void> {
  await world.sandbox.setReach("us-west-2", "refused");
  await world.run("failover", "test", "--yes", "-m", "us-west-2 is lost");
  await world.sandbox.setReach("us-west-2", "up");
}

await killTable({
  title: "reattach killed after each call that changes something, then resume",
  scene: { line: ["reattach", "test", "--yes"], before: split },
  due: () => ({ after: [["resume", 0]], end: "done" }),
});

await killTable({
  title:
    "reattach with a generated root token killed after each call that changes something, then resume",
  scene: {
    line: ["reattach", "test", "--yes", "--generate-root"],
    before: async (world) => {
      await split(world);
      world.setEnv({ VAULT_TOKEN: world.sandbox.mintToken("us-east-1") });
    },
  },
  due: () => ({ after: [["resume", 0]], end: "done" }),
});
