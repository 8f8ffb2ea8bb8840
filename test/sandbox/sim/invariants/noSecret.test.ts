import { expect } from "chai";
import { Watched } from "../../../helpers/sim/watched.ts";

describe("no secret leaves a process", () => {
  it("and holds for what has none", () => {
    const seen = new Watched();
    seen.audit.isPrinted("promote us-east-1 (usually 2.00 s)");
    seen.calls("store.append", { args: ["r", 0, [JSON.stringify({ kind: "confirmed" })], 1] });
    seen.audit.isOver();
    expect(seen.broken).to.deep.equal([]);
  });

  it("and breaks when one is printed, whatever stands around it", () => {
    for (const wrap of [
      (secret: string) => `the token is ${secret}.`,
      (secret: string) => JSON.stringify({ text: `x=${secret}` }),
      (secret: string) => `https://user:${secret}@host/`,
    ]) {
      for (const secret of new Watched().world.vault.issued) {
        const seen = new Watched();
        seen.audit.isPrinted(wrap(secret));
        expect(seen.broken, wrap(secret)).to.deep.equal(["no secret"]);
      }
    }
  });

  it("and breaks when one is on its way into the run store, or stands there", async () => {
    const line = (token: string) => JSON.stringify({ kind: "answered", facts: { token } });
    const written = new Watched();
    written.calls("store.append", { args: ["r", 0, ["{}", line(written.world.rootToken)], 1] });
    expect(written.broken).to.deep.equal(["no secret"]);

    for (const [call, args] of [
      ["store.putLease", (secret: string) => [{ run: secret, number: 1 }, null]],
      ["store.putDocument", (secret: string) => ["dr", { secret }, null]],
    ] as const) {
      const seen = new Watched();
      seen.calls(call, { args: args(seen.world.rootToken) });
      expect(seen.broken, call).to.deep.equal(["no secret"]);
    }

    const kept = new Watched();
    await kept.takes({ run: kept.world.rootToken });
    kept.audit.isOver();
    expect(kept.broken).to.deep.equal(["no secret"]);
  });

  it("and does not print the secret itself", () => {
    const seen = new Watched();
    seen.audit.isPrinted(`${"·".repeat(60)} ${seen.world.rootToken}`);
    expect(seen.audit.violations.join()).to.not.include(seen.world.rootToken);
  });
});
