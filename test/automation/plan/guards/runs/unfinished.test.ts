import { expect } from "chai";
import { unfinishedGuard } from "../../../../../automation/plan/guards/runs/unfinished.ts";
import type { Unfinished } from "../../../../../automation/plan/snapshot.ts";
import { unknown } from "../../../../../ground/answer.ts";
import {
  aCaseOf,
  anUnfinished,
  clustersOf,
  foundBy,
  NORTH,
} from "../../../../helpers/healthyCase.ts";
import { WEST } from "../../../../helpers/vaultWorld.ts";

describe("the guard of unfinished runs", () => {
  for (const verb of ["switchover", "failback", "reattach", "reconcile"] as const) {
    it(`refuses to begin over one (${verb}), and names resume`, () => {
      const look = aCaseOf(verb, { unfinished: anUnfinished() });
      expect(foundBy(unfinishedGuard, look)).to.deep.equal(["UNFINISHED_RUN refuse"]);
      const [finding] = unfinishedGuard(look);
      expect(finding?.now).to.include("2026-11-26T01-00-teal-owl (switchover)");
      expect(finding?.next).to.equal("Go on with it: vault-dr resume test");
    });
  }

  it("has nothing to say when every run has ended", () => {
    expect(foundBy(unfinishedGuard, aCaseOf("failover"))).to.deep.equal([]);
  });

  describe("lets a failover take the place", () => {
    const dead = {
      clusters: { ...clustersOf({}).clusters, [WEST]: unknown("timed-out", "silent") },
    };
    const whenDead = (changes: Partial<Unfinished> = {}, more = {}) =>
      aCaseOf("failover", { ...dead, ...more, unfinished: anUnfinished(changes) });

    it("of a planned move whose old primary answers no more, and says so", () => {
      for (const verb of ["switchover", "failback"] as const) {
        const look = whenDead({ verb });
        expect(foundBy(unfinishedGuard, look)).to.deep.equal(["UNFINISHED_RUN warn"]);
        expect(unfinishedGuard(look)[0]?.next).to.include("takes its place");
      }
    });

    const refusals: [string, () => ReturnType<typeof whenDead>, string][] = [
      [
        "not while its old primary answers",
        () => aCaseOf("failover", { unfinished: anUnfinished() }),
        "us-west-2 answers",
      ],
      ["not of another failover", () => whenDead({ verb: "failover" }), "no planned move"],
      [
        "not of one that left another Region",
        () => whenDead({ from: NORTH }),
        "It left eu-north-1",
      ],
      [
        "not with another target: the first one may have been promoted",
        () => whenDead({ to: NORTH }),
        "may have promoted eu-north-1",
      ],
      [
        "not when the target is primary already: resume finishes it",
        () =>
          whenDead(
            {},
            {
              clusters: {
                ...clustersOf({}, { role: "primary", state: "running" }).clusters,
                [WEST]: unknown("timed-out", "silent"),
              },
            },
          ),
        "us-east-1 is primary already",
      ],
    ];
    for (const [title, look, why] of refusals) {
      it(title, () => {
        expect(foundBy(unfinishedGuard, look())).to.deep.equal(["UNFINISHED_RUN refuse"]);
        expect(unfinishedGuard(look())[0]?.now).to.include(why);
      });
    }
  });
});
