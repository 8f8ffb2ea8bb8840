import { expect } from "chai";
import { Secret } from "../../../../ground/secret.ts";
import { setFront, setReach } from "../../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { virtualTransport } from "../../../../sandbox/sim/ports/vaultTransport.ts";
import { USUAL } from "../../../../sandbox/sim/settings.ts";
import { ADDRESSES, buildWorld, type SimWorld, WEST } from "../../../../sandbox/sim/world.ts";

const DEMOTE = "sys/replication/dr/primary/demote";

/** Sends one call to us-west-2, and answers with what came of it, in words, and how long that took. */
async function sent(world: SimWorld, { method = "POST", path = DEMOTE, boundMs = 10_000 } = {}) {
  const { vault, clock, late, slow, cutOff } = world;
  const transport = virtualTransport(vault, clock, {
    arrived: () => undefined,
    late,
    slow,
    cutOff,
  });
  const since = clock.now();
  const answer = await clock.until(
    transport.request({
      address: `https://${ADDRESSES[WEST]}:8200`,
      serverName: "vault",
      method: method as "POST" | "GET",
      path,
      token: new Secret(world.rootToken),
      boundMs,
    }),
  );
  const words = answer.is === "unknown" ? `${answer.why}: ${answer.text}` : answer.is;
  return { words, ms: clock.now() - since };
}

const isChanging = ({ vault }: SimWorld): boolean => clusterIn(vault, WEST).roleChange !== null;

describe("the way to a simulated Vault", () => {
  let world: SimWorld;
  beforeEach(() => {
    world = buildWorld(USUAL);
  });

  it("takes no time to speak of, there and back", async () => {
    expect(await sent(world)).to.deep.equal({ words: "ok", ms: 4 });
    expect(isChanging(world)).to.equal(true);
  });

  it("is long there or back: the call is heard all the same, and answered late", async () => {
    for (const on of ["way there", "way back"] as const) {
      world = buildWorld(USUAL);
      world.slow.push({ call: `${WEST} demote`, ms: 3_000, on });
      expect(await sent(world)).to.deep.equal({ words: "ok", ms: 3_004 });
    }
  });

  it("is too long for the bound: nobody hears the answer, and the call arrives after that", async () => {
    world.slow.push({ call: `${WEST} demote`, ms: 5_000, on: "way there" });
    const { words, ms } = await sent(world, { boundMs: 4_000 });
    expect([words.split(":")[0], ms, isChanging(world)]).to.deep.equal(["timed-out", 4_000, false]);
    await world.clock.pass(1_010);
    expect(isChanging(world)).to.equal(true);
  });

  it("breaks off, and the call arrives late, unless its process has ended by then", async () => {
    for (const reach of ["up", "refused"] as const) {
      world = buildWorld(USUAL);
      world.late.push({ call: `${WEST} demote`, landsAfterMs: 2_000 });
      expect((await sent(world)).words).to.contain("cut:");
      setReach(world.vault, WEST, reach);
      await world.clock.pass(2_010);
      expect(isChanging(world)).to.equal(reach === "up");
    }
  });

  it("is closed to operators alone, or to everybody: each in its own words", async () => {
    const { vault } = world;
    world.cutOff.set(WEST, "refused");
    expect((await sent(world)).words)
      .to.contain("unreachable:")
      .and.contain("ECONNREFUSED");
    world.cutOff.clear();
    setFront(vault, WEST, { listener: "untrusted" });
    expect((await sent(world)).words)
      .to.contain("unreachable:")
      .and.contain("TLS");
    setFront(vault, WEST, { listener: "hanging" });
    expect((await sent(world)).words).to.contain("timed-out:");
    expect(isChanging(world)).to.equal(false);
  });

  it("goes on by 307 to the active node, to a name that nobody knows, or in a circle; questions need not", async () => {
    const { vault } = world;
    setFront(vault, WEST, { sentOn: "nowhere" });
    expect((await sent(world)).words)
      .to.contain("unreachable:")
      .and.contain("ENOTFOUND");
    const question = { method: "GET", path: "sys/replication/dr/status" };
    expect((await sent(world, question)).words).to.equal("ok");
    setFront(vault, WEST, { sentOn: "in a circle" });
    expect((await sent(world)).words).to.contain("unreadable:");
    setFront(vault, WEST, { sentOn: "to the active node" });
    expect(await sent(world)).to.deep.equal({ words: "ok", ms: 8 });
  });
});
