import type { HookName } from "../../../automation/ports/hooks.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import { ok, refused, unknown } from "../../../ground/answer.ts";
import type { SimWorld } from "../world.ts";

const HOOK_MS = 100;

export const hooksOf = (world: SimWorld): Ports["hooks"] => ({
  has: (hook) =>
    hook === "quiesce" || hook === "unquiesce" ? world.settings.quiesce : world.settings.teamHooks,
  run: async (hook, _about, boundMs) => {
    const mood = world.hooks[hook];
    await world.clock.sleep(Math.min(HOOK_MS, boundMs));
    if (mood.is === "well" || mood.does) work(world, hook);
    if (mood.is === "well") return ok(undefined);
    if (mood.is === "fails") return refused(1, "exit 1");
    await world.clock.sleep(Math.max(0, boundMs - HOOK_MS));
    return unknown("timed-out", `not done in ${boundMs} ms`);
  },
});

function work(world: SimWorld, hook: HookName): void {
  if (hook === "quiesce" || hook === "unquiesce") world.writersStopped = hook === "quiesce";
}
