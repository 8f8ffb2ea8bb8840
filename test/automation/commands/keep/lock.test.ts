import { expect } from "chai";
import { lockRelease, lockShow } from "../../../../automation/commands/keep/lock.ts";
import { lockText } from "../../../../automation/commands/keep/lockText.ts";
import type { Session } from "../../../../automation/commands/session.ts";
import { LeaseKeeper } from "../../../../automation/engine/lease.ts";
import type { Consent } from "../../../../automation/ports/human.ts";
import { aHolder, MemoryStore } from "../../../../sandbox/doors/inProcess/memoryStore.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { Story } from "../../../helpers/story.ts";
import { aPlannedMove } from "../../../helpers/virtual/moves.ts";

const START = Date.parse("2026-11-27T00:00:00Z");
const RUN = "2026-11-27T00-00-amber-fox";

describe("the lease in an operator's hands", () => {
  let clock: VirtualClock;
  let store: MemoryStore;
  let said: string[];
  let asked: string[];
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(START));
    store = new MemoryStore();
    said = [];
    asked = [];
  });

  /** A colleague at another keyboard, who answers with `consent` after `meanwhile`. */
  const session = (
    consent: Consent = "given",
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
    yes = false,
  ): Session => {
    const typed = async (question: string, expected: string) => {
      asked.push(`${question} (${expected})`);
      await meanwhile();
      return consent;
    };
    const ports = { store: store.as(aHolder(9)), clock, human: { typed } };
    const say = (text: string) => said.push(text);
    return { environment: "test", ports, flags: { yes }, say } as unknown as Session;
  };
  const take = (pid = 1) =>
    LeaseKeeper.take(
      { store: store.as(aHolder(pid)), clock },
      { run: RUN, verb: "switchover", environment: "test" },
    );
  const shown = async () => {
    const { lock } = await lockShow(session());
    return { state: lock.state, text: lockText(lock) };
  };
  const release = async (by = session()) => {
    const { exitCode, findings } = await lockRelease(by);
    return { exitCode, id: findings[0]?.id, said: `${findings[0]?.now} ${findings[0]?.next}` };
  };
  const codeOf = async (work: Promise<unknown>) => {
    const error = await work.catch((reason: unknown) => reason);
    return (error as { failure?: { code: string } }).failure?.code;
  };

  describe("shown", () => {
    it("is nobody's before the first run, when it was let go, and when it ended", async () => {
      expect(await shown()).to.deep.equal({
        state: "free",
        text: "lease: nobody holds it; the next run may begin\n",
      });
      await (await take()).release();
      expect((await shown()).state).to.equal("free");
      await take(2);
      clock.jump(15_000);
      expect((await shown()).state).to.equal("free");
    });

    it("says who holds it, from where, for what, since when, and when the next run may begin", async () => {
      const lease = await take();
      await clock.pass(2_000);
      await lease.beforeAct(40_000);
      expect((await shown()).text.split("\n")).to.deep.equal([
        "lease            held by kim@desk (pid 1)",
        `run              ${RUN} (switchover)`,
        "since            2026-11-27T00:00:00.000Z, 2.00 s ago",
        "until            2026-11-27T00:00:17.000Z, renewed while its run goes on",
        "announced call   may take effect until 2026-11-27T00:00:42.000Z",
        "next run         may begin in 40 s, if nobody renews it",
        "",
      ]);
      expect((await lockShow(session())).lock).to.deep.equal({
        state: "held",
        holder: "kim@desk",
        pid: 1,
        verb: "switchover",
        run: RUN,
        since: "2026-11-27T00:00:00.000Z",
        heldMs: 2_000,
        expiresAt: "2026-11-27T00:00:17.000Z",
        busyUntil: "2026-11-27T00:00:42.000Z",
        releasedBy: null,
        freeInSeconds: 40,
      });
    });

    it("tells a lease that a dead process left behind from one whose last call is waited for", async () => {
      const lease = await take();
      await lease.beforeAct(40_000);
      store.gone.add(1);
      const left = await shown();
      expect(left.state).to.equal("abandoned");
      expect(left.text).to.include("may begin at once on this machine, elsewhere in 40 s");
      store.gone.clear();
      clock.jump(20_000);
      const ending = await shown();
      expect(ending.state).to.equal("ending");
      expect(ending.text)
        .to.include("nobody holds it any more")
        .and.to.include("may begin in 20 s");
    });

    it("fails when the store does not answer", async () => {
      store.fault = () => ({ applied: false });
      expect(await codeOf(lockShow(session()))).to.equal("STORE_UNREACHABLE");
    });
  });

  describe("released by hand", () => {
    it("is shown, asked for by the environment's name, and taken from its run", async () => {
      const lease = await take();
      expect(await release()).to.deep.equal({
        exitCode: 0,
        id: "LEASE_RELEASED",
        said: `The lease of run ${RUN} (switchover, kim@desk pid 1) is released. If that run is alive, it stops. The next run may begin at once.`,
      });
      expect(said.join()).to.include("held by kim@desk (pid 1)");
      expect(asked).to.deep.equal([
        'End this lease? If that run is alive, it stops. Type "test" to go on (test)',
      ]);
      expect(await codeOf(lease.beforeAct(1_000))).to.equal("LEASE_LOST");
      expect((await take(2)).number).to.equal(3);
    });

    it("says for how long a call that was announced is waited for, and names resume for a run half-way", async () => {
      const lease = await take();
      await lease.beforeAct(40_000);
      const story = new Story(aPlannedMove()).started("demote-old-primary");
      store.lines.set(
        RUN,
        story.events.map((event) => JSON.stringify(event)),
      );
      expect((await release()).said).to.include(
        "Run `vault-dr resume test` in 40 s: until then a call that it announced may still take effect.",
      );
      expect((await shown()).text).to.include("released by      kim@desk");
      expect(await release()).to.deep.include({ exitCode: 0, id: "NOTHING_TO_DO" });
      expect(await codeOf(take(2))).to.equal("LEASE_HELD");
      clock.jump(40_000);
      expect((await take(2)).number).to.equal(3);
    });

    it("asks nobody with --yes", async () => {
      await take();
      expect((await release(session("declined", undefined, true))).id).to.equal("LEASE_RELEASED");
      expect(asked).to.deep.equal([]);
    });

    it("waits for no call of a process that is surely gone, on any machine", async () => {
      await (await take()).beforeAct(40_000);
      store.gone.add(1);
      const { said } = await release();
      expect(said).to.include("may begin at once").and.to.not.include("alive");
      store.gone.clear();
      expect((await take(2)).number).to.equal(3);
    });

    it("finds nothing to do where nobody holds it", async () => {
      expect(await release()).to.deep.include({ exitCode: 0, id: "NOTHING_TO_DO" });
      await (await take()).release();
      expect(await release()).to.deep.include({ exitCode: 0, id: "NOTHING_TO_DO" });
      expect(asked).to.deep.equal([]);
    });

    it("stays as it was when that is declined, or nobody answers", async () => {
      const lease = await take();
      expect(await release(session("declined"))).to.deep.include({ exitCode: 8, id: "CANCELLED" });
      expect(await release(session("timed-out"))).to.deep.include({
        exitCode: 8,
        id: "PROMPT_TIMED_OUT",
      });
      await lease.beforeAct(1_000);
    });

    it("is released although its run renewed it while a person read", async () => {
      const lease = await take();
      const renew = () => lease.beforeAct(1_000);
      expect((await release(session("given", renew))).id).to.equal("LEASE_RELEASED");
    });

    it("is let alone when another run took it while a person read, or it was written in that moment", async () => {
      const first = await take();
      const another = async () => {
        await first.release();
        await take(2);
      };
      expect(await codeOf(lockRelease(session("given", another)))).to.equal("LEASE_HELD");
      store.fault = (call) => {
        const seen = store.lease();
        if (call !== "putLease" || seen === null) return null;
        store.fault = () => null;
        void store.as(aHolder(2)).putLease({ ...seen, expiresAt: seen.expiresAt + 1 }, seen);
        return null;
      };
      expect(await codeOf(lockRelease(session()))).to.equal("LEASE_HELD");
      expect(store.lease()).to.include({ number: 2 }).and.to.not.have.property("releasedBy");
    });

    it("fails when the store does not answer: nothing is assumed", async () => {
      await take();
      store.fault = (call) => (call === "putLease" ? { applied: false } : null);
      expect(await codeOf(lockRelease(session()))).to.equal("STORE_UNREACHABLE");
    });
  });
});
