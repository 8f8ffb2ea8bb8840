import { expect } from "chai";
import { SCENES, type Scene, Stage } from "../../../sandbox/sim/crashAnywhere.ts";
import type { Settings } from "../../../sandbox/sim/settings.ts";

const SETTINGS: Settings = {
  seed: 1,
  wish: "switchover",
  version: "1.21",
  credentials: "shares",
  quiesce: true,
  roleChangeMs: 1_000,
  duringRoleChange: "503",
  unknownMs: 0,
  attachMs: 500,
  lagMs: 50,
  ttlSeconds: 1,
  insyncMs: 500,
  demotedShowsRoot: true,
  rollbackAfterMs: 15_000,
};

describe("a command that dies at any call", function () {
  this.timeout(120_000);

  for (const scene of SCENES) {
    for (const [who, host] of [
      ["its operator resumes", "desk"],
      ["another operator takes the lease over", "other"],
    ] as const) {
      it(`${scene.verb}: ${who}, and it ends as without, or the rollback is due`, async () => {
        const { before, after, calls } = await undisturbed(scene);
        const moved = (await undisturbed(SWITCHOVER)).after;
        expect(calls).to.be.greaterThan(10);
        for (let nth = 1; nth <= calls; nth++) {
          for (const when of ["before", "after"] as const) {
            const stage = await reached(scene);
            await stage.run(scene.verb, { death: { nth, when } });
            const exits = await stage.resume(host);
            const ended = stage.endState();
            const what = `${when} call ${nth} of ${calls}, then resume ${exits.join(", ")}`;
            expect(stage.violations(), what).to.deep.equal([]);
            const due = exits.at(-1) === 12 || isNothing(exits, ended, before);
            // An abort that died before its decision was on record has decided nothing: the move goes on.
            const goesOn =
              scene.verb === "abort" && stage.audit.runs().every(({ phase }) => phase !== "back");
            const expected = goesOn ? moved : due ? before : after;
            expect(ended, what).to.deep.equal(expected);
          }
        }
      });
    }
  }
});

const SWITCHOVER: Scene = { verb: "switchover", before: async () => undefined };

async function reached(scene: Scene): Promise<Stage> {
  const stage = new Stage(SETTINGS);
  await scene.before(stage);
  return stage;
}

/** The world before the command, after it, and how many calls it made. */
async function undisturbed(scene: Scene) {
  const stage = await reached(scene);
  const before = scene.verb === "abort" ? new Stage(SETTINGS).endState() : stage.endState();
  const { calls } = await stage.run(scene.verb);
  return { before, after: stage.endState(), calls };
}

/** It died before anything was planned or agreed to: there is nothing to resume, and nothing has happened. */
const isNothing = (exits: number[], ended: object, before: object): boolean =>
  exits.at(-1) === 0 && JSON.stringify(ended) === JSON.stringify(before);
