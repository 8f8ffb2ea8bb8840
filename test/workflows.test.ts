import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { wishIn } from "../sandbox/sim/commandLine/wish.ts";
import { wordsOf } from "./helpers/words/typedCommands.ts";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDER = join(ROOT, ".github/workflows");
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const ACTIONS = ["actions/checkout", "actions/setup-node", "actions/upload-artifact"];

type Step = {
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
};
type Job = { "timeout-minutes"?: number; steps: Step[]; permissions?: unknown };
type Workflow = {
  on: { schedule?: { cron: string }[]; workflow_dispatch?: { inputs: Record<string, unknown> } };
  permissions: unknown;
  jobs: Record<string, Job>;
};

const read = (file: string): Workflow => parse(readFileSync(join(FOLDER, file), "utf8"));
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);
const runsOf = (workflow: Workflow): string[] => stepsOf(workflow).flatMap(({ run }) => run ?? []);

/** `npm run NAME -- …`: nothing of a shell's but a quoted variable. */
const SCRIPT = /^npm run ([\w:]+)(?: -- ((?:[^;&|><`$\n]|"\$\w+")+))?$/;

function scriptIn(run: string): { name: string; words: string[] } | null {
  const [, name, words = ""] = SCRIPT.exec(run) ?? [];
  return name === undefined ? null : { name, words: wordsOf(words) };
}

for (const file of readdirSync(FOLDER)) {
  describe(`.github/workflows/${file}`, () => {
    const workflow = read(file);

    it("runs scripts of package.json and a clean install, and nothing else", () => {
      for (const run of runsOf(workflow)) {
        if (run === "npm ci") continue;
        const script = scriptIn(run);
        expect(script, run).to.not.equal(null);
        expect(PACKAGE.scripts, run).to.have.property(script?.name ?? "");
      }
    });

    it("puts what people type into no shell line", () => {
      expect(runsOf(workflow).filter((run) => run.includes("$" + "{{"))).to.deep.equal([]);
    });

    it("may read the repository, and no more", () => {
      expect(workflow.permissions).to.deep.equal({ contents: "read" });
      for (const job of Object.values(workflow.jobs)) expect(job.permissions).to.equal(undefined);
    });

    it("ends by itself within an hour", () => {
      for (const job of Object.values(workflow.jobs))
        expect(job["timeout-minutes"]).to.be.within(1, 60);
    });

    it("takes actions of GitHub's own alone, each by its full commit", () => {
      for (const { uses } of stepsOf(workflow)) {
        if (uses === undefined) continue;
        const [action, commit] = uses.split("@");
        expect(ACTIONS).to.include(action);
        expect(commit, uses).to.match(/^[0-9a-f]{40}$/);
      }
    });

    it("runs on the Node that package.json installs, after leaving no token behind", () => {
      const [checkout] = usesOf(workflow, "actions/checkout");
      const [node] = usesOf(workflow, "actions/setup-node");
      expect(checkout?.with).to.include({ "persist-credentials": false });
      expect(node?.with).to.include({ "node-version": PACKAGE.devDependencies.node });
    });
  });
}

const usesOf = (workflow: Workflow, action: string): Step[] =>
  stepsOf(workflow).filter(({ uses }) => uses?.startsWith(`${action}@`));

describe("the nightly simulation", () => {
  const workflow = read("simulation.yml");
  const [step] = stepsOf(workflow).filter(({ run }) => run?.startsWith("npm run sim"));
  const script = scriptIn(step?.run ?? "");
  const wish = (seed: string) => {
    const [, , , ...own] = wordsOf(PACKAGE.scripts[script?.name ?? ""]); // node sandbox/main.ts sim …
    const given = script?.words.map((word) => (word === "$SEED" ? seed : word)) ?? [];
    return wishIn([...own, ...given]);
  };

  it("goes through 10,000 worlds of a fresh seed, each twice", () => {
    expect(workflow.on.schedule).to.have.length(1);
    expect(step?.env?.SEED).to.equal("$" + "{{ inputs.seed || 'fresh' }}");
    expect(wish("fresh")).to.include({ is: "many", runs: 10_000, from: "fresh", twice: true });
  });

  it("takes the seed that somebody gives it by hand", () => {
    expect(workflow.on.workflow_dispatch?.inputs).to.have.property("seed");
    expect(wish("8123")).to.include({ is: "many", runs: 10_000, from: 8_123, twice: true });
  });

  it("uploads what it kept when it fails", () => {
    const [upload] = usesOf(workflow, "actions/upload-artifact");
    const kept = wish("fresh");
    expect(upload?.if).to.equal("failure()");
    expect(kept).to.have.property("keep", String(upload?.with?.path).replace(/\/$/, ""));
  });
});
