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

/** A verb that needs no stack file and contacts nothing. */
type Alone = Omit<Verb, "run"> & { runAlone: (invocation: Invocation) => Promise<Result> };

export type VerbName =
  | "status"
  | "check"
  | "plan"
  | "switchover"
  | "failover"
  | "failback"
  | "reattach"
  | "resume"
  | "abort"
  | "reconcile"
  | "history"
  | "lock show"
  | "lock release"
  | "config pull"
  | "init";

/** What a verb that changes no role and needs no consent is like. */
const LOOKS = { moves: false, acts: false, asks: false };

/** Every verb of this release. The code behind one is loaded when it is called. */
export const VERBS: Record<VerbName, Verb | Alone> = {
  status: {
    ...LOOKS,
    does: "who is primary: asked of every cluster, of DNS and of the stack",
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
  abort: {
    ...run("go back from the unfinished run, while that is still possible"),
    moves: false,
    run: async (session) => ({
      document: await (await import("./commands/run/abort.ts")).abort(session),
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
  history: {
    ...LOOKS,
    does: "past runs: who, when, why, how they ended",
    run: async (session, { limit }) => {
      const [{ history }, { historyText }] = await Promise.all([
        import("./commands/look/history.ts"),
        import("./report/history.ts"),
      ]);
      const { document, total } = await history(session, { limit });
      return { document, text: historyText(document.history, total) };
    },
  },
  "lock show": {
    ...LOOKS,
    does: "who holds the lease, since when, from where",
    run: async (session) => {
      const [{ lockShow }, { lockText }] = await Promise.all([
        import("./commands/keep/lock.ts"),
        import("./commands/keep/lockText.ts"),
      ]);
      const document = await lockShow(session);
      return { document, text: lockText(document.lock) };
    },
  },
  "lock release": {
    ...LOOKS,
    does: "end a lease by hand: its run stops, and the next one may begin",
    asks: true,
    run: async (session) => ({
      document: await (await import("./commands/keep/lock.ts")).lockRelease(session),
    }),
  },
  init: {
    ...LOOKS,
    does: "write Pulumi.<environment>.yaml files from the predecessor's configuration file",
    runAlone: async (invocation) => (await import("./commands/keep/init.ts")).init(invocation),
  },
  "config pull": {
    ...LOOKS,
    does: "write the serving Region and takeover number into the stack file",
    run: async (session) => ({
      document: await (await import("./commands/keep/config.ts")).configPull(session),
    }),
  },
};

function run(does: string) {
  return { does, moves: true, acts: true, asks: true };
}
