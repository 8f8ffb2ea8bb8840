import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { fileStore } from "../../../automation/adapters/fileStore.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { Journal } from "../../../automation/journal/journal.ts";
import { Secret } from "../../../ground/secret.ts";
import { aHolder, MemoryStore } from "../../../sandbox/doors/inProcess/memoryStore.ts";
import { Story } from "../story.ts";
import { EAST, WEST } from "../vaultWorld.ts";
import { Driver, storyOf } from "../virtual/driver.ts";
import { anEstate, countOf, endStateOf } from "../virtual/estate.ts";
import { aDisaster, aPlannedMove } from "../virtual/moves.ts";
import { ONE_DRIVER } from "./oneDriver.ts";
import { ROOT_TOKEN } from "./rootToken.ts";

/** What must hold, whatever the driver's code looks like: each one throws where it does not. */
export const PROPERTIES: Record<string, () => Promise<void>> = {
  ...ONE_DRIVER,
  ...ROOT_TOKEN,

  "two primaries are never writable at once, and no act is made that is not on record":
    async () => {
      for (const plan of [aPlannedMove(), aDisaster()]) {
        const estate = anEstate();
        await new Driver(estate).begin(plan);
        expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
      }
    },

  "a disaster demotes what answers before it promotes": async () => {
    const estate = anEstate();
    await new Driver(estate).begin(aDisaster());
    expect(countOf(estate, "vault.demote")).to.equal(1);
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  },

  "nobody goes back while a promotion's fate is unknown": async () => {
    const estate = anEstate();
    const call = `${EAST} promote`;
    const catchingUp = { kind: "answer", status: 503, text: "still catching up" } as const;
    estate.pair.faults.add({ call, times: 1, effect: { kind: "lose-answer", applied: false } });
    estate.pair.faults.add({ call, times: 1_000, effect: catchingUp });
    const ending = await new Driver(estate).begin(aPlannedMove());
    expect(ending).to.deep.include({ is: "halted" });
    expect(countOf(estate, "vault.promote back")).to.equal(0);
  },

  "a load balancer's 503 is no definite refusal": async () => {
    const estate = anEstate();
    const balancer = { kind: "answer", status: 503, text: "no healthy upstream" } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: balancer });
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.include({ is: "halted" });
  },

  "a run goes back when rollbackAfter has passed and nothing was promoted": async () => {
    const estate = anEstate();
    const before = endStateOf(estate);
    const dying = new Driver(estate).onEvent((event) => {
      if (event.kind === "answered" && event.step === "demote-old-primary") dying.die();
    });
    await dying.begin(aPlannedMove());
    await estate.clock.pass(20_000);
    expect(await new Driver(estate).resume()).to.deep.include({ is: "went-back" });
    expect(endStateOf(estate)).to.deep.equal(before);
  },

  "a planned move that would lose a write goes back": async () => {
    const estate = anEstate();
    estate.pair.world.link.lagMs = 60_000;
    const write = () => {
      if (countOf(estate, "vault.demote") > 0) return;
      estate.pair.write(WEST, "team/a", String(estate.clock.now()));
      estate.clock.after(10, write);
    };
    estate.clock.after(6_000, write);
    const ending = await new Driver(estate).begin(aPlannedMove({ quiesce: false }));
    expect(ending).to.have.nested.property("because.code", "ROOTS_DIFFER");
    expect(countOf(estate, "vault.promote")).to.equal(0);
  },

  "the journal takes nothing for written that the store refused": async () => {
    const store = new MemoryStore().as(aHolder(1));
    await store.putLease({ ...LEASE, number: 2 }, null);
    const journal = new Journal({
      store,
      clock: systemClock,
      run: "r",
      leaseNumber: 1,
      events: [],
    });
    const [event] = new Story(aPlannedMove()).events;
    if (event === undefined) throw new Error("a story has a beginning");
    const code = await journal.append(event).catch((error) => error.failure?.code);
    expect(code).to.equal("LEASE_LOST");
    expect(journal.state.plan).to.equal(null);
  },

  "the run store refuses a late writer": async () => {
    const directory = mkdtempSync(join(tmpdir(), "vault-dr-store-"));
    try {
      const store = fileStore({ directory, clock: systemClock, self: aHolder(1) });
      await store.putLease({ ...LEASE, number: 2 }, null);
      expect(await store.append("r", 0, ["{}"], 1)).to.include({ is: "refused", status: 409 });
      expect(await store.append("r", 0, ["{}"], 2)).to.include({ is: "ok" });
    } finally {
      rmSync(directory, { recursive: true });
    }
  },

  "nobody goes back when the target does not read as a secondary": async () => {
    const estate = anEstate();
    const catchingUp = { kind: "answer", status: 503, text: "still catching up" } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: catchingUp });
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind !== "started" || event.step !== "demote-old-primary") return;
      // Somebody promotes the target by hand, right before the rollback is due.
      estate.clock.after(14_500, () => {
        estate.pair.faults.clear();
        estate.pair.promote(EAST);
      });
    });
    await driver.begin(aPlannedMove());
    expect(estate.pair.world.writable.overlaps()).to.deep.equal([]);
  },

  "a way back that was begun is gone to its end": async () => {
    const estate = anEstate();
    const before = endStateOf(estate);
    const denied = { kind: "answer", status: 403, text: "permission denied" } as const;
    estate.pair.faults.add({ call: `${EAST} promote`, times: 1_000, effect: denied });
    const driver = new Driver(estate).onEvent((event) => {
      if (event.kind === "finished" && event.step === "promote-back") driver.die();
    });
    await driver.begin(aPlannedMove());
    estate.pair.faults.clear();
    await new Driver(estate).resume();
    expect(endStateOf(estate)).to.deep.equal(before);
  },

  "no secret stands in what is stored": async () => {
    const estate = anEstate();
    await new Driver(estate, "both").begin(aPlannedMove());
    const bytes = estate.store.bytes();
    const secrets = [...estate.pair.world.issued, estate.pair.rootToken];
    expect(secrets.filter((secret) => bytes.includes(secret))).to.deep.equal([]);
  },

  "no secret can be printed": async () => {
    const secret = new Secret("hvs.CANARY");
    const shown = [JSON.stringify({ secret }), `${secret}`, inspect(secret), inspect({ secret })];
    expect(shown.filter((text) => text.includes("CANARY"))).to.deep.equal([]);
  },

  "a run that is resumed after a crash acts as it would have": async () => {
    const undisturbed = anEstate();
    await new Driver(undisturbed).begin(aPlannedMove());
    for (let nth = 3; nth <= storyOf(undisturbed).length; nth++) {
      const estate = anEstate();
      await new Driver(estate).crashAt({ nth, when: "after" }).begin(aPlannedMove());
      await new Driver(estate).resume();
      expect(endStateOf(estate)).to.deep.equal(endStateOf(undisturbed));
    }
  },
};

const LEASE = {
  number: 1,
  run: "r",
  verb: "failover",
  holder: aHolder(9),
  takenAt: 0,
  expiresAt: 0,
  busyUntil: 0,
  released: false,
};
