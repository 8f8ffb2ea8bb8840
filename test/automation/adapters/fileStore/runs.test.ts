import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fileStore } from "../../../../automation/adapters/fileStore.ts";
import { thisMachine } from "../../../../automation/adapters/machine.ts";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import type { StorePort } from "../../../../automation/ports/store.ts";
import { ok } from "../../../../ground/answer.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

const RUN = "2026-11-23T20-36-amber-fox";

describe("the runs of a store in a folder", () => {
  const directory = temporaryFolder();
  const store = (): StorePort =>
    fileStore({ directory: directory(), clock: systemClock, self: thisMachine() });

  it("has no line of a run of which only a torn first line is there; its id is taken", async () => {
    await store().append(RUN, 0, ["first"], 1);
    const torn = "2026-11-24T01-00-ruby-owl";
    writeFileSync(join(directory(), "runs", `${torn}.ndjson`), '{"kind":"pl');
    expect(await store().runs()).to.deep.equal(ok([torn, RUN]));
    expect(await store().read(torn)).to.deep.equal(ok([]));
  });

  it("looks into no run to list them, however many there are", async () => {
    const runs = join(directory(), "runs");
    mkdirSync(runs, { recursive: true });
    const ids = Array.from({ length: 60 }, (_, minute) => {
      const id = `2026-11-23T20-${String(minute).padStart(2, "0")}-amber-fox`;
      symlinkSync(join(runs, "nowhere"), join(runs, `${id}.ndjson`)); // none of them can be read
      return id;
    });
    expect(await store().runs()).to.deep.equal(ok(ids.toReversed()));
  });
});
