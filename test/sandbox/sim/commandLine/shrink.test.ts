import { expect } from "chai";
import { shrunk } from "../../../../sandbox/sim/commandLine/shrink.ts";
import type { Incident } from "../../../../sandbox/sim/incidents/incident.ts";

const incident = (kind: string, at = 0): Incident => ({
  at,
  kind,
  target: "us-east-1",
  forMs: 1_000,
  amount: 0,
});
const KINDS = ["link-down", "region-sealed", "stack-slow", "hooks-fail", "store-gone"];
const SCHEDULE = KINDS.map((kind, index) => incident(kind, index));

const shrink = async (violationsIn: (kinds: string[]) => string[]) => {
  const told: string[] = [];
  const { schedule, violations } = await shrunk({
    schedule: SCHEDULE,
    violationsOf: async (faults) => violationsIn(faults.map(({ kind }) => kind)),
    tell: (line) => told.push(line),
  });
  return { kinds: schedule.map(({ kind }) => kind), violations, told };
};

describe("a schedule that breaks a rule", () => {
  it("is shrunk to the faults that the broken rule needs, told step by step", async () => {
    const { kinds, violations, told } = await shrink((left) =>
      left.includes("region-sealed") && left.includes("store-gone") ? ["writers: stopped"] : [],
    );
    expect(kinds).to.deep.equal(["region-sealed", "store-gone"]);
    expect(violations).to.deep.equal(["writers: stopped"]);
    expect(told).to.have.length(3);
  });

  it("is shrunk to nothing where the faults have no part in it", async () => {
    expect(await shrink(() => ["writers: stopped"])).to.deep.include({ kinds: [] });
  });

  it("keeps what stands for the same rule only, whatever its words", async () => {
    const { kinds, violations } = await shrink((left) =>
      left.length > 3
        ? ["writers: stopped (at 3 s)"]
        : left.length > 2
          ? ["writers: off"]
          : ["x: y"],
    );
    expect(kinds).to.have.length(3);
    expect(violations).to.deep.equal(["writers: off"]);
  });

  it("looks again at what was needed beside a fault that is gone", async () => {
    const { kinds } = await shrink((left) => {
      const needs = left.includes("link-down") ? left.includes("store-gone") : true;
      return needs ? ["writers: stopped"] : [];
    });
    expect(kinds).to.deep.equal([]);
  });

  it("is left alone where no rule is broken", async () => {
    const { kinds, violations } = await shrink(() => []);
    expect(kinds).to.deep.equal(KINDS);
    expect(violations).to.deep.equal([]);
  });
});
