import { expect } from "chai";
import { setLink, setReach } from "../../../../sandbox/model/vault/reach.ts";
import { beginDemotion } from "../../../../sandbox/model/vault/roles.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { settingsOf } from "../../../../sandbox/sim/settings.ts";
import { changesIn } from "../../../../sandbox/sim/story/changes.ts";
import {
  buildWorld,
  EAST,
  nameOf,
  SERVICE,
  type SimWorld,
  WEST,
} from "../../../../sandbox/sim/world.ts";

/** A world, and what is told of it each time somebody looks. */
function watched() {
  const world: SimWorld = buildWorld({ ...settingsOf(1), roleChangeMs: 2_000, ttlSeconds: 5 });
  const told: string[] = [];
  const look = changesIn(world, (...change) => told.push(change.join(" | ")));
  const looked = (): string[] => {
    look();
    return told.splice(0);
  };
  return { world, looked };
}

describe("what changes in a world", () => {
  it("is nothing while nothing happens", async () => {
    const { world, looked } = watched();
    expect(looked()).to.deep.equal([]);
    await world.clock.pass(60_000);
    expect(looked()).to.deep.equal([]);
  });

  it("is told once, with what it was before", () => {
    const { world, looked } = watched();
    setReach(world.vault, WEST, "hanging");
    expect(looked()).to.include(`${WEST} | reach | up → hanging`);
    expect(looked()).to.deep.equal([]);
    setReach(world.vault, WEST, "up");
    expect(looked()).to.include(`${WEST} | reach | hanging → up`);
  });

  it("is a role on its way, and the role that it leads to", async () => {
    const { world, looked } = watched();
    beginDemotion(world.vault, clusterIn(world.vault, WEST));
    expect(looked()).to.include(`${WEST} | role | primary running → primary becoming secondary`);
    await world.clock.pass(2_000);
    expect(looked()).to.include(`${WEST} | role | primary becoming secondary → secondary idle`);
  });

  it("is whatever is not as it usually is", () => {
    const { world, looked } = watched();
    clusterIn(world.vault, EAST).sealed = true;
    clusterIn(world.vault, EAST).ailments.license = "expired";
    expect(looked()).to.deep.equal([`${EAST} | condition | well → sealed, license expired`]);
  });

  it("is the link between two clusters", async () => {
    const { world, looked } = watched();
    setLink(world.vault, { up: false });
    expect(looked()).to.deep.equal([
      `${EAST} | link | connected to ${WEST} → cut off from ${WEST}`,
    ]);
    setLink(world.vault, { up: true });
    await world.clock.pass(10_000);
    expect(looked()).to.deep.equal([
      `${EAST} | link | cut off from ${WEST} → connected to ${WEST}`,
    ]);
  });

  it("is the record, as it is declared and then as the world gets it", async () => {
    const { world, looked } = watched();
    const record = { name: SERVICE, type: "CNAME", ttlSeconds: 1, values: [nameOf(EAST)] } as const;
    world.zone.change([{ action: "UPSERT", record: { ...record, values: [nameOf(EAST)] } }]);
    expect(looked()).to.deep.equal([`record | declared | ${WEST} TTL 5 s → ${EAST} TTL 1 s`]);
    await world.clock.pass(10_000);
    expect(looked()).to.deep.equal([`record | served | ${WEST} TTL 5 s → ${EAST} TTL 1 s`]);
  });

  it("is what the stack and its file say, and whether writers are on", () => {
    const { world, looked } = watched();
    Object.assign(world.stackFile, { activeRegion: EAST, takeover: 2 });
    world.writersStopped = true;
    expect(looked()).to.deep.equal([
      "writers | state | on → stopped",
      `stack file | region | ${WEST} takeover 1 → ${EAST} takeover 2`,
    ]);
  });
});
