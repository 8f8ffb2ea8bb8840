import { expect } from "chai";
import { settingsOf } from "../../../bench/outage/cases.ts";
import { CLIENT_MODELS, Client } from "../../../bench/outage/clients.ts";
import { setReach } from "../../../sandbox/model/vault/reach.ts";
import { beginDemotion, beginPromotion } from "../../../sandbox/model/vault/roles.ts";
import { clusterIn, type DuringRoleChange } from "../../../sandbox/model/vault/world.ts";
import type { Settings } from "../../../sandbox/sim/settings.ts";
import { buildWorld, EAST, nameOf, SERVICE, WEST } from "../../../sandbox/sim/world.ts";

describe("a client of the outage benchmark", () => {
  const [HONOURS, OVER_HOLDS, KEEPS] = CLIENT_MODELS;
  const ONE = {
    seed: 1,
    move: "planned",
    tool: "vault-dr",
    ttlSeconds: 5,
    incident: false,
  } as const;

  /** A client that has asked its resolver just now and writes every 100 ms. */
  async function atWork(model: (typeof CLIENT_MODELS)[number], more: Partial<Settings> = {}) {
    const world = buildWorld({
      ...settingsOf(ONE),
      roleChangeMs: 1_000,
      duringRoleChange: "503",
      ...more,
    });
    const client = new Client(world, model, 5);
    client.ledger.begin("write", world.clock.now());
    const write = () => {
      client.write();
      world.clock.after(100, write);
    };
    write();
    await world.clock.pass(1_000);
    const startedAt = world.clock.now();
    /** Both role changes at once, and the record with them. */
    const move = () => {
      beginDemotion(world.vault, clusterIn(world.vault, WEST));
      beginPromotion(world.vault, clusterIn(world.vault, EAST), "");
      const record = {
        name: SERVICE,
        type: "CNAME",
        ttlSeconds: 5,
        values: [nameOf(EAST)],
      } as const;
      world.zone.change([{ action: "UPSERT", record: { ...record, values: [nameOf(EAST)] } }]);
    };
    /** How long it takes until it is served by the Region, to 100 ms; null: longer than two minutes. */
    const servedAfter = async (region: string): Promise<number | null> => {
      while (client.servedBy !== region && world.clock.now() < startedAt + 120_000)
        await world.clock.pass(100);
      return client.servedBy === region ? world.clock.now() - startedAt : null;
    };
    return { world, client, move, servedAfter };
  }

  it("writes to the Region that the name leads to, and is told so", async () => {
    const { client } = await atWork(HONOURS);
    expect(client.servedBy).to.equal(WEST);
    expect(client.ledger.totals()).to.deep.include({ acknowledged: 11, failures: {} });
  });

  it("follows the record when INSYNC and its TTL have passed", async () => {
    // Asked 1 s before the move, its resolver asks again 4 s after it, when Route 53 is in sync.
    const { move, servedAfter } = await atWork(HONOURS);
    move();
    expect(await servedAfter(EAST)).to.be.within(3_900, 4_200);
  });

  it("follows 30 s later where its resolver over-holds", async () => {
    const { move, servedAfter } = await atWork(OVER_HOLDS);
    move();
    expect(await servedAfter(EAST)).to.be.within(33_900, 34_200);
  });

  it("stays on its connection to an old primary that answers 400, and does not come back", async () => {
    const { client, move, servedAfter } = await atWork(KEEPS);
    move();
    expect(await servedAfter(EAST)).to.equal(null);
    expect(client.isStuck()).to.equal(true);
    expect(Object.keys(client.ledger.totals().failures)).to.include("write 400");
  });

  for (const [answers, isBack] of [
    ["reset", true],
    ["in-turn", true],
    ["503", false],
    ["500", false],
    ["wait", false],
  ] as [DuringRoleChange, boolean][]) {
    it(`that is held back ${isBack ? "loses" : "keeps"} its idle connection where a role change answers ${answers}`, async () => {
      const { world, move, servedAfter } = await atWork(KEEPS, { duringRoleChange: answers });
      world.writersStopped = true;
      move();
      await world.clock.pass(10_000);
      world.writersStopped = false;
      const after = await servedAfter(EAST);
      expect(after === null ? null : after <= 10_200).to.equal(isBack ? true : null);
    });
  }

  it("gives a write up after a second where a Region hangs, and then resolves the name again", async () => {
    const { world, client } = await atWork(KEEPS);
    setReach(world.vault, WEST, "hanging");
    await world.clock.pass(3_500);
    // One at a time on the one connection, and none of them on a connection that is there.
    expect(client.ledger.totals().failures).to.deep.equal({ "write timed out": 3 });
    expect(client.isStuck()).to.equal(false);
  });

  it("with fresh connections begins a write every time, whatever became of the one before", async () => {
    const { world, client } = await atWork(HONOURS);
    setReach(world.vault, WEST, "hanging");
    await world.clock.pass(3_500);
    expect(client.ledger.totals().failures["write timed out"]).to.be.within(24, 26);
  });

  it("is refused at once where nothing listens", async () => {
    const { world, client } = await atWork(KEEPS);
    setReach(world.vault, WEST, "refused");
    await world.clock.pass(1_000);
    expect(client.ledger.totals().failures).to.deep.equal({ "write refused": 10 });
  });

  it("is answered late where a role change lets requests wait, and not at all after its second", async () => {
    const short = await atWork(HONOURS, { duringRoleChange: "wait", roleChangeMs: 500 });
    beginDemotion(short.world.vault, clusterIn(short.world.vault, WEST));
    await short.world.clock.pass(700);
    expect(short.client.ledger.totals().failures).to.have.all.keys("write 400");
    const long = await atWork(HONOURS, { duringRoleChange: "wait", roleChangeMs: 5_000 });
    beginDemotion(long.world.vault, clusterIn(long.world.vault, WEST));
    await long.world.clock.pass(2_000);
    expect(long.client.ledger.totals().failures).to.have.all.keys("write timed out");
  });
});
