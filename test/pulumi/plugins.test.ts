import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

const UP = ["up", "--yes", "--skip-preview", "--stack", "test"];
const SERVICE = "vault.test.acme.com";

describe("the sandbox's plugins", function () {
  this.timeout(120_000);
  let world: StackWorld;
  afterEach(() => world.stop());

  /** Another program in the same workspace. */
  const program = async (text: string) => {
    const path = join(world.workspace.dir, "index.ts");
    await rm(path);
    await writeFile(path, text);
  };

  const firstUpdate = async () => {
    const { exitCode, stdout, stderr } = await world.workspace.pulumi(UP);
    expect(exitCode, stdout + stderr).to.equal(0);
  };

  it("refuse a type that is not in their table", async () => {
    world = await aStackWorld();
    await program(`
      import { Bucket } from "@pulumi/aws/s3/index.js";
      new Bucket("runs");
    `);
    const { exitCode, stdout } = await world.workspace.pulumi(UP);
    expect(exitCode).to.not.equal(0);
    expect(stdout).to.contain("aws:s3/bucket:Bucket is not in the sandbox's aws plugin");
  });

  it("tell the person once why a program failed", async () => {
    world = await aStackWorld();
    await program(`throw new Error("no such thing");`);
    const { exitCode, stdout } = await world.workspace.pulumi(UP);
    expect(exitCode).to.not.equal(0);
    expect(stdout).to.contain("no such thing");
    expect(stdout).to.not.contain("the program ended with");
  });

  it("see a record that somebody else has changed, and put it right", async () => {
    world = await aStackWorld();
    await firstUpdate();
    const elsewhere = {
      name: SERVICE,
      type: "CNAME" as const,
      ttlSeconds: 300,
      values: ["other.acme.com"],
    };
    world.zone.change([{ action: "UPSERT", record: elsewhere }]);

    const drift = ["preview", "--refresh", "--expect-no-changes", "--stack", "test"];
    expect((await world.workspace.pulumi(drift)).exitCode).to.not.equal(0);
    const put = await world.workspace.pulumi([...UP, "--refresh"]);
    expect(put.exitCode, put.stdout).to.equal(0);
    expect(world.zone.record(SERVICE, "CNAME")).to.deep.include({
      ttlSeconds: 5,
      values: ["vault-us-west-2.test.acme.com"],
    });
  });

  it("never replace or delete a protected record", async () => {
    world = await aStackWorld();
    await firstUpdate();
    const name = "vault-dr:service.name";
    const renamed = ["config", "set", "--path", name, "vault2.test.acme.com", "--stack", "test"];
    expect((await world.workspace.pulumi(renamed)).exitCode).to.equal(0);
    const replaced = await world.workspace.pulumi(UP);
    expect(replaced.exitCode).to.not.equal(0);
    expect(replaced.stdout).to.contain("marked for protection");
    expect(
      (await world.workspace.pulumi(["destroy", "--yes", "--stack", "test"])).exitCode,
    ).to.not.equal(0);
    expect(world.zone.record(SERVICE, "CNAME")?.values).to.deep.equal([
      "vault-us-west-2.test.acme.com",
    ]);
  });
});
