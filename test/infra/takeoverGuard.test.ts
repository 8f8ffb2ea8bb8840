import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readServingRecord, refuseTakeover } from "../../infra/takeoverGuard.ts";

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
      expect(readServingRecord("file:./runs/test", folder)).to.include(EAST5);
      expect(readServingRecord(`file:${folder}/runs/test`, "/")).to.include(EAST5);
    });

    it("as none where no run was ever recorded", () => {
      expect(readServingRecord("file:./runs/test", folder)).to.equal(null);
      expect(readServingRecord("file:./nothing/here", folder)).to.equal(null);
    });

    it("as unreadable where it is torn, or something else", async () => {
      await write('{"activeRegion": "us-ea');
      expect(readServingRecord("file:./runs/test", folder)).to.deep.equal({
        unreadable: "it is not JSON",
      });
      await write('{"activeRegion": "us-east-1", "takeover": "5"}');
      expect(readServingRecord("file:./runs/test", folder)).to.have.property("unreadable");
      await mkdir(join(folder, "odd/serving.json"), { recursive: true });
      expect(readServingRecord("file:./odd", folder)).to.deep.equal({ unreadable: "EISDIR" });
    });
  });
});
