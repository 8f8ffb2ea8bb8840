import { expect } from "chai";
import { ok } from "../../../../../ground/answer.ts";
import { anS3Stage, type S3Stage } from "../../../../helpers/s3Stage.ts";
import { aLease } from "../../../../helpers/storeContract.ts";

const RUN = "2026-11-23T20-36-amber-fox";
const PUT = "s3 PutObject";
const GET = "s3 GetObject";

describe("the run store in S3, by a bad line", () => {
  let s3: S3Stage;
  beforeEach(async () => {
    s3 = await anS3Stage();
  });
  afterEach(() => s3.stop());

  describe("when answers are lost", () => {
    for (const applied of [true, false]) {
      const lost = { kind: "lose-answer", applied } as const;
      const what = applied ? "was made" : "was not made";

      it(`counts an entry once whose writing ${what}`, async () => {
        const store = s3.store();
        await store.append(RUN, 0, ["first"], 1);
        s3.faults.add({ call: PUT, times: 1, effect: lost });
        expect(await store.append(RUN, 1, ["second"], 1)).to.deep.equal(ok(undefined));
        expect(await store.append(RUN, 2, ["third"], 1)).to.deep.equal(ok(undefined));
        expect(await s3.store().read(RUN)).to.deep.equal(ok(["first", "second", "third"]));
      });

      it(`begins a run once whose first writing ${what}`, async () => {
        s3.faults.add({ call: PUT, times: 1, effect: lost });
        const store = s3.store();
        expect(await store.append(RUN, 0, ["first"], 1)).to.deep.equal(ok(undefined));
        expect(await store.append(RUN, 1, ["second"], 1)).to.deep.equal(ok(undefined));
        expect(await s3.store().read(RUN)).to.deep.equal(ok(["first", "second"]));
      });

      it(`takes the lease once whose writing ${what}`, async () => {
        s3.faults.add({ call: PUT, times: 2, effect: lost });
        const store = s3.store();
        expect(await store.putLease(aLease(1), null)).to.deep.equal(ok(undefined));
        expect(await store.putLease(aLease(1, { busyUntil: 5 }), aLease(1))).to.include({
          is: "ok",
        });
        expect(await s3.store().putLease(aLease(1, { run: "another" }), null)).to.include({
          is: "refused",
          status: 409,
        });
      });
    }

    it("knows entries again that it had given up for unanswered", async () => {
      const store = s3.store();
      await store.append(RUN, 0, ["first"], 1);
      s3.faults.add({ call: PUT, times: 1, effect: { kind: "lose-answer", applied: true } });
      s3.faults.add({ call: PUT, times: 4, effect: { kind: "lose-answer", applied: false } });
      const [both, others] = [
        ["second", "third"],
        ["second", "other"],
      ];
      expect(await store.append(RUN, 1, both, 1)).to.include({ is: "unknown" });
      expect(await store.append(RUN, 1, both, 1)).to.deep.equal(ok(undefined));
      expect(await store.append(RUN, 1, others, 1)).to.include({ is: "refused", status: 409 });
      expect(await store.append(RUN, 1, ["second"], 1)).to.include({ is: "refused", status: 409 });
      expect(await store.read(RUN)).to.deep.equal(ok(["first", ...both]));
    });

    it("is not held up by a call that hangs longer than two seconds", async () => {
      s3.faults.add({ call: PUT, times: 1, effect: { kind: "hang", applied: true } });
      const begun = Date.now();
      expect(await s3.store().putLease(aLease(1), null)).to.deep.equal(ok(undefined));
      expect(Date.now() - begun).to.be.within(1_900, 3_500);
    });

    it("reads again what was cut off", async () => {
      await s3.store().putLease(aLease(1), null);
      s3.faults.add({ call: GET, times: 1, effect: { kind: "lose-answer", applied: false } });
      expect(await s3.store().lease()).to.deep.equal(ok(aLease(1)));
    });
  });

  describe("when S3 has too much to do", () => {
    it("waits and sends again", async () => {
      s3.objects.settings.throttled = 2;
      expect(await s3.store().putLease(aLease(1), null)).to.deep.equal(ok(undefined));
    });

    it("sends again a writing that met another one", async () => {
      s3.objects.settings.conflicting = 2;
      expect(await s3.store().append(RUN, 0, ["first"], 1)).to.deep.equal(ok(undefined));
      expect(await s3.store().read(RUN)).to.deep.equal(ok(["first"]));
    });

    it("gives up in time, and says what S3 said", async () => {
      s3.objects.settings.throttled = 1_000;
      const answer = await s3.store({ boundMs: 500 }).append(RUN, 0, ["first"], 1);
      expect(answer).to.include({ is: "unknown", why: "unreachable" });
      expect(answer).to.have.property("text").that.includes("503 SlowDown");
    });
  });
});
