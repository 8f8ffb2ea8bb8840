import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { fileStore } from "../../../automation/adapters/fileStore.ts";
import { thisMachine } from "../../../automation/adapters/machine.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import type { StorePort } from "../../../automation/ports/store.ts";
import { ok } from "../../../ground/answer.ts";
import { aLease, itIsARunStore } from "../../helpers/storeContract.ts";
import { temporaryFolder } from "../../helpers/temporaryFolder.ts";

const RUN = "2026-11-23T20-36-amber-fox";
const fixture = fileURLToPath(new URL("../../helpers/storeProcess.ts", import.meta.url));

describe("the run store in a folder", () => {
  const folder = temporaryFolder();
  const directory = () => join(folder(), ".vault-dr", "test");
  const store = (): StorePort =>
    fileStore({ directory: directory(), clock: systemClock, self: thisMachine() });
  const start = (...args: string[]) =>
    spawn(process.execPath, [fixture, directory(), ...args], { stdio: ["pipe", "pipe", "pipe"] });

  itIsARunStore(store);

  it("makes no folder for those who only read", async () => {
    await store().lease();
    await store().runs();
    expect(existsSync(directory())).to.equal(false);
  });

  describe("the lease", () => {
    it("goes to exactly one of two processes, five times over", async () => {
      for (let round = 1; round <= 5; round++) {
        const racers = [start("take", `one-${round}`), start("take", `two-${round}`)];
        const lines = racers.map(reader);
        for (const line of lines) expect(await line()).to.equal("ready");
        for (const racer of racers) racer.stdin.end("go\n");
        const told = await Promise.all(lines.map((line) => line()));
        expect(told.sort(), `round ${round}`).to.deep.equal(["ok", "refused"]);
        await Promise.all(racers.map(ended));
      }
      expect(await store().lease()).to.have.nested.property("value.number", 5);
    }).timeout(60_000);
  });

  describe("a run's journal", () => {
    it("ignores a torn last line, and cuts it off before the next append", async () => {
      const file = join(directory(), "runs", `${RUN}.ndjson`);
      await store().append(RUN, 0, ["fïrst"], 1);
      appendFileSync(file, '{"kind":"star');
      expect(await store().read(RUN)).to.deep.equal(ok(["fïrst"]));
      expect(await store().append(RUN, 1, ["second"], 1)).to.deep.equal(ok(undefined));
      expect(readFileSync(file, "utf8")).to.equal("fïrst\nsecond\n");
    });

    it("keeps every acknowledged line of a process that was killed while appending, and goes on", async () => {
      let acknowledged = -1;
      for (let round = 0; round < 6; round++) {
        const writer = start("append", RUN);
        const line = reader(writer);
        acknowledged = Number(await line());
        await systemClock.sleep(3 * round);
        writer.kill("SIGKILL");
        await ended(writer);
        for (let rest = await line(); rest !== null; rest = await line())
          acknowledged = Number(rest);
        const read = await store().read(RUN);
        if (read.is !== "ok") throw new Error(read.text);
        const indexes = read.value.map((text) => JSON.parse(text).index as number);
        expect(indexes).to.deep.equal(indexes.map((_, index) => index));
        expect(indexes.length, "acknowledged lines are there").to.be.greaterThan(acknowledged);
        expect(indexes.length, "at most one more").to.be.at.most(acknowledged + 2);
        const next = await store().append(RUN, indexes.length, [`{"index":${indexes.length}}`], 1);
        expect(next, "a lock left behind is taken over").to.deep.equal(ok(undefined));
      }
    }).timeout(60_000);
  });

  describe("documents", () => {
    const record = { activeRegion: "us-east-1", takeover: 5, run: RUN, at: 1 };
    const last = { region: "us-east-1", wals: 3, atLeastMs: 4, atMostMs: null, at: 9 };
    const lag = { primary: "us-west-2", last, points: [{ at: 8, wal: 40 }] };

    it("are whole or absent: nothing but the documents is left in the folder", async () => {
      await store().putLease(aLease(1), null);
      await Promise.all([1, 2, 3].map(() => store().putDocument("lag", lag, null)));
      expect(readdirSync(directory()).sort()).to.deep.equal(["lag.json", "lease.json"]);
    });

    it("that do not have their form are unreadable", async () => {
      await store().putDocument("serving", record, 1);
      writeFileSync(join(directory(), "serving.json"), '{"activeRegion":1}');
      const answer = await store().document("serving");
      expect(answer).to.include({ is: "unknown", why: "unreadable" });
    });
  });

  describe("when it cannot be used", () => {
    it("answers that it is unreachable where a file stands in the way", async () => {
      writeFileSync(join(folder(), ".vault-dr"), "a file");
      expect(await store().lease()).to.include({ is: "unknown", why: "unreachable" });
      expect(await store().runs()).to.include({ is: "unknown", why: "unreachable" });
      const put = await store().putLease(aLease(1), null);
      expect(put).to.include({ is: "unknown", why: "unreachable" });
    });

    it("answers that it is unreachable where nobody may write", async () => {
      const place = { directory: "/sys/vault-dr", clock: systemClock, self: thisMachine() };
      const answer = await fileStore(place).append(RUN, 0, ["line"], 1);
      expect(answer).to.include({ is: "unknown", why: "unreachable" });
    });

    it("answers that a spoilt lease is unreadable, and lets nobody act on it", async () => {
      mkdirSync(directory(), { recursive: true });
      writeFileSync(join(directory(), "lease.json"), "{}");
      expect(await store().lease()).to.include({ is: "unknown", why: "unreadable" });
      expect(await store().append(RUN, 0, ["line"], 9)).to.include({ why: "unreadable" });
      writeFileSync(join(directory(), "lease.json"), "not json");
      expect(await store().putLease(aLease(1), null)).to.include({ why: "unreadable" });
    });
  });
});

/** One line of a child's stdout per call, null at its end. */
function reader(child: ChildProcessWithoutNullStreams): () => Promise<string | null> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const next = await lines.next();
    return next.done ? null : next.value;
  };
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
