import type { Ports } from "../../../automation/ports/ports.ts";
import { type Answer, ok, refused, unknown } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { DrOutput } from "../../../infra/contract.ts";
import { nameOf, SERVICE, type SimWorld } from "../world.ts";
import type { Stack } from "./outside.ts";

export function stackOf(world: SimWorld): Ports["stack"] {
  const { stack, zone, clock } = world;
  return {
    ready: async () => (stack.down ? SILENT : ok({ cliVersion: "3.259.0" })),
    lastOutput: async () => (stack.down ? SILENT : ok(outputOf(stack, zone.id))),
    update: async () => {
      if (stack.down) return SILENT;
      if (stack.locked || stack.busy) return refused(409, LOCKED);
      const stale = whyStale(world);
      if (stale !== null) return refused(412, stale);
      stack.busy = true;
      const { updateMs } = stack;
      const answer = await Promise.race([up(world), tooLong(clock, updateMs)]);
      if (answer.is === "unknown") stack.locked = true;
      stack.busy = false;
      return answer;
    },
  };
}

const SILENT = unknown("unreachable", "the state backend does not answer");
const LOCKED =
  "the stack is currently locked by 1 lock(s); once that process is gone: pulumi cancel --stack test";

/** The program's own guard, before the first resource: the file says what the last takeover said. */
function whyStale({ store, stackFile }: SimWorld): string | null {
  const record = store.document("serving");
  const agree =
    record === null ||
    (record.activeRegion === stackFile.activeRegion && record.takeover === stackFile.takeover);
  return agree ? null : `${record.activeRegion} serves now. Nothing was changed.`;
}

/** `pulumi up`: what the stack file says, first into the record, then into the state. */
async function up(world: SimWorld): Promise<Answer<{ changed: number }>> {
  const { stack, clock, zone, stackFile } = world;
  const keys = { ...stackFile };
  const killedAt = clock.now() + BOUNDS.stackUpMs;
  await clock.sleep(stack.updateMs / 2);
  // Where its driver is dead it dies by itself when it prints the next line, and nobody reads that.
  if (stack.down || clock.now() >= killedAt) return SILENT;
  if (stack.stops === "at once") return stopped(stack);
  const changes = keys.activeRegion !== stack.activeRegion;
  if (changes && (zone.settings.down || world.route53.readOnly))
    return refused(422, "updating aws:route53:Record: ServiceUnavailable", false);
  if (changes) point(world, keys.activeRegion);
  if (stack.stops === "after the record") return stopped(stack);
  await clock.sleep(stack.updateMs / 2);
  if (stack.down) return SILENT;
  Object.assign(stack, keys);
  return stack.stops === "after the keys" ? stopped(stack) : ok({ changed: changes ? 1 : 0 });
}

/** The process dies in the middle, and leaves its lock behind. */
function stopped(stack: Stack): Answer<never> {
  stack.stops = null;
  stack.locked = true;
  return refused(422, "the update failed: exit status 255", false);
}

function point({ zone, settings }: SimWorld, region: string): void {
  const values = [nameOf(region)];
  const record = { name: SERVICE, type: "CNAME", ttlSeconds: settings.ttlSeconds, values } as const;
  zone.change([{ action: "UPSERT", record: { ...record, values } }]);
}

/** An update that takes longer than its bound is killed, and leaves its lock behind. */
async function tooLong(clock: SimWorld["clock"], updateMs: number): Promise<Answer<never>> {
  if (updateMs <= BOUNDS.stackUpMs) return new Promise<never>(() => undefined);
  await clock.sleep(BOUNDS.stackUpMs);
  return unknown("timed-out", `pulumi: no answer after ${BOUNDS.stackUpMs} ms`);
}

type Keys = { activeRegion: string; takeover: number };

export function outputOf({ activeRegion, takeover }: Keys, hostedZoneId: string): DrOutput {
  return {
    schema: 1,
    environment: "test",
    revision: "r1",
    activeRegion,
    takeover,
    service: { name: SERVICE, hostedZoneId, recordIds: [], ttlSeconds: 5, traffic: "cname" },
    regions: {},
  };
}
