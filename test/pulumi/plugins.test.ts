import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { PACK, packFlags } from "../helpers/policies/packInEngine.ts";
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
      import { Queue } from "@pulumi/aws/sqs/index.js";
      new Queue("runs");
    `);
    const { exitCode, stdout } = await world.workspace.pulumi(UP);
    expect(exitCode).to.not.equal(0);
    expect(stdout).to.contain("aws:sqs/queue:Queue is not in the sandbox's aws plugin");
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

  it("end when the engine is killed: none is left running", async () => {
    world = await aStackWorld();
    const effect = { kind: "hang", applied: false } as const;
    world.faults.add({ call: "route53 ChangeResourceRecordSets", times: 9, effect });
    const { dir: cwd, env } = world.workspace;
    const up = [...UP, ...packFlags(join(PACK, "test.json"))];
    const engine = spawn(world.pulumiCommand, up, { cwd, env, stdio: "ignore" });
    await until(() => world.faults.held.length > 0);
    const plugins = await childrenOf(engine.pid ?? 0);
    expect(plugins).to.have.length(2);
    const theirs = (await Promise.all(plugins.map(childrenOf))).flat();
    expect(theirs, "the program and the policy pack").to.have.length(2);

    engine.kill("SIGKILL");
    await until(() => [...plugins, ...theirs].every((pid) => !isAlive(pid)));
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

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error("it did not come true in 30 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
