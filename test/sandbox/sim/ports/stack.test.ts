import { expect } from "chai";
import { BOUNDS } from "../../../../ground/bounds.ts";
import { stackOf } from "../../../../sandbox/sim/ports/stack.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import {
  buildWorld,
  EAST,
  nameOf,
  SERVICE,
  type SimWorld,
  WEST,
} from "../../../../sandbox/sim/world.ts";

const ASKED = { activeRegion: EAST, takeover: 2, message: "m" };

describe("the stack of a simulated world", () => {
  let world: SimWorld;
  const update = () => world.clock.until(stackOf(world).update(ASKED));
  const record = () => world.zone.record(SERVICE, "CNAME")?.values;
  beforeEach(() => {
    world = buildWorld(USUAL);
    Object.assign(world.stackFile, { activeRegion: EAST, takeover: 2 });
  });

  it("is what the file says, first in the record and then in its output", async () => {
    const done = stackOf(world).update(ASKED);
    await world.clock.pass(1_600);
    expect([record(), world.stack.activeRegion]).to.deep.equal([[nameOf(EAST)], "us-west-2"]);
    expect(await world.clock.until(done)).to.deep.equal({ is: "ok", value: { changed: 1 } });
    expect(world.stack).to.include({ activeRegion: EAST, takeover: 2, busy: false, locked: false });
  });

  it("is updated by one at a time", async () => {
    const first = stackOf(world).update(ASKED);
    expect(await update()).to.include({ is: "refused", status: 409 });
    expect(await world.clock.until(first)).to.include({ is: "ok" });
  });

  for (const [stops, isMoved, isWritten] of [
    ["at once", false, false],
    ["after the record", true, false],
    ["after the keys", true, true],
  ] as const) {
    it(`stops half-way and stays locked: ${stops}`, async () => {
      world.stack.stops = stops;
      expect(await update()).to.include({ is: "refused", status: 422, definite: false });
      expect(record()?.[0] === nameOf(EAST)).to.equal(isMoved);
      expect(world.stack.activeRegion === EAST).to.equal(isWritten);
      expect(await update()).to.include({ is: "refused", status: 409 });
    });
  }

  it("is not updated where the control plane of Route 53 is gone", async () => {
    world.route53.readOnly = true;
    expect(await update()).to.include({ is: "refused", status: 422 });
    expect(world.stack).to.include({ activeRegion: "us-west-2", locked: false });
  });

  it("is not waited for longer than an update may take, and stays locked", async () => {
    world.stack.updateMs = BOUNDS.stackUpMs + 1;
    expect(await update()).to.include({ is: "unknown", why: "timed-out" });
    expect(world.stack.locked).to.equal(true);
  });

  it("is changed by no update past its time, whether or not a driver was left to kill it", async () => {
    world.stack.updateMs = 2 * BOUNDS.stackUpMs;
    void stackOf(world).update(ASKED);
    await world.clock.pass(4 * BOUNDS.stackUpMs);
    expect([record(), world.stack.activeRegion]).to.deep.equal([[nameOf(WEST)], WEST]);
  });
});
