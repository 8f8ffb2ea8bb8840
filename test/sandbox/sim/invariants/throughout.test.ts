import { expect } from "chai";
import { settle } from "../../../../sandbox/model/vault/link.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { Audit } from "../../../../sandbox/sim/audit.ts";
import { Clients } from "../../../../sandbox/sim/clients.ts";
import { judgeAtRest } from "../../../../sandbox/sim/invariants/atRest.ts";
import { judgeOverlaps, judgeSecrets } from "../../../../sandbox/sim/invariants/throughout.ts";
import { settingsOf } from "../../../../sandbox/sim/settings.ts";
import { buildWorld, EAST, nameOf, SERVICE, WEST } from "../../../../sandbox/sim/world.ts";

describe("what must hold in a simulated world", () => {
  const aWorld = () => {
    const world = buildWorld({ ...settingsOf(1), ttlSeconds: 5 });
    const audit = new Audit(world, () => undefined);
    return { world, audit };
  };
  const rulesOf = ({ violations }: Audit) => [
    ...new Set(violations.map((one) => one.split(":")[0])),
  ];

  it("holds in a healthy one, in which nothing happened", async () => {
    const { world, audit } = aWorld();
    const clients = new Clients(world);
    await world.clock.pass(2_000);
    clients.end();
    expect(clients.count).to.be.greaterThan(3);
    judgeAtRest(world, audit, clients);
    judgeOverlaps(world, audit);
    judgeSecrets(world, audit, "nothing");
    expect(audit.violations).to.deep.equal([]);
  });

  it("breaks when two clusters take writes and no run has recorded a silent old primary", async () => {
    const { world, audit } = aWorld();
    Object.assign(clusterIn(world.vault, EAST), { mode: "primary", state: "running" });
    settle(world.vault);
    await world.clock.pass(100);
    judgeOverlaps(world, audit);
    judgeAtRest(world, audit, new Clients(world));
    expect(rulesOf(audit)).to.deep.equal(["one primary", "one Region"]);
  });

  const disagreements: [string, (world: ReturnType<typeof buildWorld>) => void, string][] = [
    [
      "the record names another Region",
      ({ zone }) =>
        void zone.change([
          {
            action: "UPSERT",
            record: { name: SERVICE, type: "CNAME", ttlSeconds: 5, values: [nameOf(EAST)] },
          },
        ]),
      "one Region",
    ],
    [
      "the stack does",
      ({ stack }) => void Object.assign(stack, { activeRegion: EAST }),
      "one Region",
    ],
    [
      "takeover numbers differ",
      ({ stackFile }) => void Object.assign(stackFile, { takeover: 9 }),
      "one Region",
    ],
    [
      "writers are still stopped",
      (world) => void Object.assign(world, { writersStopped: true }),
      "writers",
    ],
    [
      "the secondary follows nobody",
      ({ vault }) => void Object.assign(clusterIn(vault, EAST), { state: "idle" }),
      "attached",
    ],
  ];
  for (const [what, change, rule] of disagreements) {
    it(`breaks when at rest ${what}`, () => {
      const { world, audit } = aWorld();
      change(world);
      judgeAtRest(world, audit, new Clients(world));
      expect(rulesOf(audit)).to.deep.equal([rule]);
    });
  }

  it("breaks when an acknowledged write is gone and no failover explains it", async () => {
    const { world, audit } = aWorld();
    const clients = new Clients(world);
    await world.clock.pass(2_000);
    clients.end();
    const { keys } = clusterIn(world.vault, WEST);
    for (const key of keys.under("kv/")) keys.apply({ key: `kv/${key}`, value: null });
    judgeAtRest(world, audit, clients);
    expect(rulesOf(audit)).to.deep.equal(["no lost write"]);
  });

  it("breaks when a secret was printed", () => {
    const { world, audit } = aWorld();
    judgeSecrets(world, audit, `the token is ${world.rootToken}`);
    expect(rulesOf(audit)).to.deep.equal(["no secret"]);
  });

  it("breaks when a role is changed without the lease, or without being on record", () => {
    const { world, audit } = aWorld();
    audit.isCalled("vault.demote", { pid: 7, now: world.clock.now() });
    expect(rulesOf(audit)).to.deep.equal(["one driver"]);
  });
});
