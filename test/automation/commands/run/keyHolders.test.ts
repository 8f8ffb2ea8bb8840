import { expect } from "chai";
import { collectShares } from "../../../../automation/commands/run/keyHolders.ts";
import type { Session } from "../../../../automation/commands/session.ts";
import { Meter } from "../../../../automation/engine/meter.ts";
import type { CredentialsPort, CredentialsView } from "../../../../automation/ports/credentials.ts";
import type { TypedSecret } from "../../../../automation/ports/human.ts";
import { type Answer, ok, refused, unknown } from "../../../../ground/answer.ts";
import { Secret } from "../../../../ground/secret.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { aSnapshot } from "../../../helpers/healthyCase.ts";
import { Story } from "../../../helpers/story.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

const given = (text: string): TypedSecret => ({ is: "given", secret: new Secret(text) });
const TYPING_MS = 30_000;

/** Holders who type what they are told to, and a cluster that asks for three shares. */
class Room {
  readonly clock = new VirtualClock(new Timeline(0));
  readonly stop = new AbortController();
  readonly said: string[] = [];
  readonly questions: string[] = [];
  commandRuns = 0;
  usable = 0;
  useless = 0;
  view: Partial<CredentialsView> = {};
  needed: Answer<number> = ok(3);
  command: () => Answer<void> = () => ok(undefined);
  typed: TypedSecret[] = [];

  async collect(touched = false) {
    const story = new Story(aPlannedMove());
    if (touched) story.started("demote-old-primary");
    const meter = new Meter(this.clock);
    const session = {
      ports: this.#ports(),
      say: (text: string) => this.said.push(text),
      signal: this.stop.signal,
    };
    const found = await this.clock.until(
      collectShares(session as unknown as Session, meter, { state: story.state, phase: "forward" }),
    );
    return { ids: found?.map(({ id }) => id) ?? null, now: found?.[0]?.now, times: meter.read() };
  }

  #ports() {
    const credentials: Partial<CredentialsPort> = {
      view: () => ({
        ...aSnapshot().credentials,
        operationToken: false,
        shares: this.usable + this.useless,
        usableShares: this.usable,
        holders: { command: false, terminal: true },
        ...this.view,
      }),
      sharesNeeded: async () => this.needed,
      fetchShares: async () => {
        this.commandRuns++;
        await this.clock.sleep(TYPING_MS);
        return this.command();
      },
      addShare: (share) => {
        if (share.reveal() === "useless") return "key share 1 is neither hex nor base64";
        this.usable++;
        return null;
      },
    };
    const human = {
      secret: async (question: string): Promise<TypedSecret> => {
        this.questions.push(question);
        await this.clock.sleep(TYPING_MS);
        return this.typed.shift() ?? { is: "timed-out" };
      },
    };
    const [vault, none] = [{}, {}];
    return {
      clock: this.clock,
      credentials,
      human,
      vault,
      dns: none,
      traffic: none,
      stack: none,
      hooks: none,
    };
  }
}

describe("collecting key shares", () => {
  let room: Room;
  beforeEach(() => {
    room = new Room();
  });

  it("asks nobody where enough are there", async () => {
    room.usable = 3;
    expect((await room.collect()).ids).to.equal(null);
    expect(room.questions).to.deep.equal([]);
  });

  it("asks for each that is missing, counted on", async () => {
    room.usable = 1;
    room.typed = [given("b"), given("c")];
    expect((await room.collect()).ids).to.equal(null);
    expect(room.questions).to.deep.equal([
      "Key share 2 of 3 (any holder; input is hidden)",
      "Key share 3 of 3 (any holder; input is hidden)",
    ]);
  });

  it("says its position too where useless ones of the environment came before", async () => {
    [room.usable, room.useless] = [2, 1];
    room.typed = [given("c")];
    await room.collect();
    expect(room.questions).to.deep.equal(["Key share 4, 3 of 3 (any holder; input is hidden)"]);
  });

  it("tells at once what does not count, and asks again, five times in a row at most", async () => {
    const useless = Array.from({ length: 4 }, () => given("useless"));
    room.typed = [...useless, given("a"), ...useless, given("b"), { is: "nothing" }, given("c")];
    expect((await room.collect()).ids).to.equal(null);
    expect(room.said[0]).to.equal("! key share 1 is neither hex nor base64: it does not count.");
    expect(room.said.at(-1)).to.equal("! nothing was typed: it does not count.");
    room = new Room();
    room.typed = [...useless, given("useless")];
    expect(await room.collect()).to.deep.include({ ids: ["CREDENTIAL_MISSING"] });
    expect(room.questions).to.have.length(5);
  });

  it("runs the command first, and asks holders for the rest", async () => {
    room.view = { holders: { command: true, terminal: true } };
    room.command = () => {
      room.usable = 2;
      return ok(undefined);
    };
    room.typed = [given("c")];
    expect((await room.collect()).ids).to.equal(null);
    expect(room.questions).to.have.length(1);
  });

  it("runs no command where enough are there", async () => {
    room.view = { holders: { command: true, terminal: false } };
    room.usable = 3;
    await room.collect();
    expect(room.commandRuns).to.equal(0);
  });

  it("refuses, without a terminal, what a command did not bring", async () => {
    room.view = { holders: { command: true, terminal: false } };
    room.command = () => refused(7, "it ended with exit code 7. Run it by hand to see why");
    const failed = await room.collect();
    expect(failed.ids).to.deep.equal(["CREDENTIAL_MISSING"]);
    expect(failed.now).to.equal(
      "The key share command failed: it ended with exit code 7. Run it by hand to see why. 3 key shares are needed, 0 are there.",
    );
    room.usable = 1;
    expect(await room.collect()).to.deep.include({
      ids: ["CREDENTIAL_REFUSED"],
    });
  });

  it("ends with Ctrl-C or silence, and says whether something was begun", async () => {
    room.typed = [given("a"), { is: "cancelled" }];
    expect(await room.collect()).to.deep.include({
      ids: ["CANCELLED"],
      now: "Called off while key shares were asked for. Nothing was changed.",
    });
    expect((await room.collect(true)).now).to.match(/^Nobody typed a key share. Run .* stays/);
    expect((await room.collect()).ids).to.deep.equal(["PROMPT_TIMED_OUT"]);
  });

  it("ends at once when the process is asked to stop, whatever the command does", async () => {
    room.view = { holders: { command: true, terminal: false } };
    room.clock.after(1_000, () => room.stop.abort());
    const { ids, times } = await room.collect();
    expect(ids).to.deep.equal(["CANCELLED"]);
    expect(times.totalMs).to.equal(1_000);
  });

  it("asks nobody when the cluster does not say how many: with shares the ceremony will tell", async () => {
    room.needed = refused(403, "permission denied");
    expect((await room.collect()).ids).to.deep.equal(["CREDENTIAL_REFUSED"]);
    room.usable = 1;
    room.needed = unknown("timed-out", "no answer");
    expect((await room.collect()).ids).to.equal(null);
    expect(room.questions).to.deep.equal([]);
  });

  it("counts neither the holders' time nor the command's as Vault's or as ours", async () => {
    room.view = { holders: { command: true, terminal: true } };
    room.typed = [given("a"), given("b"), given("c")];
    const { times } = await room.collect();
    expect(times).to.include({ waitedForVaultMs: 0, overheadMs: 0 });
    expect(times.totalMs).to.equal(TYPING_MS);
  });
});
