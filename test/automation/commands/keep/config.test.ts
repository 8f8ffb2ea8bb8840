import { expect } from "chai";
import { configPull } from "../../../../automation/commands/keep/config.ts";
import type { Session } from "../../../../automation/commands/session.ts";
import { type Answer, ok, unknown } from "../../../../ground/answer.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";

const DENIED = unknown("unreachable", "EACCES: permission denied");

describe("config pull", () => {
  let store: MemoryStore;
  let file: { activeRegion: string; takeover: number };
  beforeEach(async () => {
    store = new MemoryStore();
    file = { activeRegion: WEST, takeover: 1 };
    const record = { activeRegion: EAST, takeover: 2, run: "r", at: 1 };
    await store.as(aHolder(1)).putDocument("serving", record, null);
  });

  type Answers = { read?: Answer<typeof file>; write?: Answer<void> };
  const pull = ({ read = ok(file), write = ok(undefined) }: Answers = {}) => {
    const stackFile = {
      read: async () => read,
      write: async (keys: typeof file) => {
        if (write.is === "ok") Object.assign(file, keys);
        return write;
      },
    };
    const ports = { store: store.as(aHolder(1)), stackFile };
    return configPull({ environment: "test", ports } as unknown as Session);
  };

  it("writes the Region that serves and its takeover number into the stack file", async () => {
    expect(await pull()).to.include({ exitCode: 0, outcome: "done", serving: EAST });
    expect(file).to.deep.equal({ activeRegion: EAST, takeover: 2 });
  });

  for (const [what, answers] of Object.entries({
    read: { read: DENIED },
    written: { write: DENIED },
  })) {
    it(`ends with 1 where the file cannot be ${what}: nothing was changed`, async () => {
      const end = await pull(answers);
      expect(end).to.include({ exitCode: 1, outcome: "failed" });
      expect(end.findings[0]).to.include({ id: "RECORD_NOT_WRITTEN", severity: "refuse" });
      expect(end.findings[0]?.now).to.include("EACCES");
      expect(file).to.deep.equal({ activeRegion: WEST, takeover: 1 });
    });
  }

  it("needs the run store", async () => {
    store.fault = () => ({ applied: false });
    const error = await pull().catch((reason) => reason);
    expect(error.failure.code).to.equal("STORE_UNREACHABLE");
  });
});
