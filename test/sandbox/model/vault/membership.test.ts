import { expect } from "chai";
import { settle } from "../../../../sandbox/model/vault/link.ts";
import {
  bootApart,
  enableSecondary,
  isEmpty,
  leaveOut,
  restore,
  separate,
  snapshotOf,
} from "../../../../sandbox/model/vault/membership.ts";
import { VERSIONS } from "../../../../sandbox/model/vault/versions.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { aVaultPair, EAST, type VaultPair, WEST } from "../../../helpers/vaultWorld.ts";

const OTHERS = {
  region: "eu-west-1",
  apiAddress: "https://127.0.3.1:8200",
  clusterAddress: "127.0.3.1:8201",
};

describe("the set of a cluster", () => {
  const members = ({ world }: VaultPair) => ({
    primary: clusterIn(world, WEST),
    member: clusterIn(world, EAST),
  });

  it("is another one once replication was switched off and on: the secondary does not come back by itself", () => {
    const pair = aVaultPair();
    separate(pair.world, clusterIn(pair.world, WEST));
    pair.pass(60_000);
    expect(pair.drStatus(WEST).cluster_id).not.to.equal(pair.drStatus(EAST).cluster_id);
    expect(pair.drStatus(WEST).known_secondaries).to.deep.equal([]);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
  });

  it("takes its DR operation token all the same: the keys have not changed", () => {
    const pair = aVaultPair();
    separate(pair.world, clusterIn(pair.world, WEST));
    pair.pass(1_000);
    const { status } = pair.ask(EAST, "POST sys/replication/dr/secondary/merkle-check", {
      dr_operation_token: pair.operationToken,
    });
    expect(status).to.equal(200);
  });

  it("does not take an activation token of another set", () => {
    const pair = aVaultPair();
    const activation = pair.ask(WEST, "POST sys/replication/dr/primary/secondary-token", {
      id: "east",
    }).body.wrap_info?.token;
    separate(pair.world, clusterIn(pair.world, WEST));
    const attached = pair.ask(EAST, "POST sys/replication/dr/secondary/update-primary", {
      dr_operation_token: pair.operationToken,
      token: activation,
    });
    expect(attached.status).to.equal(500);
  });

  it("is joined by enabling: the member is wiped, has the primary's id and keys, and everything that it holds", () => {
    const pair = aVaultPair();
    const { primary, member } = members(pair);
    separate(pair.world, primary);
    pair.write(WEST, "app", "kept");
    enableSecondary(pair.world, { primary, member, id: "again" });
    expect(pair.drStatus(EAST)).to.include({ mode: "secondary", secondary_id: "again" });
    pair.pass(5_000);
    expect(pair.drStatus(EAST)).to.include({ state: "stream-wals" });
    expect(pair.drStatus(WEST).cluster_id).to.equal(pair.drStatus(EAST).cluster_id);
    expect(pair.roots()[0]).to.equal(pair.roots()[1]);
  });

  it("can be that of others: their primary, their keys, their data; and nobody counts their writes", () => {
    const pair = aVaultPair();
    const { member } = members(pair);
    const primary = bootApart(pair.world, OTHERS, member);
    enableSecondary(pair.world, { primary, member, id: "standby" });
    pair.pass(5_000);
    expect(pair.drStatus(EAST)).to.include({ state: "stream-wals", connection_state: "ready" });
    expect(pair.drStatus(EAST).cluster_id).not.to.equal(pair.drStatus(WEST).cluster_id);
    expect(pair.roots()[0]).not.to.equal(pair.roots()[1]);
    const promoted = pair.ask(EAST, "POST sys/replication/dr/secondary/promote", {
      dr_operation_token: pair.operationToken,
    });
    expect(promoted.status).to.equal(403);
    expect(pair.world.writable.overlaps()).to.deep.equal([]);

    enableSecondary(pair.world, { ...members(pair), id: "again" });
    leaveOut(pair.world, OTHERS.region);
    pair.pass(5_000);
    expect(pair.roots()[0]).to.equal(pair.roots()[1]);
  });
});

describe("a snapshot of a secondary", () => {
  it("brings back data, keys and set of before; it follows nobody, and can be promoted", () => {
    const pair = aVaultPair();
    const member = clusterIn(pair.world, EAST);
    pair.write(WEST, "app", "kept");
    pair.pass(1_000);
    const snapshot = snapshotOf(member);
    const root = pair.drStatus(EAST).merkle_root;
    const primary = bootApart(pair.world, OTHERS, member);
    enableSecondary(pair.world, { primary, member, id: "standby" });
    expect(isEmpty(member)).to.equal(true);
    pair.pass(5_000);
    restore(pair.world, member, snapshot);
    leaveOut(pair.world, OTHERS.region);
    expect(pair.drStatus(EAST)).to.include({ state: "idle", secondary_id: "", merkle_root: root });
    pair.demote(WEST);
    expect(pair.promote(EAST).status).to.equal(200);
    pair.pass(3_000);
    expect(pair.read(EAST, "app")).to.equal("kept");
  });
});

describe("a pair of two versions", () => {
  it("replicates from the older to the newer one, and not the other way round", () => {
    const pair = aVaultPair({ version: "1.9" });
    clusterIn(pair.world, EAST).traits = VERSIONS["1.21"];
    settle(pair.world);
    pair.write(WEST, "app", "one");
    pair.pass(1_000);
    expect(pair.roots()[0]).to.equal(pair.roots()[1]);
    clusterIn(pair.world, WEST).traits = VERSIONS["2.0"];
    settle(pair.world);
    expect(pair.drStatus(EAST).connection_state).to.equal("transient_failure");
  });

  it("refuses to attach an older cluster to a newer one", () => {
    const pair = aVaultPair({ version: "1.9" });
    pair.demote(WEST);
    pair.promote(EAST);
    pair.pass(3_000);
    clusterIn(pair.world, EAST).traits = VERSIONS["1.21"];
    const activation = pair.ask(EAST, "POST sys/replication/dr/primary/secondary-token", {
      id: "west",
    }).body.wrap_info?.token;
    const { status, body } = pair.ask(WEST, "POST sys/replication/dr/secondary/update-primary", {
      dr_operation_token: pair.operationToken,
      token: activation,
    });
    expect(status).to.equal(500);
    expect(String(body.errors)).to.include("newer version of Vault");
  });
});
