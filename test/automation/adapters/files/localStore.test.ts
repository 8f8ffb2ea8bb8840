import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { localStore } from "../../../../automation/adapters/files/localStore.ts";
import { thisMachine } from "../../../../automation/adapters/machine.ts";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import { ok } from "../../../../ground/answer.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

const RUN = "2026-11-23T20-36-amber-fox";

describe("the store beside the stack file", () => {
  const folder = temporaryFolder();
  const directory = () => join(folder(), "test-local");
  const local = () =>
    localStore({ directory: directory(), clock: systemClock, self: thisMachine() });

  it("is empty, and makes no folder, until a run is written there", async () => {
    expect(await local().store.runs()).to.deep.equal(ok([]));
    expect(existsSync(directory())).to.equal(false);
  });

  it("is set aside under the name of its newest run, with all that is in it", async () => {
    await local().store.append("2026-11-22T09-00-jade-seal", 0, ["older"], 1);
    await local().store.append(RUN, 0, ["first"], 1);
    expect(await local().setAside()).to.deep.equal(ok(undefined));
    expect(await local().store.runs()).to.deep.equal(ok([]));
    const kept = join(folder(), `test-local-joined-${RUN}`, "runs", `${RUN}.ndjson`);
    expect(readFileSync(kept, "utf8")).to.equal("first\n");
  });

  it("answers that it could not be set aside where there is none", async () => {
    expect(await local().setAside()).to.include({ is: "unknown" });
  });
});
