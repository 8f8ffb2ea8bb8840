import { createServer, type Server } from "node:net";
import { expect } from "chai";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import { ok } from "../../../../ground/answer.ts";
import { anS3Stage, BUCKET, type S3Stage } from "../../../helpers/s3Stage.ts";
import { aLease, itIsARunStore } from "../../../helpers/storeContract.ts";
import { listen } from "../../../helpers/vaultStandIn/tlsServer.ts";

const RUN = "2026-11-23T20-36-amber-fox";
const PUT = "s3 PutObject";
const GET = "s3 GetObject";

describe("the run store in S3", () => {
  let s3: S3Stage;
  beforeEach(async () => {
    s3 = await anS3Stage();
  });
  afterEach(() => s3.stop());

  itIsARunStore(() => s3.store());

  describe("on the way of an outage", () => {
    it("asks once for a renewal and once for the entry that it proves", async () => {
      const store = s3.store();
      await store.putLease(aLease(1), null);
      await store.append(RUN, 0, ["first"], 1);
      s3.forget();
      await store.putLease(aLease(1, { busyUntil: 5 }), aLease(1));
      await store.append(RUN, 1, ["second"], 1);
      expect(s3.calls()).to.deep.equal({ [PUT]: 2 });
    });

    it("writes several entries with one call", async () => {
      const store = s3.store();
      await store.putLease(aLease(1), null);
      await store.append(RUN, 0, ["first"], 1);
      s3.forget();
      await store.append(RUN, 1, ["second", "third"], 1);
      expect(s3.calls()).to.deep.equal({ [PUT]: 1 });
    });

    it("asks who holds the lease once the renewal lies a second back", async () => {
      let now = Date.now();
      const store = s3.store({ clock: { ...systemClock, now: () => now } });
      await store.putLease(aLease(1), null);
      await store.append(RUN, 0, ["first"], 1);
      s3.forget();
      now += 1_001;
      await store.append(RUN, 1, ["second"], 1);
      await store.append(RUN, 2, ["third"], 1);
      expect(s3.calls()).to.deep.equal({ [PUT]: 2, [GET]: 1 });
    });

    it("asks nobody beside a renewal, for an entry of the run that is renewed", async () => {
      let now = Date.now();
      const store = s3.store({ clock: { ...systemClock, now: () => now } });
      const other = "2026-11-23T20-30-teal-owl";
      await store.putLease(aLease(1), null);
      for (const run of [RUN, other]) await store.append(run, 0, ["first"], 1);
      s3.forget();
      now += 1_001;
      const renewed = store.putLease(aLease(1, { busyUntil: 5 }), aLease(1));
      expect(await store.append(RUN, 1, ["second"], 1)).to.deep.equal(ok(undefined));
      expect(await renewed).to.deep.equal(ok(undefined));
      expect(s3.calls()).to.deep.equal({ [PUT]: 2 });
      now += 1_001;
      const again = store.putLease(aLease(1, { busyUntil: 6 }), aLease(1, { busyUntil: 5 }));
      await store.append(other, 1, ["second"], 1);
      await again;
      expect(s3.calls()).to.deep.equal({ [PUT]: 4, [GET]: 1 });
    });

    it("begins a run with one call, and no look at what is not there", async () => {
      const store = s3.store();
      await store.putLease(aLease(1), null);
      s3.forget();
      await store.append(RUN, 0, ["first"], 1);
      expect(s3.calls()).to.deep.equal({ [PUT]: 1 });
    });
  });

  describe("to a writer who holds the lease no more", () => {
    it("refuses the entry that comes between his successor's reading and first entry, though his renewal is young", async () => {
      // A run beside the one for which he took the lease: one that his own run supersedes.
      const held = aLease(1, { run: "2026-11-23T20-30-teal-owl" });
      const [late, next] = [s3.store(), s3.store()];
      await late.append(RUN, 0, ["first"], 0);
      await late.putLease(held, null);
      await next.putLease(aLease(2), held);
      await next.read(RUN, 2);
      const answer = await late.append(RUN, 1, ["late"], 1);
      expect(answer).to.deep.include({ is: "refused", status: 409 });
      expect(answer).to.have.property("text", "lease 2 was taken after lease 1");
      expect(await next.append(RUN, 1, ["next"], 2)).to.deep.equal(ok(undefined));
    });

    it("refuses a document that his successor has written, though his renewal is young", async () => {
      const record = { activeRegion: "us-east-1", takeover: 5, run: RUN, at: 1 };
      const [late, next] = [s3.store(), s3.store()];
      await late.document("serving");
      await late.putLease(aLease(1), null);
      await next.putLease(aLease(2), aLease(1));
      await next.putDocument("serving", record, 2);
      const answer = await late.putDocument("serving", { ...record, takeover: 4 }, 1);
      expect(answer).to.include({ is: "refused", status: 409 });
      await late.document("serving");
      const again = await late.putDocument("serving", { ...record, takeover: 4 }, 1);
      expect(again, "having read it meanwhile").to.include({ is: "refused", status: 409 });
      expect(await next.document("serving")).to.deep.equal(ok(record));
    });

    it("refuses a document that nobody has written since, though his renewal is young (seed 1018)", async () => {
      const record = { activeRegion: "us-east-1", takeover: 5, run: RUN, at: 1 };
      const [late, next] = [s3.store(), s3.store()];
      await late.putLease(aLease(1), null);
      await next.putLease(aLease(2), aLease(1));
      const answer = await late.putDocument("serving", record, 1);
      expect(answer).to.include({ is: "refused", status: 409 });
      expect(await next.document("serving")).to.deep.equal(ok(null));
    });

    it("refuses the entry that comes right after the lease was taken from him", async () => {
      const [late, next] = [s3.store(), s3.store()];
      await late.putLease(aLease(1), null);
      await late.append(RUN, 0, ["first"], 1);
      await next.putLease(aLease(2), aLease(1));
      expect(await late.append(RUN, 1, ["late"], 1)).to.include({ is: "refused", status: 409 });
      expect(await next.read(RUN)).to.deep.equal(ok(["first"]));
    });

    it("refuses the entry that goes beside a renewal which comes too late", async () => {
      const [late, next] = [s3.store(), s3.store()];
      await late.putLease(aLease(1), null);
      await late.append(RUN, 0, ["first"], 1);
      await next.putLease(aLease(2), aLease(1));
      const renewed = late.putLease(aLease(1, { busyUntil: 5 }), aLease(1));
      expect(await late.append(RUN, 1, ["late"], 1)).to.include({ is: "refused", status: 409 });
      expect(await renewed).to.include({ is: "refused", status: 409 });
      expect(await next.read(RUN)).to.deep.equal(ok(["first"]));
    });

    it("costs his successor nothing where he had let go", async () => {
      const [late, next] = [s3.store(), s3.store()];
      await late.putLease(aLease(1, { released: true }), null);
      await late.append(RUN, 0, ["first"], 1);
      await next.lease();
      s3.forget();
      await next.putLease(aLease(2), aLease(1, { released: true }));
      expect(s3.calls()).to.deep.equal({ [PUT]: 1 });
    });
  });

  describe("when it cannot be used", () => {
    const expectUnknown = async (store: ReturnType<S3Stage["store"]>, text: string) => {
      for (const answer of [
        await store.lease(),
        await store.putLease(aLease(1), null),
        await store.append(RUN, 0, ["first"], 1),
        await store.read(RUN),
        await store.runs(),
        await store.document("serving"),
      ]) {
        expect(answer).to.include({ is: "unknown" });
        expect(answer).to.have.property("text").that.includes(text);
      }
    };

    it("says so of a bucket that is not there, and never takes it for an empty one", () =>
      expectUnknown(s3.store({ bucket: "acme-ruins" }), "404 NoSuchBucket"));

    it("says so of a bucket in another Region", () =>
      expectUnknown(s3.store({ region: "us-east-1" }), "expecting 'us-east-2'"));

    it("says so without the right to it, and does not call that a lost lease", () => {
      s3.objects.settings.denied = true;
      return expectUnknown(s3.store(), "403 AccessDenied");
    });

    it("says so where nobody answers", () => {
      s3.objects.settings.down = true;
      return expectUnknown(s3.store({ boundMs: 400 }), "S3: the connection broke off");
    });

    it("says so without credentials, having sent nothing", () => {
      delete process.env.AWS_ACCESS_KEY_ID;
      return expectUnknown(s3.store({ boundMs: 2_000 }), "not sent: ");
    });

    it("is silent for the bound at most where somebody listens and never speaks", async () => {
      const mute: Server = createServer();
      process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${await listen(mute)}`;
      const begun = Date.now();
      const answer = await s3.store({ boundMs: 500 }).lease();
      expect(answer).to.include({ is: "unknown", why: "timed-out" });
      expect(Date.now() - begun).to.be.below(2_000);
      mute.close();
    });

    it("calls unreadable what does not have its form", async () => {
      const bucket = s3.objects.bucket(BUCKET);
      if (bucket === null) throw new Error("there is one");
      const spoil = (key: string) =>
        s3.objects.put(
          bucket,
          { key: `test/${key}`, body: "{}\n", at: 1 },
          { noneMatch: false, match: null },
        );
      for (const key of ["lease.json", "serving.json", `runs/${RUN}.ndjson`]) spoil(key);
      const store = s3.store();
      expect(await store.lease()).to.include({ is: "unknown", why: "unreadable" });
      expect(await store.append(RUN, 1, ["line"], 9)).to.include({ why: "unreadable" });
      expect(await store.document("serving")).to.include({ why: "unreadable" });
      expect(await store.read(RUN)).to.include({ why: "unreadable" });
    });
  });

  it("lists more runs than S3 gives at once", async () => {
    const bucket = s3.objects.bucket(BUCKET);
    const ids = Array.from({ length: 2_100 }, (_, index) => {
      const minute = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().slice(0, 16);
      return `${minute.replace(":", "-")}-amber-fox`;
    });
    for (const id of ids) {
      const object = { key: `test/runs/${id}.ndjson`, body: "", at: 1 };
      if (bucket) s3.objects.put(bucket, object, { noneMatch: true, match: null });
    }
    expect(await s3.store().runs()).to.deep.equal(ok(ids.toReversed()));
    expect(s3.calls()).to.deep.equal({ "s3 ListObjectsV2": 3 });
  });

  it("has the names of a store in a folder, under its prefix", async () => {
    const store = s3.store();
    await store.putLease(aLease(1), null);
    await store.append(RUN, 0, ['{"kind":"planned"}'], 1);
    await store.putDocument(
      "serving",
      { activeRegion: "us-east-1", takeover: 2, run: RUN, at: 1 },
      1,
    );
    expect(Object.keys(s3.objects.texts()).sort()).to.deep.equal([
      `${BUCKET}/test/lease.json`,
      `${BUCKET}/test/runs/${RUN}.ndjson`,
      `${BUCKET}/test/serving.json`,
    ]);
    expect(JSON.parse(s3.text("serving.json") ?? "")).to.include({ takeover: 2, lease: 1 });
    expect(s3.text(`runs/${RUN}.ndjson`)?.split("\n")[1]).to.equal('{"kind":"planned"}');
  });
});
