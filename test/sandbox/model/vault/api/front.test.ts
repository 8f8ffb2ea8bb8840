import { expect } from "chai";
import { isServing } from "../../../../../sandbox/model/vault/cluster.ts";
import { setFront } from "../../../../../sandbox/model/vault/reach.ts";
import { clusterIn } from "../../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, WEST } from "../../../../helpers/vaultWorld.ts";

const KV = "GET secret/data/team/none";

describe("what stands in front of a cluster", () => {
  it("answers in its place, without Vault's words: a load balancer with 502, 503 or 504", () => {
    const { world, ask } = aVaultPair();
    for (const balancer of [502, 503, 504] as const) {
      setFront(world, WEST, { balancer });
      expect(ask(WEST, "GET sys/health").status).to.equal(balancer);
      expect(ask(WEST, KV).body).to.be.a("string");
    }
  });

  it("drops a DR secondary whose health check says 472, and a primary while it changes its role", () => {
    const { world, ask, demote, pass } = aVaultPair({ settings: { duringRoleChange: "503" } });
    for (const region of [WEST, EAST]) setFront(world, region, { balancer: "primaries-only" });
    expect(ask(EAST, "GET sys/replication/dr/status").status).to.equal(503);
    expect(ask(WEST, "GET sys/replication/dr/status").status).to.equal(200);
    demote(WEST);
    expect(ask(WEST, "GET sys/health").status).to.equal(503);
    pass(2_000);
    expect(ask(WEST, "GET sys/health?drsecondarycode=200").status).to.equal(503);
  });

  it("lets one of so many calls through its quota, and every question about health", () => {
    const { world, ask } = aVaultPair();
    setFront(world, WEST, { quota: { oneOf: 3, met: 0 } });
    const statuses = Array.from({ length: 6 }, () => ask(WEST, "GET sys/leader").status);
    expect(statuses).to.deep.equal([200, 429, 429, 200, 429, 429]);
    expect(ask(WEST, "GET sys/health").status).to.equal(200);
  });

  it("keeps clients out without keeping the secondary from following", () => {
    const { world, write, drStatus, pass } = aVaultPair();
    setFront(world, WEST, { listener: "refused" });
    expect(isServing(clusterIn(world, WEST))).to.equal(false);
    write(WEST, "team/a", "1"); // by a client that is inside
    pass(200);
    expect(drStatus(EAST)).to.include({ state: "stream-wals", connection_state: "ready" });
  });

  it("keeps an attaching server out as it does everybody: it says what it met", () => {
    const { world, demote, promote, secondaryToken, updatePrimary, pass } = aVaultPair({
      version: "1.9",
    });
    demote(WEST);
    pass(2_000);
    promote(EAST);
    pass(2_000);
    const token = secondaryToken(EAST, { id: "west" }).body.wrap_info?.token;
    const said = () => String(updatePrimary(WEST, { token }).body.errors);
    setFront(world, EAST, { listener: "untrusted" });
    expect(said()).to.contain("x509: certificate signed by unknown authority");
    setFront(world, EAST, { listener: "up", balancer: 502 });
    expect(said()).to.contain('message is "502 Bad Gateway"');
    setFront(world, EAST, { balancer: null });
    expect(updatePrimary(WEST, { token }).status).to.equal(200);
  });
});
