import { isServing } from "../../model/vault/cluster.ts";
import type { Audit } from "../audit.ts";
import type { Clients } from "../clients.ts";
import { nameOf, SERVICE, type SimWorld } from "../world.ts";

/** What must hold once the world is healed and the operator has nothing left to do. */
export function judgeAtRest(world: SimWorld, audit: Audit, clients: Clients): void {
  const serving = [...world.vault.clusters.values()].filter(isServing);
  const [primary] = serving;
  if (primary === undefined || serving.length > 1) {
    const names = serving.map(({ region }) => region);
    audit.fail("one Region", `at rest ${names.join(" and ") || "nobody"} serves`);
    return;
  }
  agree(world, audit, primary.region);
  attached(world, audit, primary.region);
  if (world.writersStopped) audit.fail("writers", "at rest they are still stopped");
  const lost = clients.lostIn(primary.region);
  const mayLose = audit
    .runs()
    .some(({ plan, touched }) => plan?.move.verb === "failover" && touched);
  if (lost.length > 0 && !mayLose)
    audit.fail(
      "no lost write",
      `${lost.length} acknowledged writes are lost, the first is ${lost[0]}`,
    );
}

/** DNS, records and stack name the Region that serves. */
function agree(world: SimWorld, audit: Audit, region: string): void {
  const { stackFile, stack, store, zone } = world;
  const record = zone.record(SERVICE, "CNAME");
  const stored = store.document("serving");
  const says: [string, string | undefined][] = [
    ["the record", record?.values[0] === nameOf(region) ? region : record?.values[0]],
    ["the stack file", stackFile.activeRegion],
    ["the stack", stack.activeRegion],
    ["the serving record", stored?.activeRegion ?? region],
  ];
  for (const [what, said] of says) {
    if (said !== region) audit.fail("one Region", `${what} says ${said}, ${region} serves`);
  }
  if (record?.ttlSeconds !== world.settings.ttlSeconds)
    audit.fail("as declared", `the record's TTL is ${record?.ttlSeconds} s`);
  const numbers = new Set([stackFile.takeover, stack.takeover, stored?.takeover ?? stack.takeover]);
  if (numbers.size > 1) audit.fail("one Region", `takeover numbers differ: ${[...numbers].join()}`);
}

function attached(world: SimWorld, audit: Audit, primary: string): void {
  for (const { region, mode, state, upstream } of world.vault.clusters.values()) {
    if (region === primary) continue;
    const follows = mode === "secondary" && state === "stream-wals" && upstream?.region === primary;
    if (!follows) audit.fail("attached", `${region} is ${mode} ${state}`);
  }
}
