import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readServingRecord, refuseTakeover } from "../../infra/takeoverGuard.ts";
import { anS3Stage, BUCKET, type S3Stage } from "../helpers/s3Stage.ts";

const WEST4 = { activeRegion: "us-west-2", takeover: 4 };
const EAST4 = { activeRegion: "us-east-1", takeover: 4 };
const WEST3 = { activeRegion: "us-west-2", takeover: 3 };
const EAST5 = { activeRegion: "us-east-1", takeover: 5 };
const WEST9 = { activeRegion: "us-west-2", takeover: 9 };

describe("the takeover guard", () => {
  const passes = (file: typeof WEST4, evidence: Parameters<typeof refuseTakeover>[1]) =>
    expect(refuseTakeover(file, evidence, false)).to.equal(null);
  const refuses = (
    file: typeof WEST4,
    evidence: Parameters<typeof refuseTakeover>[1],
    text: string,
  ) => expect(refuseTakeover(file, evidence, false)).to.contain(text);

  describe("with a serving record", () => {
    it("passes the file that says the same", () => {
      passes(WEST4, { record: WEST4, output: WEST4 });
      passes(EAST5, { record: EAST5, output: WEST4 }); // the command's own update
      passes(EAST5, { record: EAST5, output: null });
    });

    it("refuses a stale file and names what serves", () => {
      refuses(WEST4, { record: EAST5, output: WEST4 }, "us-east-1 serves now (takeover 5)");
    });

    it("refuses a hand edit, upwards and under the same number too", () => {
      refuses(EAST5, { record: WEST4, output: WEST4 }, "us-west-2 serves now (takeover 4)");
      refuses(EAST4, { record: WEST4, output: WEST4 }, "the stack file says us-east-1");
      refuses(WEST9, { record: WEST4, output: WEST4 }, "never an edit");
    });

    it("goes by the stack's output where that is ahead of the record", () => {
      passes(EAST5, { record: WEST4, output: EAST5 });
      refuses(WEST4, { record: WEST4, output: EAST5 }, "us-east-1 serves now (takeover 5)");
      refuses(WEST9, { record: WEST4, output: EAST5 }, "us-east-1 serves now (takeover 5)");
    });

    it("goes by the record where both have the same number", () => {
      passes(EAST4, { record: EAST4, output: WEST4 });
      refuses(WEST4, { record: EAST4, output: WEST4 }, "us-east-1 serves now");
    });
  });

  describe("without one", () => {
    it("passes the very first update", () => passes(WEST4, { record: null, output: null }));

    it("passes the same and what lies ahead of the stack's output", () => {
      passes(WEST4, { record: null, output: WEST4 });
      passes(EAST5, { record: null, output: WEST4 });
    });

    it("refuses what lies behind, and another Region under the same number", () => {
      refuses(WEST3, { record: null, output: WEST4 }, "takeover 4");
      refuses(EAST4, { record: null, output: WEST4 }, "us-west-2 serves now");
    });
  });

  describe("when the run store cannot be read", () => {
    const record = { unreadable: "EACCES" };

    it("refuses, and names the way to let one update through", () => {
      refuses(WEST4, { record, output: WEST4 }, "EACCES");
      refuses(WEST4, { record, output: null }, "VAULT_DR_ALLOW_UNVERIFIED=1");
    });

    it("lets one through that was asked for, unless the stack's output forbids it", () => {
      expect(refuseTakeover(WEST4, { record, output: WEST4 }, true)).to.equal(null);
      expect(refuseTakeover(WEST4, { record, output: EAST5 }, true)).to.contain("takeover 5");
    });

    it("does not let a disagreement through", () => {
      expect(refuseTakeover(WEST4, { record: EAST5, output: WEST4 }, true)).to.contain(
        "takeover 5",
      );
    });
  });

  describe("reads the serving record from S3", () => {
    const place = `s3://${BUCKET}/test?region=us-east-2`;
    let s3: S3Stage;
    beforeEach(async () => {
      s3 = await anS3Stage();
    });
    afterEach(() => s3.stop());
    const put = (body: string) => {
      const bucket = s3.objects.bucket(BUCKET);
      if (bucket === null) throw new Error("there is one");
      const object = { key: "test/serving.json", body, at: 1 };
      s3.objects.put(bucket, object, { noneMatch: false, match: null });
    };

    it("as the command's own store wrote it, in the bucket's Region", async () => {
      const record = { ...EAST5, run: "2026-11-23T20-36-amber-fox", at: 1 };
      await s3.store().putDocument("serving", record, 1);
      expect(await readServingRecord(place, "/")).to.include(EAST5);
    });

    it("as none where no run was ever recorded, and as unreadable without the bucket", async () => {
      expect(await readServingRecord(place, "/")).to.equal(null);
      const elsewhere = place.replace(BUCKET, "acme-ruins");
      expect(await readServingRecord(elsewhere, "/")).to.deep.equal({ unreadable: "NoSuchBucket" });
      const astray = place.replace("us-east-2", "us-west-1");
      expect(await readServingRecord(astray, "/")).to.have.property("unreadable");
    });

    it("as unreadable where it is torn, forbidden or out of reach", async () => {
      put('{"activeRegion": "us-ea');
      expect(await readServingRecord(place, "/")).to.deep.equal({ unreadable: "it is not JSON" });
      put('{"activeRegion": "us-east-1", "takeover": "5"}');
      expect(await readServingRecord(place, "/")).to.have.property("unreadable");
      s3.objects.settings.denied = true;
      expect(await readServingRecord(place, "/")).to.deep.equal({ unreadable: "AccessDenied" });
      s3.objects.settings.down = true;
      expect(await readServingRecord(place, "/")).to.deep.equal({ unreadable: "ECONNRESET" });
    });
  });

  describe("reads the serving record", () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "vault-dr-guard-"));
      await mkdir(join(folder, "runs/test"), { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true }));
    const write = (text: string) => writeFile(join(folder, "runs/test/serving.json"), text);

    it("relative to the stack file's folder", async () => {
      await write(JSON.stringify({ ...EAST5, run: "2026-11-23T20-36-amber-fox", at: 1 }));
      expect(await readServingRecord("file:./runs/test", folder)).to.include(EAST5);
      expect(await readServingRecord(`file:${folder}/runs/test`, "/")).to.include(EAST5);
    });

    it("as none where no run was ever recorded", async () => {
      expect(await readServingRecord("file:./runs/test", folder)).to.equal(null);
      expect(await readServingRecord("file:./nothing/here", folder)).to.equal(null);
    });

    it("as unreadable where it is torn, or something else", async () => {
      await write('{"activeRegion": "us-ea');
      expect(await readServingRecord("file:./runs/test", folder)).to.deep.equal({
        unreadable: "it is not JSON",
      });
      await write('{"activeRegion": "us-east-1", "takeover": "5"}');
      expect(await readServingRecord("file:./runs/test", folder)).to.have.property("unreadable");
      await mkdir(join(folder, "odd/serving.json"), { recursive: true });
      expect(await readServingRecord("file:./odd", folder)).to.deep.equal({ unreadable: "EISDIR" });
    });
  });
});
