import { expect } from "chai";
import { BOUNDS } from "../../../../ground/bounds.ts";
import { trafficOf } from "../../../../sandbox/sim/ports/traffic.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { buildWorld, EAST, nameOf, type SimWorld, WEST } from "../../../../sandbox/sim/world.ts";

const FLIP = { value: nameOf(EAST), ttlSeconds: 5 };

describe("Route 53 of a simulated world", () => {
  let world: SimWorld;
  const flip = () => world.clock.until(trafficOf(world).upsert(FLIP));
  const value = async () => {
    const record = await world.clock.until(trafficOf(world).record());
    return record.is === "ok" ? record.value?.value : record.is;
  };
  beforeEach(() => {
    world = buildWorld(USUAL);
  });

  it("is changed by nobody while its control plane is gone, and answers questions", async () => {
    world.route53.readOnly = true;
    expect(await flip()).to.include({ is: "refused", status: 503, definite: false });
    expect(await value()).to.equal(nameOf(WEST));
  });

  it("answers as things were: with the old record, and with no word of a new change", async () => {
    await world.clock.pass(10_000);
    world.route53.staleMs = 3_000;
    const change = await flip();
    expect(await value()).to.equal(nameOf(WEST));
    const id = change.is === "ok" ? change.value.changeId : "";
    const state = () => world.clock.until(trafficOf(world).change(id));
    expect(await state()).to.include({ is: "refused", status: 404 });
    await world.clock.pass(3_000);
    expect(await value()).to.equal(nameOf(EAST));
    await world.clock.pass(1_000);
    expect(await state()).to.deep.equal({ is: "ok", value: "INSYNC" });
  });

  it("answers late, or too late; what it was asked for has happened then", async () => {
    world.route53.slowMs = 2_000;
    const since = world.clock.now();
    expect(await flip()).to.include({ is: "ok" });
    expect(world.clock.now() - since).to.equal(2_020);
    world.route53.slowMs = 2 * BOUNDS.awsCallMs;
    expect(await flip()).to.include({ is: "unknown", why: "timed-out" });
    expect(world.clock.now() - since).to.equal(2_020 + BOUNDS.awsCallMs);
  });

  it("loses a change on our side that arrives later all the same", async () => {
    world.route53.late.push(1_500);
    expect(await flip()).to.include({ is: "unknown", why: "cut" });
    expect(await value()).to.equal(nameOf(WEST));
    await world.clock.pass(1_500);
    expect(await value()).to.equal(nameOf(EAST));
  });

  for (const call of ["ListResourceRecordSets", "ChangeResourceRecordSets", "GetChange"]) {
    it(`loses the answer to ${call}, once`, async () => {
      const effect = { kind: "lose-answer", applied: true } as const;
      world.faults.add({ call: `route53 ${call}`, times: 1, effect });
      const ask = {
        ListResourceRecordSets: () => trafficOf(world).record(),
        ChangeResourceRecordSets: () => trafficOf(world).upsert(FLIP),
        GetChange: () => trafficOf(world).change("C1"),
      }[call];
      const once = async () =>
        ask === undefined ? null : await world.clock.until<{ is: string }>(ask());
      expect(await once()).to.include({ is: "unknown", why: "cut" });
      expect((await once())?.is).to.not.equal("unknown");
    });
  }
});
