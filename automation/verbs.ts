import type { Invocation } from "./commandLine.ts";
import type { Session } from "./commands/session.ts";
import type { OutcomeDocument } from "./report/outcome.ts";

/** What a verb gives back: its document, and a text for people where the outcome alone does not show it. */
export type Result = { document: OutcomeDocument; text?: string };

type Verb = {
  does: string;
  /** Takes --to. */
  moves: boolean;
  /** Changes the world, and takes the flags of a run. */
  acts: boolean;
  /** A person has to agree: without a terminal --yes must have been given. */
  asks: boolean;
  run: (session: Session, invocation: Invocation) => Promise<Result>;
};

export type VerbName =
  | "status"
  | "check"
  | "plan"
  | "switchover"
  | "failover"
  | "failback"
  | "reattach"
  | "resume"
  | "reconcile"
  | "config pull";

/** Every verb of this release. The code behind one is loaded when it is called. */
export const VERBS: Record<VerbName, Verb> = {
  status: {
    does: "who is primary: asked of every cluster, of DNS and of the stack",
    moves: false,
    acts: false,
    asks: false,
    run: async (session, { drift }) => {
      const [{ status }, { statusText }] = await Promise.all([
        import("./commands/look/status.ts"),
        import("./report/status.ts"),
      ]);
      const document = await status(session, { check: drift });
      return { document, text: statusText(document.status) };
    },
  },
  check: {
    does: "pre-flight alone: every finding with a fix; changes nothing",
    moves: true,
    acts: false,
    asks: false,
    run: async (session, { move }) => {
      const { check } = await import("./commands/look/check.ts");
      return { document: await check(session, move) };
    },
  },
  plan: {
    does: "the steps in order, the exact calls, what can be undone; changes nothing",
    moves: true,
    acts: false,
    asks: false,
    run: async (session, { move }) => {
      const [{ plan }, { planText }] = await Promise.all([
        import("./commands/look/plan.ts"),
        import("./report/planText.ts"),
      ]);
      const document = await plan(session, move);
      return { document, text: planText(document.plan) };
    },
  },
  switchover: {
    ...run(
      "planned move, both Regions healthy: no acknowledged write is lost, or it is rolled back",
    ),
    run: async (session) => ({
      document: await (await import("./commands/run/switchover.ts")).switchover(session),
    }),
  },
  failover: {
    ...run("the serving Region is lost: fence what answers, promote, move traffic"),
    run: async (session) => ({
      document: await (await import("./commands/run/failover.ts")).failover(session),
    }),
  },
  failback: {
    ...run("switchover to the home Region"),
    run: async (session) => ({
      document: await (await import("./commands/run/failback.ts")).failback(session),
    }),
  },
  reattach: {
    ...run("bring the old primary back as a secondary after it returned"),
    moves: false,
    run: async (session) => ({
      document: await (await import("./commands/run/reattach.ts")).reattach(session),
    }),
  },
  resume: {
    ...run("go on with the unfinished run, by the plan in its journal"),
    moves: false,
    run: async (session) => ({
      document: await (await import("./commands/run/resume.ts")).resume(session),
    }),
  },
  reconcile: {
    ...run("pulumi up of what a run has already changed"),
    moves: false,
    asks: false,
    run: async (session) => ({
      document: await (await import("./commands/keep/reconcile.ts")).reconcile(session),
    }),
  },
  "config pull": {
    does: "write the serving Region and takeover number into the stack file",
    moves: false,
    acts: false,
    asks: false,
    run: async (session) => ({
      document: await (await import("./commands/keep/config.ts")).configPull(session),
    }),
  },
};

function run(does: string) {
  return { does, moves: true, acts: true, asks: true };
}
