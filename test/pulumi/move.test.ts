import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Rehearsal } from "../helpers/rehearsal.ts";

const UP = ["up", "--yes", "--skip-preview", "--stack", "test"];
const TARGET = ["--target", "**ServiceName$aws:route53/record:Record::**"];

describe("a move with the real engine", function () {
  this.timeout(180_000);
  let world: Rehearsal;
  let fileBefore: string;
  const stackFile = () => join(world.folder, "Pulumi.test.yaml");

  before(async () => {
    world = await Rehearsal.start({ quiesce: true, engine: true, withRecord: false });
    fileBefore = readFileSync(stackFile(), "utf8");
  });
  after(() => world.stop());

  it("begins from a first `up` that made the records", () => {
    const { record, region } = world.sandbox.truth().service;
    expect(record).to.deep.include({ values: ["vault-us-west-2.test.acme.com"], ttlSeconds: 1 });
    expect(region).to.equal("us-west-2");
  });

  it("is done, and a plain `pulumi up` has nothing to change", async () => {
    const end = await world.run("switchover", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.document.steps.find(({ name }) => name === "update-stack")?.state).to.equal("done");
    const up = await world.pulumi(UP);
    expect(up.exitCode, up.stdout + up.stderr).to.equal(0);
    expect(up.stdout)
      .to.match(/\d+ unchanged/)
      .and.not.match(/updated|created|deleted|replaced/);
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([
      "vault-us-east-1.test.acme.com",
    ]);
  });

  it("changes two keys of the stack file and leaves every other byte alone", () => {
    const expected = fileBefore
      .replace(/(vault-dr:activeRegion: )us-west-2/, "$1us-east-1")
      .replace(/(vault-dr:takeover: "?)1/, "$12");
    expect(readFileSync(stackFile(), "utf8")).to.equal(expected);
  });

  it("is not undone by a stale checkout: `up`, `preview` and `up --target` are refused", async () => {
    const moved = readFileSync(stackFile(), "utf8");
    writeFileSync(stackFile(), fileBefore);
    for (const call of [UP, ["preview", "--stack", "test"], [...UP, ...TARGET]]) {
      const refused = await world.pulumi(call);
      expect(refused.exitCode, call.join(" ")).to.not.equal(0);
      expect(refused.stdout)
        .to.include("us-east-1 serves now (takeover 2)")
        .and.to.include("vault-dr config pull test");
    }
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([
      "vault-us-east-1.test.acme.com",
    ]);
    writeFileSync(stackFile(), moved);
  });

  it("is reconciled after a run that could not update the stack", async () => {
    const path = world.env.PATH ?? "";
    const withoutCli = path
      .split(":")
      .filter((folder) => !folder.includes(".tools"))
      .join(":");
    world.setEnv({ PATH: withoutCli });
    const end = await world.run("failback", "test", "--yes");
    expect(end.exitCode, end.stderr).to.equal(13);
    expect(end.document.remaining).to.deep.include({
      what: "bring the stack up to date",
      command: "vault-dr reconcile test",
    });
    world.setEnv({ PATH: path });

    const reconciled = await world.run("reconcile", "test");
    expect(reconciled.exitCode, reconciled.stderr).to.equal(0);
    const up = await world.pulumi(UP);
    expect(up.stdout)
      .to.match(/\d+ unchanged/)
      .and.not.match(/updated|created|deleted|replaced/);
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([
      "vault-us-west-2.test.acme.com",
    ]);
  });
});
