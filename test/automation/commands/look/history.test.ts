import { expect } from "chai";
import { history } from "../../../../automation/commands/look/history.ts";
import type { Session } from "../../../../automation/commands/session.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { Story } from "../../../helpers/story.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

describe("the history of an environment", () => {
  let store: MemoryStore;
  beforeEach(() => {
    store = new MemoryStore();
  });
  const keep = (run: string) => {
    const { events } = new Story(aPlannedMove()).ended();
    const lines = events.map((event) => JSON.stringify({ ...event, run }));
    store.lines.set(run, lines);
  };
  const look = (limit = 20) => {
    const session = { environment: "test", ports: { store: store.as(aHolder(1)) } };
    return history(session as unknown as Session, { limit });
  };

  it("is the newest runs, the newest first, in the envelope of every verb", async () => {
    for (const run of ["run-1", "run-2", "run-3"]) keep(run);
    const { document, total } = await look(2);
    expect(document).to.include({ verb: "history", environment: "test", exitCode: 0, run: null });
    expect(document.history.map(({ run }) => run)).to.deep.equal(["run-3", "run-2"]);
    expect(total).to.equal(3);
  });

  it("reads only the runs that it shows", async () => {
    for (let nth = 1; nth <= 50; nth++) keep(`run-${nth}`);
    let read = 0;
    store.fault = (call) => {
      if (call === "read") read += 1;
      return null;
    };
    await look(5);
    expect(read).to.equal(5);
  });

  it("lists a run that cannot be read as such, and the others as ever", async () => {
    keep("run-1");
    store.lines.set("run-2", ['{"kind":"moved-to-the-moon","at":1}']);
    const { document } = await look();
    expect(document.exitCode).to.equal(0);
    expect(document.findings).to.have.length(1);
    expect(document.findings[0]).to.include({ id: "JOURNAL_UNREADABLE", severity: "warn" });
    const [strange, whole] = document.history;
    expect(strange).to.include({ run: "run-2", outcome: null });
    expect(strange?.problem).to.include("Entry 1");
    expect(whole).to.include({ run: "run-1", outcome: "done", problem: null });
  });

  it("leaves out a run of which no entry was ever acknowledged", async () => {
    store.lines.set("run-1", []);
    expect((await look()).document.history).to.deep.equal([]);
  });

  it("is empty where nothing was run, and fails where the store does not answer", async () => {
    expect(await look()).to.deep.include({ total: 0 });
    store.fault = () => ({ applied: false });
    const error = await look().catch((reason: unknown) => reason);
    expect(error).to.have.nested.property("failure.code", "STORE_UNREACHABLE");
  });
});
