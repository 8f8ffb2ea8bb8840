import { expect } from "chai";
import { thisMachine } from "../../automation/adapters/machine.ts";
import type { Lease, StorePort } from "../../automation/ports/store.ts";
import { ok } from "../../ground/answer.ts";

const RUN = "2026-11-23T20-36-amber-fox";

/** A lease of this process that nobody has let go. */
export const aLease = (number: number, changes: Partial<Lease> = {}): Lease => ({
  number,
  run: RUN,
  verb: "failover",
  holder: thisMachine(),
  takenAt: 1_000,
  expiresAt: 16_000,
  busyUntil: 0,
  released: false,
  ...changes,
});

/** What every run store does, wherever it is. `store` opens it once more, as another process does. */
export function itIsARunStore(store: () => StorePort): void {
  it("is empty before the first run", async () => {
    expect(await store().lease()).to.deep.equal(ok(null));
    expect(await store().runs()).to.deep.equal(ok([]));
    expect(await store().read(RUN)).to.deep.equal(ok([]));
    expect(await store().document("serving")).to.deep.equal(ok(null));
  });

  describe("the lease", () => {
    it("is stored when nothing was, and read back by another process's store", async () => {
      expect(await store().putLease(aLease(1), null)).to.deep.equal(ok(undefined));
      expect(await store().lease()).to.deep.equal(ok(aLease(1)));
    });

    it("is refused with 409 to whoever saw an older renewal", async () => {
      await store().putLease(aLease(1), null);
      await store().putLease(aLease(1, { expiresAt: 20_000 }), aLease(1));
      const late = await store().putLease(aLease(2), aLease(1));
      expect(late).to.include({ is: "refused", status: 409 });
      expect(await store().putLease(aLease(2), null)).to.include({ is: "refused", status: 409 });
    });

    it("never goes back to a smaller number", async () => {
      await store().putLease(aLease(4), null);
      expect(await store().putLease(aLease(3), aLease(4))).to.include({ status: 409 });
    });

    it("goes to exactly one of eight writers that saw the same", async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store().putLease(aLease(1, { run: `run-${index}` }), null),
        ),
      );
      expect(answers.filter(({ is }) => is === "ok")).to.have.length(1);
      expect(answers.filter(({ is }) => is === "refused")).to.have.length(7);
    });
  });

  describe("a run's journal", () => {
    it("holds its lines in order", async () => {
      await store().append(RUN, 0, ['{"kind":"planned"}'], 1);
      await store().append(RUN, 1, ['{"kind":"confirmed"}'], 1);
      expect(await store().read(RUN)).to.deep.equal(
        ok(['{"kind":"planned"}', '{"kind":"confirmed"}']),
      );
    });

    it("takes several lines by one writing, or none of them", async () => {
      await store().append(RUN, 0, ["first"], 1);
      expect(await store().append(RUN, 1, ["second", "third"], 1)).to.deep.equal(ok(undefined));
      const answer = await store().append(RUN, 3, ["fourth", "fi\nfth"], 1);
      expect(answer).to.include({ is: "refused", status: 400 });
      expect(await store().read(RUN)).to.deep.equal(ok(["first", "second", "third"]));
    });

    it("refuses a line that is not the next", async () => {
      await store().append(RUN, 0, ["first"], 1);
      expect(await store().append(RUN, 0, ["again"], 1)).to.include({ is: "refused", status: 409 });
      expect(await store().append(RUN, 2, ["too far"], 1)).to.include({
        is: "refused",
        status: 409,
      });
      expect(await store().read(RUN)).to.deep.equal(ok(["first"]));
    });

    it("refuses a driver whose lease was taken over", async () => {
      await store().putLease(aLease(7), null);
      expect(await store().append(RUN, 0, ["late"], 6)).to.include({ is: "refused", status: 409 });
      expect(await store().append(RUN, 0, ["mine"], 7)).to.deep.equal(ok(undefined));
    });

    it("refuses a line break in a line and a run's id that leads elsewhere", async () => {
      expect(await store().append(RUN, 0, ["one\ntwo"], 1)).to.include({ is: "refused" });
      expect(await store().append("../lease", 0, ["line"], 1)).to.include({ is: "refused" });
      expect(await store().read("../../etc/passwd")).to.include({ is: "refused" });
    });

    it("that was read under a lease takes nothing from whoever held it before", async () => {
      const [first, second] = [store(), store()];
      await first.putLease(aLease(1), null);
      await first.append(RUN, 0, ["first"], 1);
      await second.putLease(aLease(2), aLease(1));
      expect(await second.read(RUN, 2)).to.deep.equal(ok(["first"]));
      expect(await first.append(RUN, 1, ["late"], 1)).to.include({ is: "refused", status: 409 });
      expect(await second.append(RUN, 1, ["second"], 2)).to.deep.equal(ok(undefined));
      expect(await first.read(RUN)).to.deep.equal(ok(["first", "second"]));
    });

    it("takes an entry of somebody who read it while others wrote on", async () => {
      const [first, second] = [store(), store()];
      await first.append(RUN, 0, ["first"], 1);
      await second.append(RUN, 1, ["second"], 1);
      expect(await first.append(RUN, 1, ["again"], 1)).to.include({ is: "refused", status: 409 });
      expect(await first.append(RUN, 2, ["third"], 1)).to.deep.equal(ok(undefined));
      expect(await second.read(RUN)).to.deep.equal(ok(["first", "second", "third"]));
    });
  });

  describe("a run that was written down elsewhere", () => {
    const adopted = async (lines: string[], number = 1) => store().adopt(RUN, lines, number);
    const all = ["first", "second", "third"];

    it("is taken over as a whole, and goes on here", async () => {
      expect(await adopted(all)).to.deep.equal(ok(undefined));
      expect(await store().read(RUN)).to.deep.equal(ok(all));
      expect(await store().runs()).to.deep.equal(ok([RUN]));
      expect(await store().append(RUN, 3, ["fourth"], 1)).to.deep.equal(ok(undefined));
      expect(await store().read(RUN)).to.deep.equal(ok([...all, "fourth"]));
    });

    it("is taken over once, whether a part of it stands here already or more than it", async () => {
      await store().append(RUN, 0, ["first"], 1);
      expect(await adopted(all)).to.deep.equal(ok(undefined));
      expect(await adopted(["first", "second"])).to.deep.equal(ok(undefined));
      expect(await store().read(RUN)).to.deep.equal(ok(all));
    });

    it("is refused where another one of its name stands, or to whose lease was taken over", async () => {
      await store().append(RUN, 0, ["other"], 1);
      expect(await adopted(all)).to.include({ is: "refused", status: 409 });
      await store().putLease(aLease(3), null);
      expect(await adopted(["other", "next"], 2)).to.include({ is: "refused", status: 409 });
      expect(await store().read(RUN)).to.deep.equal(ok(["other"]));
    });
  });

  describe("runs", () => {
    it("are listed newest first, in the order of their making within a minute", async () => {
      const inOrder = [
        "2026-11-23T20-36-teal-wren",
        "2026-11-23T20-36-amber-fox",
        "2026-11-24T01-00-ruby-owl",
        "2026-11-22T09-00-jade-seal",
      ];
      for (const run of inOrder) await store().append(run, 0, ["first"], 1);
      expect(await store().runs()).to.deep.equal(
        ok([
          "2026-11-24T01-00-ruby-owl",
          "2026-11-23T20-36-amber-fox",
          "2026-11-23T20-36-teal-wren",
          "2026-11-22T09-00-jade-seal",
        ]),
      );
    });
  });

  describe("documents", () => {
    const record = { activeRegion: "us-east-1", takeover: 5, run: RUN, at: 1 };
    const last = { region: "us-east-1", wals: 3, atLeastMs: 4, atMostMs: null, at: 9 };
    const lag = { primary: "us-west-2", last, points: [{ at: 8, wal: 40 }] };

    it("are read back as they were put", async () => {
      await store().putDocument("serving", record, 1);
      await store().putDocument("lag", lag, null);
      expect(await store().document("serving")).to.deep.equal(ok(record));
      expect(await store().document("lag")).to.deep.equal(ok(lag));
    });

    it("are refused to a driver whose lease was taken over, samples excepted", async () => {
      await store().putLease(aLease(3), null);
      expect(await store().putDocument("serving", record, 2)).to.include({ status: 409 });
      expect(await store().putDocument("lag", lag, null)).to.deep.equal(ok(undefined));
    });

    it("are written again by whoever read them before others did", async () => {
      const [first, second] = [store(), store()];
      await first.putDocument("serving", record, 1);
      await second.putDocument("serving", { ...record, takeover: 6 }, 2);
      expect(await first.putDocument("serving", { ...record, takeover: 7 }, 2)).to.include({
        is: "ok",
      });
      expect(await second.document("serving")).to.deep.equal(ok({ ...record, takeover: 7 }));
    });
  });
}
