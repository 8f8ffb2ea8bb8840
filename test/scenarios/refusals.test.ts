import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { idsOf } from "../helpers/endState.ts";
import { Rehearsal, until } from "../helpers/rehearsal.ts";

describe("refused before anything is touched", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const changesSeen = () => world.sandbox.truth().calls;

  it("a second run meanwhile: exit 11, and who holds the lease", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 4 });
    const first = world.begin("switchover", "test", "--yes");
    await until(
      () => world.sandbox.truth().service.record?.ttlSeconds === 1,
      "the first run has begun",
    );

    const second = await world.run("switchover", "test", "--yes");

    expect(second.exitCode).to.equal(11);
    const finding = second.document.findings[0];
    expect(finding?.id).to.equal("LEASE_HELD");
    expect(finding?.now).to.include(`pid ${first.child.pid}`).and.to.include("switchover");
    expect((await first.ended).exitCode).to.equal(0);
  });

  it("no terminal and no --yes: exit 2, nothing contacted", async () => {
    world = await Rehearsal.start();
    for (const verb of ["switchover", "failover", "failback", "reattach", "resume"]) {
      const end = await world.run(verb, "test");
      expect(end.exitCode, verb).to.equal(2);
      expect(idsOf(end)).to.deep.equal(["NO_CONSENT_POSSIBLE"]);
    }
    expect(changesSeen()).to.deep.equal({});
  });

  it("a failover without a reason: exit 2, nothing contacted", async () => {
    world = await Rehearsal.start();
    const end = await world.run("failover", "test", "--yes");
    expect(end.exitCode).to.equal(2);
    expect(idsOf(end)).to.deep.equal(["REASON_MISSING"]);
    expect(changesSeen()).to.deep.equal({});
  });

  it("a wrong configuration: every problem of file and environment at once, exit 2, nothing contacted", async () => {
    world = await Rehearsal.start();
    const file = join(world.folder, "Pulumi.test.yaml");
    const wrong = readFileSync(file, "utf8")
      .replace("vault-dr:takeover: 1", "vault-dr:takeover: minus one")
      .replace("vault-dr:homeRegion: us-west-2", "vault-dr:homeRegion: eu-north-9")
      .replace("rollbackAfter: 15s", "rollbackAfter: soon")
      .replace("maxLag:", "maxLagg:")
      .replace("dnsName: internal-us-west-2", "dnsName: https://internal-us-west-2");
    writeFileSync(file, wrong);
    world.setEnv({ VAULT_RECOVERY_KEY_2: undefined });

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode).to.equal(2);
    const text = end.document.findings[0]?.now ?? "";
    for (const key of [
      "takeover",
      "homeRegion",
      "rollbackAfter",
      "maxLagg",
      "existingLoadBalancer.dnsName",
      "VAULT_RECOVERY_KEY_2",
    ]) {
      expect(text).to.include(key);
    }
    expect(text).to.include("did you mean vault-dr:recovery.maxLag?");
    expect(changesSeen()).to.deep.equal({});
  });

  it("a Region's name with a scheme, which would become the CNAME's value: exit 2, nothing sent", async () => {
    world = await Rehearsal.start();
    const file = join(world.folder, "Pulumi.test.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("name: vault-us-east-1", "name: https://vault-us-east-1"),
    );
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode).to.equal(2);
    expect(end.document.findings[0]?.now)
      .to.include("regions.us-east-1.name")
      .and.to.include("bare host name");
    expect(changesSeen()).to.deep.equal({});
  });

  it("a missing credential: 10, and one that Vault does not accept: 3", async () => {
    world = await Rehearsal.start();
    const token = world.env.VAULT_TOKEN;
    world.setEnv({ VAULT_TOKEN: undefined });
    expect((await world.run("switchover", "test", "--yes")).exitCode).to.equal(10);
    world.setEnv({ VAULT_TOKEN: "hvs.thistokenisnotknownanywhere12" });
    const strange = await world.run("switchover", "test", "--yes");
    expect(strange.exitCode).to.equal(3);
    expect(idsOf(strange)).to.include("TOKEN_NOT_ACCEPTED");
    world.setEnv({ VAULT_TOKEN: token, VAULT_RECOVERY_KEY_3: undefined });
    const few = await world.run("switchover", "test", "--yes");
    expect(few.exitCode, few.stderr).to.equal(3);
    expect(idsOf(few)).to.include("CREDENTIAL_REFUSED");
    expect(world.sandbox.truth().regions["us-west-2"]).to.include({
      mode: "primary",
      state: "running",
    });
    expect(world.sandbox.truth().service.record?.ttlSeconds).to.equal(1);
  });

  it("all reasons at once: the link down and Route 53 silent", async () => {
    world = await Rehearsal.start({ vault: { disconnectNoticedMs: 50 } });
    world.sandbox.setLink({ up: false });
    world.sandbox.setRoute53({ down: true });
    await new Promise((wake) => setTimeout(wake, 200));
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(10);
    expect(idsOf(end)).to.include.members(["LINK_DOWN", "ROUTE53_UNREACHABLE"]);
    const check = await world.run("check", "test");
    expect(check.exitCode).to.equal(10);
    expect(idsOf(check)).to.include.members(["LINK_DOWN", "ROUTE53_UNREACHABLE"]);
  });

  it("a stale checkout: 10, and config pull brings the file up to date", async () => {
    world = await Rehearsal.start({ quiesce: true });
    const file = join(world.folder, "Pulumi.test.yaml");
    const stale = readFileSync(file, "utf8");
    expect((await world.run("switchover", "test", "--yes")).exitCode).to.equal(0);
    writeFileSync(file, stale);

    const end = await world.run("failback", "test", "--yes");
    expect(end.exitCode).to.equal(10);
    expect(end.document.findings.find(({ id }) => id === "STACK_FILE_DIFFERS")?.next).to.include(
      "vault-dr config pull test",
    );
    const pulled = await world.run("config", "pull", "test");
    expect(pulled.exitCode).to.equal(0);
    expect(world.stackKeys()).to.deep.equal({ activeRegion: "us-east-1", takeover: 2 });
  });

  it("Ctrl-C after an act: the step is finished or named, exit 14, and resume goes on", async () => {
    world = await Rehearsal.start({ quiesce: true, ttlSeconds: 3 });
    const { child, ended } = world.begin("switchover", "test", "--yes");
    await until(() => world.sandbox.truth().service.record?.ttlSeconds === 1, "the first act");
    child.kill("SIGINT");
    const end = await ended;
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(idsOf(end)).to.include("INTERRUPTED");
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
  });
});
