import { drawBelow, type Random, randomFor } from "../../ground/random.ts";
import type { Reach } from "../../sandbox/model/vault/cluster.ts";
import type { VersionLine } from "../../sandbox/model/vault/versions.ts";
import type { Incident } from "../../sandbox/sim/incidents/incident.ts";
import { scheduleOf } from "../../sandbox/sim/incidents/schedule.ts";
import { oneOf, type Settings, USUAL } from "../../sandbox/sim/settings.ts";
import { WEST } from "../../sandbox/sim/world.ts";

/** One world, and who moves it. The same seed is the same world for both tools, up to the record's TTL. */
export type Case = {
  seed: number;
  move: "planned" | "disaster";
  tool: "vault-dr" | "predecessor";
  /** Of the service's record, before and after. */
  ttlSeconds: number;
  /** Whether one thing more goes wrong, drawn from the simulation's schedule. */
  incident: boolean;
};

/** What our stack declares. The predecessor's record is set to the case's own TTL. */
export const TTL_SECONDS = 5;
export const INSYNC_MS = 2_000;

/** Between the loss of the Region and the command; a quarter of the operators have it at hand. Milliseconds. */
const NOTICED_MS_MAX = 60_000;
/** An incident that waits for no step of the run begins within this time from the command's start. */
const INCIDENT_WITHIN_MS = 15_000;

/** What is drawn, in words, for the table's notes. */
export const RANGES = `each world has its own role changes (both 1 to 8 s), replication lag (20 to 500 ms), time to attach (0.5 to 10 s), release of Vault (1.1, 1.9, 1.21, 2.0), credentials (batch token, key shares, both), run store (folder, S3), answers during a role change (503, 500, cut, made to wait, in turn) and moment of each resolver's last question; in a disaster also whether the Region refuses or hangs, and 0 to ${NOTICED_MS_MAX / 1_000} s until the command. INSYNC after ${INSYNC_MS / 1_000} s. A call takes 4 ms to Vault, 16 ms to S3, 20 ms to Route 53, 100 ms to a hook, 3 s to the stack; the command's own computing takes none`;

/** A healthy pair within the ranges above. */
export function settingsOf({ seed, move }: Case): Settings {
  const random = randomFor(seed, "outage");
  const version = oneOf<VersionLine>(random, ["1.21", "1.21", "2.0", "1.9", "1.1"]);
  const credentials = oneOf<Settings["credentials"]>(random, ["token", "shares", "both"]);
  return {
    ...USUAL,
    seed,
    wish: move === "planned" ? "switchover" : "failover",
    version,
    credentials: version === "1.1" ? "shares" : credentials, // batch tokens authorise since 1.4
    roleChangeMs: between(random, 1_000, 8_000),
    duringRoleChange: oneOf(random, ["503", "reset", "500", "wait", "in-turn"]),
    attachMs: between(random, 500, 10_000),
    lagMs: between(random, 20, 500),
    ttlSeconds: TTL_SECONDS,
    insyncMs: INSYNC_MS,
    demotedShowsRoot: drawBelow(random, 5) > 0,
    store: oneOf<Settings["store"]>(random, ["folder", "s3"]),
  };
}

type Lost = Exclude<Reach, "up">;

/** How the serving Region goes, and how long it takes until somebody runs the command. */
export function lossOf({ seed }: Case): { reach: Lost; noticedMs: number } {
  const random = randomFor(seed, "loss");
  const reach = oneOf<Lost>(random, ["refused", "hanging"]);
  const atOnce = drawBelow(random, 4) === 0;
  return { reach, noticedMs: atOnce ? 0 : drawBelow(random, NOTICED_MS_MAX) };
}

/**
 * The one incident of the case's world; `at` counts from the command's start, or from the step that it waits for. In a
 * disaster nothing brings the lost Region back: that is another story.
 */
export function incidentOf(one: Case): Incident {
  const settings = settingsOf(one);
  const random = randomFor(one.seed, "incident");
  for (let seed = one.seed; ; seed += SCHEDULES) {
    const schedule = scheduleOf({ ...settings, seed });
    const drawn = schedule.filter((incident) => one.move === "planned" || !isOfTheLost(incident));
    const incident = drawn[drawBelow(random, drawn.length)];
    if (incident === undefined) continue;
    const at = incident.after === undefined ? drawBelow(random, INCIDENT_WITHIN_MS) : incident.at;
    return { ...incident, at };
  }
}

/** So far away lies the next schedule of a seed that drew none that fits. */
const SCHEDULES = 1_000_003;

/** The loss itself, or something that ends with the Region being there. */
const isOfTheLost = ({ kind, target }: Incident): boolean =>
  kind === "regions-lost" ||
  (target === WEST && (kind.startsWith("region-") || kind === "leader-changes"));

const between = (random: Random, least: number, most: number): number =>
  least + drawBelow(random, most - least + 1);
