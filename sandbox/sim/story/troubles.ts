import type { JournalEvent } from "../../../automation/journal/events.ts";
import type { Incident } from "../incidents/incident.ts";
import { happen } from "../incidents/kinds.ts";
import type { SimWorld } from "../world.ts";

type Tell = (event: "begins" | "ends", incident: Incident) => void;

/** Lets the incidents of a schedule happen, each in its time, until the world is healed. */
export class Troubles {
  readonly #world: SimWorld;
  readonly #tell: Tell;
  readonly #healers = new Set<() => void>();
  /** Those that wait for a moment of some run. */
  #waiting: Incident[] = [];
  #over = false;

  constructor(world: SimWorld, tell: Tell) {
    this.#world = world;
    this.#tell = tell;
  }

  plan(incident: Incident): void {
    if (incident.after === undefined) this.#soon(incident);
    else this.#waiting.push(incident);
  }

  /** A journal has this entry: the first time that one of its kind is heard of counts. */
  reached(event: JournalEvent): void {
    if (this.#waiting.length === 0) return;
    const step = "step" in event && event.step !== null ? ` ${event.step}` : "";
    const moments = [event.kind, `${event.kind}${step}`];
    const due = this.#waiting.filter(({ after = "" }) => moments.includes(after));
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const incident of due) this.#soon(incident);
  }

  /** Everything that went wrong is put right, and nothing else goes wrong. */
  heal(): void {
    this.#over = true;
    for (const heal of this.#healers) heal();
    this.#healers.clear();
    const { faults, late, slow, zone, route53 } = this.#world;
    faults.clear();
    for (const list of [late, slow, route53.late]) list.length = 0;
    Object.assign(zone.settings, { throttled: 0, priorPending: 0 });
  }

  #soon(incident: Incident): void {
    const { clock } = this.#world;
    clock.after(incident.at, () => {
      if (this.#over) return;
      this.#tell("begins", incident);
      const heal = happen(this.#world, incident);
      this.#healers.add(heal);
      clock.after(incident.forMs, () => {
        if (!this.#healers.delete(heal)) return;
        this.#tell("ends", incident);
        heal();
      });
    });
  }
}
