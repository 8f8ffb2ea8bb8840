import { expect } from "chai";
import type { OutcomeDocument } from "../../../../automation/report/outcome.ts";
import { EAST, nameOf, SERVICE, WEST } from "../../../../sandbox/sim/world.ts";
import { Watched } from "../../../helpers/sim/watched.ts";

/** Takes the world of a healthy pair away from what is said of it. */
type Change = (seen: Watched) => unknown;

const record =
  (region: string, ttlSeconds = 5): Change =>
  ({ world }) => {
    const made = { name: SERVICE, type: "CNAME", ttlSeconds, values: [nameOf(region)] } as const;
    return world.zone.change([{ action: "UPSERT", record: { ...made, values: [nameOf(region)] } }]);
  };
const serving =
  (activeRegion: string, takeover: number): Change =>
  ({ world }) => {
    const document = { activeRegion, takeover, run: "r", at: 0 };
    world.store.document = (name) => (name === "serving" ? (document as never) : null);
  };
const elsewhere =
  (keys: "stack" | "stackFile"): Change =>
  (seen) =>
    Object.assign(seen.world[keys], { activeRegion: EAST });
const otherNumber: Change = ({ world }) => Object.assign(world.stackFile, { takeover: 9 });
const writersStopped: Change = ({ world }) => Object.assign(world, { writersStopped: true });
const secondPrimary: Change = (seen) =>
  seen.change(EAST, { mode: "primary", state: "running", upstream: null });
const alone: Change = (seen) => seen.change(EAST, { upstream: null, state: "idle" });
const demoted: Change = (seen) => seen.change(WEST, { mode: "secondary" });

/** A pair that a move has just left in us-west-2, and what it says; its journal is another rule's. */
function brokenBy(change: Change, more: Partial<OutcomeDocument> = {}): string[] {
  const seen = new Watched({ ttlSeconds: 5 });
  serving(WEST, 1)(seen);
  change(seen);
  seen.ends({ serving: WEST, ...more });
  return seen.broken.filter((rule) => rule !== "exit code");
}

const left = (what: string, command: string) => ({
  outcome: "incomplete" as const,
  exitCode: 13,
  remaining: [{ what, command }],
});
const reconcileLeft = left("bring the stack up to date", "vault-dr reconcile test");

describe("what a run says to have reached is so", () => {
  it("and holds when Vault, the record, records and stack name the Region that it names", () => {
    expect(brokenBy(() => undefined)).to.deep.equal([]);
  });

  for (const [what, change] of [
    ["the record names another Region", record(EAST)],
    ["the stack does", elsewhere("stack")],
    ["the stack file does", elsewhere("stackFile")],
    ["the serving record does", serving(EAST, 1)],
    ["takeover numbers differ", otherNumber],
    ["there is no serving record", ({ world }) => (world.store.document = () => null)],
    ["its Vault is no primary", demoted],
    ["there is another primary", secondPrimary],
    ["nobody follows it", alone],
    ["writers are stopped", writersStopped],
  ] as [string, Change][]) {
    it(`and breaks when ${what}`, () => {
      expect(brokenBy(change)).to.deep.equal(["one Region"]);
    });
  }

  it("asks nothing of what is named among what is left to do", () => {
    for (const [change, more] of [
      [elsewhere("stack"), reconcileLeft],
      [serving(EAST, 1), reconcileLeft],
      [alone, left("reattach us-east-1", "vault-dr reattach test")],
      [writersStopped, left("let the writers go on", "vault-dr resume test")],
    ] as const)
      expect(brokenBy(change, more)).to.deep.equal([]);
    expect(brokenBy(record(EAST), reconcileLeft)).to.deep.equal(["one Region"]);
  });

  it("asks of a run that went back where Vault and the record are, not what it never wrote", () => {
    const back = { outcome: "rolled-back", exitCode: 12 } as const;
    expect(brokenBy(elsewhere("stackFile"), back)).to.deep.equal([]);
    expect(brokenBy(record(EAST), back)).to.deep.equal(["one Region"]);
    expect(brokenBy(alone, back)).to.deep.equal(["one Region"]);
  });

  it("asks nothing of an end that says nothing of it, and of what people have changed meanwhile", () => {
    const remaining = [{ what: "finish the run", command: "vault-dr resume test" }];
    const halted = { outcome: "halted", exitCode: 14, remaining } as const;
    expect(brokenBy(record(EAST), halted)).to.deep.equal([]);
    const byHand: Change = (seen) => {
      record(EAST)(seen);
      seen.audit.isMeddledWith();
    };
    expect(brokenBy(byHand)).to.deep.equal([]);
  });
});

describe("a world at rest", () => {
  const atRest = (change: Change): string[] => {
    const seen = new Watched({ ttlSeconds: 5 });
    change(seen);
    seen.audit.isAtRest();
    return seen.broken;
  };

  it("holds when it is healthy", () => {
    expect(atRest(() => undefined)).to.deep.equal([]);
  });

  for (const [what, change, rule] of [
    ["the record names another Region", record(EAST), "one Region"],
    ["the stack does", elsewhere("stack"), "one Region"],
    ["takeover numbers differ", otherNumber, "one Region"],
    ["nobody serves", demoted, "one Region"],
    ["both serve", secondPrimary, "one Region"],
    ["the secondary follows nobody", alone, "attached"],
    ["the record's TTL is not the declared one", record(WEST, 1), "as declared"],
    ["writers are still stopped", writersStopped, "writers"],
  ] as [string, Change, string][]) {
    it(`breaks when ${what}`, () => {
      expect(atRest(change)).to.include(rule);
    });
  }
});
