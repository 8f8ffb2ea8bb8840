import { isDeepStrictEqual } from "node:util";
import { SCENES, type Scene, Stage } from "../crashAnywhere.ts";
import type { Death } from "../process.ts";
import type { Settings } from "../settings.ts";

type Crash = { scene: Scene; settings: Settings; host: string };

/**
 * Dead at any call, then resumed on `host`: the world is left as without the death. Excepted: a rollback that time has
 * made due, and a death before anything was decided. Answers with the first death after which it is otherwise.
 */
export async function sameEnd(crash: Crash): Promise<string | null> {
  const undisturbed = await endsWithout(crash);
  const { calls } = undisturbed;
  if (calls < CALLS_LEAST) return `it makes ${calls} calls`;
  for (let nth = 1; nth <= calls; nth++) {
    for (const when of ["before", "after"] as const) {
      const why = await otherEnd(crash, { nth, when }, undisturbed);
      if (why !== null) return `dead ${when} call ${nth} of ${calls}, ${why}`;
    }
  }
  return null;
}

const CALLS_LEAST = 10;

type Ends = { before: object; after: object; moved: object; calls: number };

async function endsWithout(crash: Crash): Promise<Ends> {
  const { scene, settings } = crash;
  const [move] = SCENES;
  if (move === undefined) throw new Error("there is no scene");
  const moving = await reached({ ...crash, scene: move });
  await moving.run(move.verb);
  const stage = await reached(crash);
  const before = scene.verb === "abort" ? new Stage(settings).endState() : stage.endState();
  const { calls } = await stage.run(scene.verb);
  return { before, after: stage.endState(), moved: moving.endState(), calls };
}

async function otherEnd(crash: Crash, death: Death, ends: Ends): Promise<string | null> {
  const { verb } = crash.scene;
  const stage = await reached(crash);
  await stage.run(verb, { death });
  const exits = await stage.resume(crash.host);
  const ended = stage.endState();
  const then = `then resume ${exits.join(", ")}`;
  const [broken] = stage.violations();
  if (broken !== undefined) return `${then}: ${broken}`;
  // Dead before anything was planned or agreed to: there is nothing to resume, and nothing has happened.
  const isNothing = exits.at(-1) === 0 && isDeepStrictEqual(ended, ends.before);
  const isDue = exits.at(-1) === 12 || isNothing;
  // An abort that died before its decision was on record has decided nothing: the move goes on.
  const goesOn = verb === "abort" && stage.audit.runs().every(({ phase }) => phase !== "back");
  const expected = goesOn ? ends.moved : isDue ? ends.before : ends.after;
  return isDeepStrictEqual(ended, expected)
    ? null
    : `${then}: ${JSON.stringify(ended)} instead of ${JSON.stringify(expected)}`;
}

async function reached({ scene, settings }: Crash): Promise<Stage> {
  const stage = new Stage(settings);
  await scene.before(stage);
  return stage;
}
