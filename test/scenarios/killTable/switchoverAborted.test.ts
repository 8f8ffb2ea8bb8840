import { type Due, killTable } from "../../helpers/killTable/killTable.ts";
import type { Moment } from "../../helpers/killTable/scene.ts";

/** Before anything was touched the run is closed; up to the promotion it goes back; from then on it goes on only. */
function due(moment: Moment, moments: Moment[]): Due {
  const at = (call: string) => moments.findIndex((one) => one.call === call);
  const here = moments.indexOf(moment);
  if (here < at("route53 ChangeResourceRecordSets"))
    return { after: [["abort", 10]], end: "before" };
  if (here < at("us-east-1 promote")) return { after: [["abort", 12]], end: "before" };
  const refusedThenFinished: Due["after"] = [
    ["abort", 10],
    ["resume", 0],
  ];
  return { after: refusedThenFinished, end: "done" };
}

await killTable({
  title: "switchover killed after each call that changes something, then abort",
  scene: { line: ["switchover", "test", "--yes"] },
  due,
});
