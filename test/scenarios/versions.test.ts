import { expect } from "chai";
import type { VersionLine } from "../../sandbox/model/vault/versions.ts";
import { type CommandEnd, Rehearsal } from "../helpers/rehearsal.ts";

const [WEST, EAST] = ["us-west-2", "us-east-1"] as const;
const LINES: VersionLine[] = ["1.1", "1.9", "1.21", "2.0"];
const NO_SHARES = {
  VAULT_RECOVERY_KEY_1: undefined,
  VAULT_RECOVERY_KEY_2: undefined,
  VAULT_RECOVERY_KEY_3: undefined,
};
const LOST = ["failover", "test", "--yes", "-m", "us-west-2 is gone"] as const;

describe("versions of Vault", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const regions = () => world.sandbox.truth().regions;
  const calls = () => world.sandbox.truth().calls;
  const finding = ({ document }: CommandEnd, code: string) =>
    document.findings.find(({ id, severity }) => id === code && severity === "refuse");
  const expectNothingTouched = () => {
    expect(regions()[WEST]).to.include({ mode: "primary", state: "running" });
    expect(regions()[EAST]).to.include({ mode: "secondary", upstream: WEST });
    expect(regions()[EAST]).to.include({ generationRunning: false });
    expect(world.sandbox.truth().service.record).to.deep.include({
      values: ["vault-us-west-2.test.acme.com"],
      ttlSeconds: 1,
    });
    for (const call of ["demote", "promote", "generate-update"]) {
      expect([calls()[`${WEST} ${call}`], calls()[`${EAST} ${call}`]], call).to.deep.equal([
        undefined,
        undefined,
      ]);
    }
  };

  for (const version of LINES) {
    it(`${version}: a planned move and the way back lose no acknowledged write and never have two primaries`, async () => {
      world = await Rehearsal.start({ version, quiesce: true });
      world.sandbox.startWriters({ writesPerSecond: 100 });
      await world.writesFlow();
      const there = await world.run("switchover", "test", "--yes");
      expect(there.exitCode, there.stderr).to.equal(0);
      expect(there.document).to.include({ serving: EAST, fence: "demoted" });
      expect(there.document.dataLoss.possible).to.equal("no");
      expect(regions()[WEST]).to.include({ state: "stream-wals", upstream: EAST });
      await world.writesFlow();
      const back = await world.run("failback", "test", "--yes");
      expect(back.exitCode, back.stderr).to.equal(0);
      await world.writesFlow();
      await world.sandbox.stopWriters();

      const truth = world.sandbox.truth();
      expect([truth.serving, truth.lostKeys, truth.twoPrimaries]).to.deep.equal([WEST, [], []]);
      expect(regions()[EAST]).to.include({ state: "stream-wals", upstream: WEST });
      expect(regions()[EAST]?.operationTokens.issued).to.equal(2);
    });

    it(`${version}: the target serves when the old primary is gone, which is attached again when it is back`, async () => {
      world = await Rehearsal.start({ version });
      world.sandbox.startWriters({ writesPerSecond: 50 });
      await world.writesFlow();
      await world.run("status", "test");
      await world.sandbox.setReach(WEST, "refused");
      const end = await world.run(...LOST);
      expect(end.exitCode, end.stderr).to.equal(13);
      expect(end.document).to.include({ serving: EAST, promoted: true, fence: "unproven" });
      await world.writesFlow();
      await world.sandbox.setReach(WEST, "up");
      const back = await world.run("reattach", "test", "--yes");
      expect(back.exitCode, back.stderr).to.equal(0);
      await world.sandbox.stopWriters();

      expect(world.sandbox.truth().serving).to.equal(EAST);
      expect(regions()[WEST]).to.include({ state: "stream-wals", upstream: EAST });
      const status = await world.run("status", "test", "--check");
      expect(status.exitCode, status.stdout).to.equal(0);
    });
  }

  it("1.1: requests that wait longer than a look while a role changes delay the move and lose nothing", async () => {
    world = await Rehearsal.start({
      version: "1.1",
      quiesce: true,
      vault: { roleChangeMs: 2_300 },
    });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    await world.writesFlow();
    await world.sandbox.stopWriters();
    const truth = world.sandbox.truth();
    expect([truth.serving, truth.lostKeys, truth.twoPrimaries]).to.deep.equal([EAST, [], []]);
  });

  it("1.1: a batch DR operation token alone is refused before anything is touched, for it authorises since 1.4 only", async () => {
    world = await Rehearsal.start({ version: "1.1", operationToken: { ttlMs: 3_600_000 } });
    world.setEnv(NO_SHARES);
    for (const args of [["switchover", "test", "--yes"], LOST]) {
      if (args === LOST) await world.sandbox.setReach(WEST, "refused");
      const end = await world.run(...args);
      expect(end.exitCode, end.stderr).to.equal(10);
      const { now, next } = finding(end, "CREDENTIAL_MISSING") ?? {};
      expect(now).to.include("us-east-1 runs Vault 1.1.2+prem").and.to.include("1.4");
      expect(next).to.include("VAULT_RECOVERY_KEY_1…n");
      expectNothingTouched();
    }
  });

  it("1.1: beside a batch token the key shares are used, and the left Region is attached by a wrapped token, all at the first try", async () => {
    world = await Rehearsal.start({
      version: "1.1",
      quiesce: true,
      operationToken: { ttlMs: 3_600_000 },
      serverOverHoldMs: 600_000, // the servers' resolver still leads the service's name to the left Region
    });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    const warned = end.document.findings.find(({ id }) => id === "CREDENTIAL_MISSING");
    expect(warned).to.include({ severity: "warn" });
    expect(regions()[EAST]?.operationTokens.issued).to.equal(1);
    expect(regions()[WEST]).to.include({ state: "stream-wals", upstream: EAST });
    expect(calls()).to.include({
      [`${EAST} promote`]: 1,
      [`${WEST} generate-public-key`]: 1,
      [`${EAST} secondary-token`]: 1,
      [`${WEST} update-primary`]: 1,
    });
  });

  it("1.9: a batch DR operation token is enough for a move, without a key share", async () => {
    world = await Rehearsal.start({
      version: "1.9",
      quiesce: true,
      operationToken: { ttlMs: 3_600_000 },
    });
    world.setEnv(NO_SHARES);
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(regions()[EAST]?.operationTokens.issued).to.equal(0);
  });

  it("2.0: key shares without VAULT_TOKEN are refused before anything is touched, and every way out is named", async () => {
    world = await Rehearsal.start({ version: "2.0" });
    world.setEnv({ VAULT_TOKEN: undefined });
    for (const args of [["switchover", "test", "--yes"], LOST]) {
      if (args === LOST) await world.sandbox.setReach(WEST, "refused");
      const end = await world.run(...args);
      expect(end.exitCode, end.stderr).to.equal(10);
      const words = end.document.findings.flatMap(({ now, next }) => [now, next]).join(" ");
      expect(words)
        .to.include("us-east-1 runs Vault 2.0.0+ent, which wants a Vault token besides the key")
        .and.to.include("a root token of the primary")
        .and.to.include("sys/replication/dr/secondary/generate-operation-token/*")
        .and.to.include("enable_unauthenticated_access");
      expectNothingTouched();
    }
  });

  it("2.0: key shares are enough for a disaster where the target's configuration breaks the glass", async () => {
    world = await Rehearsal.start({ version: "2.0", vault: { openGeneration: true } });
    world.setEnv({ VAULT_TOKEN: undefined });
    await world.sandbox.setReach(WEST, "refused");
    const end = await world.run(...LOST);
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document).to.include({ serving: EAST, promoted: true });
  });

  it("2.0: a VAULT_TOKEN that a DR secondary does not take ends 3, explained, with nothing touched", async () => {
    world = await Rehearsal.start({ version: "2.0", quiesce: true, vaultToken: "service" });
    for (const args of [["switchover", "test", "--yes"], LOST]) {
      if (args === LOST) await world.sandbox.setReach(WEST, "refused");
      const end = await world.run(...args);
      expect(end.exitCode, end.stderr).to.equal(3);
      const { now } = finding(end, "CREDENTIAL_REFUSED") ?? {};
      expect(now)
        .to.include("The token in VAULT_TOKEN was not accepted")
        .and.to.include("a root token of the primary, a batch token whose policy has create, read")
        .and.to.include("enable_unauthenticated_access");
      expectNothingTouched();
    }
  });

  it("2.0: a batch token whose policy covers the ceremony is VAULT_TOKEN enough: no root token is needed", async () => {
    world = await Rehearsal.start({ version: "2.0", quiesce: true, vaultToken: "batch" });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(regions()[EAST]?.operationTokens.issued).to.equal(1);
    expect(regions()[WEST]?.operationTokens, "deleted after use").to.deep.equal({
      issued: 1,
      left: 0,
    });
  });
});
