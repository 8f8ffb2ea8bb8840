import { expect } from "chai";
import { Stage } from "../../../sandbox/sim/crashAnywhere.ts";
import type { Incident } from "../../../sandbox/sim/incidents/incident.ts";
import { happen } from "../../../sandbox/sim/incidents/kinds.ts";
import { type Settings, USUAL } from "../../../sandbox/sim/settings.ts";
import { WEST } from "../../../sandbox/sim/world.ts";

/** An incident, and how a planned move ends meanwhile: its exit code and what refuses or ends it. */
export type Meanwhile = {
  what: string;
  kind: string;
  given: Partial<Incident>;
  settings?: Partial<Settings>;
  meanwhile: readonly [number, ...string[]];
};

export const DONE: Meanwhile["meanwhile"] = [0];

/** A test of each: the move ends so, and is done once the world is healed. */
export function planned(cases: Meanwhile[]): void {
  for (const { what, kind, given, settings = {}, meanwhile } of cases) {
    it(`${what}: ${meanwhile.join(" ")}${meanwhile[0] === 0 ? "" : "; and it is done once that is healed"}`, async () => {
      const stage = new Stage({ ...USUAL, ...settings });
      const incident = { at: 0, target: WEST, forMs: 60_000, amount: 0, ...given, kind };
      const heal = happen(stage.world, incident);
      await stage.world.clock.pass(200);
      const { end } = await stage.run("switchover");
      const refusing = end?.findings.filter(({ severity }) => severity === "refuse") ?? [];
      expect([end?.exitCode, ...refusing.map(({ id }) => id)]).to.deep.equal(meanwhile);
      if (end?.exitCode === 0) return;
      heal();
      await stage.world.clock.pass(120_000);
      const { end: later } = await stage.run("switchover");
      expect(later?.exitCode, JSON.stringify(later?.findings)).to.equal(0);
    });
  }
}
