import { expect } from "chai";
import { answerOrEffect } from "../../../automation/engine/answerOrEffect.ts";
import { Meter } from "../../../automation/engine/meter.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import type { Facts, Past, Step } from "../../../automation/steps/step.ts";
import { demoteOldPrimary } from "../../../automation/steps/vault/demote.ts";
import { type Answer, ok, refused } from "../../../ground/answer.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";
import { aMove } from "../../helpers/virtual/moves.ts";

const EFFECT_SEEN = {
  is: "unknown",
  why: "timed-out",
  text: "no answer yet, but it has taken effect",
};

describe("waiting for an act", () => {
  let clock: VirtualClock;
  let meter: Meter;
  let past: Past;
  /** What the act was given. */
  let given: Past | null;
  let looks: number[];
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(0));
    meter = new Meter(clock);
    given = null;
    looks = [];
    past = {
      facts: {},
      attempts: [],
      since: 0,
      lost: () => ({ calls: 0, sent: 0, busyUntil: 0 }),
      run: "r",
      phase: "forward",
      leaseNumber: 1,
      mayStillSend: () => true,
    };
  });

  type Way = { answersAfterMs: number; answer?: Answer<Facts>; effectAtMs?: number | null };
  const start = ({ answersAfterMs, answer = ok({}), effectAtMs = null }: Way) => {
    const step: Step = {
      ...demoteOldPrimary,
      act: async (_ports, _move, seen) => {
        given = seen;
        await clock.sleep(answersAfterMs);
        return answer;
      },
      hasTakenEffect: async () => {
        looks.push(clock.now());
        await clock.sleep(10);
        return effectAtMs !== null && clock.now() >= effectAtMs;
      },
    };
    const ports = { clock } as unknown as Ports;
    return answerOrEffect({ ports, move: aMove(), meter }, step, past);
  };
  const run = (way: Way) => clock.until(start(way));

  it("is over with its answer, and looks at nothing when that comes within a second", async () => {
    expect(await run({ answersAfterMs: 900, effectAtMs: 0 })).to.deep.equal(ok({}));
    expect(looks).to.deep.equal([]);
  });

  it("is over as soon as the world shows the effect of a call that hangs", async () => {
    expect(await run({ answersAfterMs: 15_000, effectAtMs: 2_000 })).to.deep.equal(EFFECT_SEEN);
    expect(clock.now()).to.be.within(2_000, 2_300);
  });

  it("looks four times a second at most", async () => {
    await run({ answersAfterMs: 15_000, effectAtMs: 3_000 });
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(looks[0]).to.equal(1_000);
    expect(Math.min(...pauses)).to.be.at.least(250);
  });

  it("goes on to the answer where no effect shows", async () => {
    expect(await run({ answersAfterMs: 15_000 })).to.deep.equal(ok({}));
    expect(clock.now()).to.equal(15_000);
  });

  it("takes an answer that comes in the middle of a look, a refusal too", async () => {
    const answer = refused(503, "no active Vault instance found", false);
    expect(await run({ answersAfterMs: 1_005, answer, effectAtMs: 0 })).to.equal(answer);
  });

  it("never looks where a step does not want it", async () => {
    const step: Step = {
      ...demoteOldPrimary,
      act: () => clock.sleep(15_000).then(() => ok({})),
      hasTakenEffect: null,
    };
    const ports = { clock } as unknown as Ports;
    const work = answerOrEffect({ ports, move: aMove(), meter }, step, past);
    expect(await clock.until(work)).to.deep.equal(ok({}));
  });

  it("lets an act send until the effect is seen, and nothing more after that", async () => {
    const work = start({ answersAfterMs: 15_000, effectAtMs: 2_000 });
    await clock.pass(1_900);
    expect(given?.mayStillSend(0)).to.equal(true);
    await clock.until(work);
    expect(given?.mayStillSend(0)).to.equal(false);
  });

  it("asks for the lease as well", async () => {
    past = { ...past, mayStillSend: (boundMs) => boundMs < 5_000 };
    await run({ answersAfterMs: 10 });
    expect([given?.mayStillSend(4_000), given?.mayStillSend(6_000)]).to.deep.equal([true, false]);
  });

  it("is not troubled by an act that breaks when nobody waits for it any more", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", hear);
    try {
      const step: Step = {
        ...demoteOldPrimary,
        act: () => clock.sleep(5_000).then(() => Promise.reject(new Error("late"))),
        hasTakenEffect: async () => true,
      };
      const ports = { clock } as unknown as Ports;
      const work = answerOrEffect({ ports, move: aMove(), meter }, step, past);
      expect(await clock.until(work)).to.deep.equal(EFFECT_SEEN);
      await clock.pass(10_000);
      expect(unheard).to.deep.equal([]);
    } finally {
      process.off("unhandledRejection", hear);
    }
  });

  it("counts as waiting for Vault for as long as somebody waits, whatever comes later", async () => {
    const vault = { demote: () => clock.sleep(15_000) };
    const others = { credentials: {}, dns: {}, traffic: {}, stack: {}, human: {}, hooks: {} };
    const ports = meter.watch({ clock, vault, ...others } as unknown as Ports);
    const step: Step = {
      ...demoteOldPrimary,
      act: (seen, move) => seen.vault.demote(move.from, null as never).then(() => ok({})),
      hasTakenEffect: async () => clock.now() >= 2_000,
    };
    const work = answerOrEffect({ ports, move: aMove(), meter }, step, past);
    await clock.until(meter.during("vault", work));
    await clock.pass(20_000);
    expect(meter.read().waitedForVaultMs).to.equal(2_000);
  });
});
