import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

const NO_SHARES = {
  VAULT_RECOVERY_KEY_1: undefined,
  VAULT_RECOVERY_KEY_2: undefined,
  VAULT_RECOVERY_KEY_3: undefined,
};

describe("an operation token from the environment", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  it("is enough for a planned move when the healthy primary tells that it lasts", async () => {
    world = await Rehearsal.start({ quiesce: true, operationToken: { ttlMs: 8 * 3_600_000 } });
    world.setEnv(NO_SHARES);
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(world.sandbox.truth().regions["us-east-1"]?.operationTokens.issued).to.equal(0);
  });

  it("that ends within the run is refused for a planned move without key shares, and taken with them", async () => {
    world = await Rehearsal.start({ quiesce: true, operationToken: { ttlMs: 60_000 } });
    const shares = world.env;
    world.setEnv(NO_SHARES);
    const refused = await world.run("switchover", "test", "--yes");
    expect(refused.exitCode).to.equal(10);
    expect(refused.document.findings.map(({ id }) => id)).to.include("EXPIRY_UNKNOWN");
    world.setEnv(shares);
    expect((await world.run("switchover", "test", "--yes")).exitCode).to.equal(0);
  });

  it("that the target does not accept gives way to the key shares", async () => {
    world = await Rehearsal.start({ quiesce: true });
    world.setEnv({ VAULT_DR_OPERATION_TOKEN: "hvb.AAAAAQthistokenwasneverissuedhere" });
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(world.sandbox.truth().regions["us-east-1"]?.operationTokens.issued).to.equal(1);
  });

  it("is enough for a disaster without key shares", async () => {
    world = await Rehearsal.start({ operationToken: { ttlMs: 3_600_000 } });
    world.setEnv(NO_SHARES);
    await world.sandbox.setReach("us-west-2", "refused");
    const end = await world.run("failover", "test", "--yes", "-m", "gone");
    expect(end.exitCode, end.stderr).to.equal(13);
  });
});
