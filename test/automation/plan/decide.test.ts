import { expect } from "chai";
import { decide } from "../../../automation/plan/decide.ts";
import type { Move } from "../../../automation/plan/plan.ts";
import { NO_CONSENTS, type Request, type Snapshot } from "../../../automation/plan/snapshot.ts";
import { STEPS } from "../../../automation/steps/catalogue.ts";
import { ok, refused, unknown } from "../../../ground/answer.ts";
import {
  AT,
  aConfig,
  aPrimary,
  aRequest,
  aSecondary,
  aSnapshot,
  clustersOf,
  idAndSeverity,
} from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";

const SILENT = unknown("timed-out", "no answer in 2000 ms");
const LOST: Partial<Snapshot> = { clusters: { [WEST]: SILENT, [EAST]: ok(aSecondary()) } };

describe("a decision", () => {
  const decideOn = (
    request: Partial<Request>,
    snapshot: Partial<Snapshot> = {},
    config = aConfig(),
  ) => decide(aRequest(request), aSnapshot(snapshot), config);
  const moveOf = (...given: Parameters<typeof decideOn>): Move => {
    const decision = decideOn(...given);
    if (decision.is !== "plan") throw new Error(JSON.stringify(decision));
    return decision.plan.move;
  };
  const stepsOf = (...given: Parameters<typeof decideOn>) => {
    const decision = decideOn(...given);
    if (decision.is !== "plan") throw new Error(JSON.stringify(decision));
    return decision.plan.stages.flatMap(({ steps }) => steps.map(({ step }) => step));
  };

  it("is a plan with sides, names, addresses and ids", () => {
    expect(moveOf({ verb: "switchover" })).to.deep.equal({
      verb: "switchover",
      environment: "test",
      from: WEST,
      to: EAST,
      takeover: 5,
      service: {
        name: "vault.test.acme.com",
        ttlSeconds: 5,
        ttlSecondsBefore: 5,
        nameOf: { from: "vault-us-west-2.test.acme.com", to: "vault-us-east-1.test.acme.com" },
      },
      clusterAddress: {
        from: "vault-us-west-2.test.acme.com:8201",
        to: "vault-us-east-1.test.acme.com:8201",
      },
      apiAddress: {
        from: "https://vault-us-west-2.test.acme.com:8200",
        to: "https://vault-us-east-1.test.acme.com:8200",
      },
      secondaryId: { from: "vault-dr-us-west-2", to: "vault-dr-us-east-1" },
      options: {
        quiesce: true,
        forceIncomplete: false,
        acceptLoss: false,
        acceptUnfenced: false,
        generateRoot: false,
        hooks: { before: false, after: false },
        oldPrimarySilent: false,
      },
      seen: { receivedWal: 1_500, shippedWal: 1_500, secondsSinceHeartbeat: 2 },
      vaultVersion: { from: "1.21.0+ent", to: "1.21.0+ent" },
      supersedes: null,
      probePath: null,
      stackFileInGit: true,
    });
  });

  it("knows the TTL that resolvers hold when the run begins", () => {
    const record = ok({ name: "n", value: "vault-us-west-2.test.acme.com", ttlSeconds: 300 });
    expect(moveOf({ verb: "switchover" }, { record }).service.ttlSecondsBefore).to.equal(300);
  });

  it("of a disaster keeps that the old primary is silent, and what the target had", () => {
    const { options, seen } = moveOf({ verb: "failover" }, LOST);
    expect(options.oldPrimarySilent).to.equal(true);
    expect(seen).to.deep.equal({ receivedWal: 1_500, shippedWal: null, secondsSinceHeartbeat: 2 });
  });

  it("keeps whether the stack file lies in a checkout", () => {
    expect(moveOf({ verb: "switchover" }, { stackFileCommitted: null }).stackFileInGit).to.equal(
      false,
    );
  });

  it("wants a root token where it is consented to and needed: the old primary accepts no other", () => {
    const generated = (answer: Snapshot["token"][string] | null, generateRoot = true) => {
      const decision = decide(
        aRequest({ verb: "reattach", consents: { ...NO_CONSENTS, generateRoot } }),
        aSnapshot({
          clusters: {
            [WEST]: ok(aPrimary({ knownSecondaries: [] })),
            [EAST]: ok(aPrimary()),
          },
          token: { [WEST]: ok([]), ...(answer === null ? {} : { [EAST]: answer }) },
        }),
        aConfig(),
      );
      return decision.is === "plan" ? decision.plan.move.options.generateRoot : decision;
    };
    expect(generated(refused(403, "permission denied"))).to.equal(true);
    expect(generated(ok(["sys/replication/dr/primary/demote"]))).to.equal(true);
    expect(generated(ok([]))).to.equal(false);
    expect(generated(null)).to.equal(false);
    expect(generated(unknown("timed-out", "no answer"))).to.equal(true);
    expect(generated(unknown("timed-out", "no answer"), false)).to.equal(false);
  });

  it("carries the consents that steps need", () => {
    const consents = {
      ...NO_CONSENTS,
      acceptLoss: true,
      forceIncomplete: true,
      acceptUnfenced: true,
    };
    expect(moveOf({ verb: "failover", consents }).options).to.include({
      acceptLoss: true,
      forceIncomplete: true,
      acceptUnfenced: true,
    });
  });

  describe("numbers the takeover", () => {
    const recorded = (takeover: number) => ok({ activeRegion: WEST, takeover, run: "r", at: AT });
    const filed = (takeover: number) => ok({ activeRegion: WEST, takeover });

    it("after everything that was ever seen", () => {
      const number = (record: number, file: number) =>
        moveOf({ verb: "failover" }, { serving: recorded(record), stackFile: filed(file) })
          .takeover;
      expect([number(7, 4), number(4, 9), number(4, 4)]).to.deep.equal([8, 10, 5]);
    });

    it("by the file alone before the first run", () => {
      expect(
        moveOf({ verb: "failover" }, { serving: ok(null), stackFile: filed(3) }).takeover,
      ).to.equal(4);
    });

    it("by the record alone while the file cannot be read", () => {
      const snapshot = { serving: recorded(7), stackFile: SILENT };
      expect(moveOf({ verb: "failover" }, snapshot).takeover).to.equal(8);
    });

    it("not at all for bookkeeping: it writes the one that is on record", () => {
      const snapshot = { serving: recorded(7), stackFile: filed(6) };
      expect(moveOf({ verb: "reconcile" }, snapshot).takeover).to.equal(7);
      const loose = { ...snapshot, ...clustersOf({}, { state: "idle" }) };
      expect(moveOf({ verb: "reattach" }, loose).takeover).to.equal(7);
    });
  });

  describe("orders the steps", () => {
    const precedes = (steps: string[], first: string, second: string) =>
      steps.indexOf(first) !== -1 && steps.indexOf(first) < steps.indexOf(second);

    it("of a planned move: everything is had and drained before the demotion, that before the promotion", () => {
      const steps = stepsOf({ verb: "switchover" });
      for (const first of ["obtain-operation-token", "await-primed", "quiesce", "drain"]) {
        expect(precedes(steps, first, "demote-old-primary"), first).to.equal(true);
      }
      expect(precedes(steps, "demote-old-primary", "compare-roots")).to.equal(true);
      expect(precedes(steps, "compare-roots", "promote-new-primary")).to.equal(true);
      expect(precedes(steps, "verify-clients", "write-serving-record")).to.equal(true);
      expect(precedes(steps, "write-serving-record", "write-stack-file")).to.equal(true);
      expect(precedes(steps, "write-stack-file", "update-stack")).to.equal(true);
    });

    it("without a hook there is nothing to quiesce, on the way back neither", () => {
      const decision = decideOn({ verb: "switchover" }, {}, aConfig({ hooks: {} }));
      expect(JSON.stringify(decision)).to.not.match(/"step":"(un)?quiesce"/);
    });

    it("of a disaster: it is fenced before it is promoted", () => {
      for (const snapshot of [{}, LOST]) {
        const steps = stepsOf({ verb: "failover" }, snapshot);
        expect(precedes(steps, "fence-old-primary", "promote-new-primary")).to.equal(true);
        expect(precedes(steps, "obtain-operation-token", "promote-new-primary")).to.equal(true);
      }
    });

    it("an old primary that answers is not demoted before the credential is in hand", () => {
      const decision = decideOn({ verb: "failover" });
      const names = decision.is === "plan" ? decision.plan.stages.map(({ name }) => name) : [];
      expect(names.slice(0, 2)).to.deep.equal(["credentials", "fence"]);
    });

    it("every planned step is in the catalogue", () => {
      for (const verb of ["switchover", "failover", "reconcile"] as const) {
        for (const name of stepsOf({ verb })) expect(STEPS[name]?.name).to.equal(name);
      }
    });
  });

  it("is nothing when it is done already", () => {
    expect(decideOn({ verb: "switchover", to: WEST })).to.deep.equal({
      is: "nothing",
      why: "us-west-2 serves already.",
      serving: WEST,
    });
  });

  it("refuses a Region that is not in the file", () => {
    const decision = decideOn({ verb: "failover", to: "eu-west-9" });
    expect(decision.is === "refused" && decision.findings.map(idAndSeverity)).to.deep.equal([
      "UNKNOWN_REGION refuse",
    ]);
  });

  it("lists every refusal at once, and refusals before warnings", () => {
    const decision = decideOn(
      { verb: "switchover" },
      {
        clusters: {
          [WEST]: ok(aPrimary({ sealed: true })),
          [EAST]: ok(aSecondary({ state: "idle" })),
        },
        record: SILENT,
        stackFileCommitted: false,
        stack: SILENT,
      },
    );
    expect(decision.is).to.equal("refused");
    expect(decision.is === "refused" && decision.findings.map(idAndSeverity)).to.deep.equal([
      "SEALED refuse",
      "LINK_DOWN refuse",
      "ROUTE53_UNREACHABLE refuse",
      "STACK_DIFFERS warn",
      "STACK_FILE_UNCOMMITTED warn",
    ]);
  });

  it("is a plan that shows its warnings", () => {
    const decision = decideOn({ verb: "switchover" }, { stackFileCommitted: false });
    expect(decision.is === "plan" && decision.findings.map(idAndSeverity)).to.deep.equal([
      "STACK_FILE_UNCOMMITTED warn",
    ]);
  });
});
