import { expect } from "chai";
import { chainOf } from "../../../../sandbox/sim/incidents/chains.ts";
import { INCIDENT_KINDS } from "../../../../sandbox/sim/incidents/kinds.ts";
import { settingsOf } from "../../../../sandbox/sim/settings.ts";

const SEEDS = Array.from({ length: 2_000 }, (_, index) => index + 1);

describe("faults that come together", () => {
  const drawn = (isDisaster: boolean) =>
    SEEDS.map((seed) => chainOf({ ...settingsOf(seed) }, isDisaster));

  it("are kinds that there are, and stay out of most worlds", () => {
    for (const worlds of [drawn(true), drawn(false)]) {
      const some = worlds.filter((incidents) => incidents.length > 0);
      expect(some.length).to.be.within(1, SEEDS.length / 4);
      for (const { kind } of some.flat()) expect(INCIDENT_KINDS).to.include(kind);
    }
  });

  it("are the same for a seed, and come in an order that their moments make", () => {
    expect(drawn(false)).to.deep.equal(drawn(false));
    const lost = drawn(false).find((all) => all.some(({ kind }) => kind === "mind-changed"));
    expect(lost?.map(({ after, kind }) => `${after} ${kind}`).slice(1)).to.deep.equal([
      "went-back killed",
      "went-back mind-changed",
    ]);
  });

  it("need a disaster where they say so", () => {
    const kinds = (isDisaster: boolean) =>
      new Set(
        drawn(isDisaster)
          .flat()
          .map(({ kind }) => kind),
      );
    expect([...kinds(true)]).to.include.members(["merkle-diff", "vault-token-revoked-there"]);
    expect([...kinds(false)]).not.to.include("merkle-diff");
  });
});
