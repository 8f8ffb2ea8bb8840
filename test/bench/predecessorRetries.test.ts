import { expect } from "chai";
import { retrying, type Send } from "../../bench/predecessorRetries.ts";

describe("the predecessor's calls", () => {
  /** A Vault that answers with these statuses one after the other, and how long was paused in between. */
  function vault(...statuses: number[]) {
    const pauses: number[] = [];
    let sent = 0;
    const send: Send = async () => {
      const status = statuses[sent++] ?? 503;
      return { status, body: status === 200 ? { nonce: "n" } : null, text: "text" };
    };
    const pause = async (ms: number) => {
      pauses.push(ms);
    };
    const call = retrying({ send, pause }, { retryMs: 30_000, attempts: 4 });
    return { ask: () => call("a", "GET", "sys/health"), pauses, sent: () => sent };
  }

  const failureOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "none",
      (error: Error) => error.message,
    );

  it("are sent again after 30 s, then 60 s, whatever was refused", async () => {
    const { ask, pauses } = vault(503, 400, 200);
    expect(await ask()).to.deep.equal({ nonce: "n" });
    expect(pauses).to.deep.equal([30_000, 60_000]);
  });

  it("end the program after the last attempt", async () => {
    const { ask, sent } = vault(503, 503, 503, 503);
    expect(await failureOf(ask())).to.contain("did not come through: 503");
    expect(sent()).to.equal(4);
  });

  it("end the program at once where nobody answers the first attempt, and try on where somebody had", async () => {
    const lost = vault(0, 200);
    expect(await failureOf(lost.ask())).to.contain("did not come through: 0");
    expect(lost.sent()).to.equal(1);
    expect(await vault(503, 0, 200).ask()).to.deep.equal({ nonce: "n" });
  });
});
