import { expect } from "chai";
import { aVaultPair, EAST, WEST } from "../../../../helpers/vaultWorld.ts";

describe("sys/health", () => {
  it("tells active and DR secondary by its code", () => {
    const pair = aVaultPair();
    expect(pair.ask(WEST, "GET sys/health", undefined, null).status).to.equal(200);
    expect(pair.ask(EAST, "GET sys/health", undefined, null).status).to.equal(472);
    expect(pair.ask(EAST, "HEAD sys/health", undefined, null).body).to.deep.equal({});
  });

  it("takes other codes from the query; standbyok does not make a secondary healthy", () => {
    const pair = aVaultPair();
    expect(pair.ask(EAST, "GET sys/health?standbyok=true&perfstandbyok=true").status).to.equal(472);
    expect(pair.ask(EAST, "GET sys/health?drsecondarycode=299").status).to.equal(299);
    expect(pair.ask(WEST, "GET sys/health?activecode=210").status).to.equal(210);
    expect(pair.ask(WEST, "GET sys/health?drsecondarycode=often").status).to.equal(400);
    expect(pair.ask(WEST, "POST sys/health").status).to.equal(405);
  });

  it("prints the mode, the version and a sealed node's silence", () => {
    const pair = aVaultPair();
    const { body } = pair.ask(EAST, "GET sys/health");
    expect(body).to.include({ replication_dr_mode: "secondary", version: "1.21.0+ent" });
    const cluster = pair.world.clusters.get(EAST);
    if (cluster !== undefined) cluster.sealed = true;
    const sealed = pair.ask(EAST, "GET sys/health");
    expect([sealed.status, sealed.body.sealed]).to.deep.equal([503, true]);
    expect(sealed.body).not.to.have.property("cluster_id");
    expect(pair.ask(EAST, "GET sys/replication/dr/status").status).to.equal(503);
  });
});
