import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { pulumiStack } from "../../automation/adapters/pulumi.ts";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

const UP = ["up", "--yes", "--skip-preview", "--stack", "test"];
const SERVICE = "vault.test.acme.com";

describe("the stack adapter with the real engine", function () {
  this.timeout(120_000);
  let world: StackWorld;
  afterEach(() => world.stop());

  const stack = (updateMs = 60_000) =>
    pulumiStack({
      workDir: world.workspace.dir,
      stackName: "test",
      pulumiCommand: world.pulumiCommand,
      configFile: join(world.workspace.dir, "Pulumi.test.yaml"),
      env: world.workspace.env,
      bounds: { readMs: 20_000, updateMs },
      clock: { now: () => Date.now(), sleep: async () => {} },
    });

  /** What a run does before its stack step: the record, then the stack file. */
  const moveTo = async (activeRegion: string, takeover: number) => {
    const store = join(world.workspace.dir, ".vault-dr/test");
    await mkdir(store, { recursive: true });
    const record = { activeRegion, takeover, run: "2026-11-23T20-36-amber-fox", at: 0 };
    await writeFile(join(store, "serving.json"), JSON.stringify(record));
    const path = join(world.workspace.dir, "Pulumi.test.yaml");
    const text = (await readFile(path, "utf8"))
      .replace(/(vault-dr:activeRegion:) \S+/, `$1 ${activeRegion}`)
      .replace(/(vault-dr:takeover:) \S+/, `$1 ${takeover}`);
    await writeFile(path, text);
    return { activeRegion, takeover, message: `takeover ${takeover}` };
  };

  it("brings the stack after a move: one record, the output, and nothing a second time", async () => {
    world = await aStackWorld();
    const first = await world.workspace.pulumi(UP);
    expect(first.exitCode, first.stdout).to.equal(0);
    const before = await stack().lastOutput();
    expect(before).to.have.nested.property("value.takeover", 1);
    expect(await stack().ready())
      .to.have.nested.property("value.cliVersion")
      .that.matches(/^v3\./);

    const move = await moveTo("us-east-1", 2);
    expect(await stack().update(move)).to.deep.equal({ is: "ok", value: { changed: 1 } });
    expect(world.zone.record(SERVICE, "CNAME")?.values).to.deep.equal([
      "vault-us-east-1.test.acme.com",
    ]);
    const after = await stack().lastOutput();
    expect(after).to.have.nested.property("value.activeRegion", "us-east-1");
    expect(after).to.have.nested.property("value.takeover", 2);

    expect(await stack().update(move)).to.deep.equal({ is: "ok", value: { changed: 0 } });
    expect(world.zone.upserts(SERVICE)).to.equal(2);
    const plain = await world.workspace.pulumi([...UP, "--expect-no-changes"]);
    expect(plain.exitCode, plain.stdout).to.equal(0);
  });

  it("is refused by the program's guard from a stale file, in the guard's own words", async () => {
    world = await aStackWorld();
    const move = await moveTo("us-west-2", 3);
    await moveTo("us-east-1", 4);
    const path = join(world.workspace.dir, "Pulumi.test.yaml");
    await writeFile(path, (await readFile(path, "utf8")).replace("takeover: 4", "takeover: 3"));
    const answer = await stack().update(move);
    expect(answer).to.include({ is: "refused", status: 412, definite: true });
    expect(answer).to.have.property("text").that.contains("vault-dr config pull test");
    expect(world.zone.history).to.deep.equal([]);
  });

  it("knows no stack before there is one in the backend", async () => {
    world = await aStackWorld({ init: false });
    expect(await stack().lastOutput()).to.deep.equal({ is: "ok", value: null });
    const answer = await stack().update(await moveTo("us-west-2", 1));
    expect(answer).to.include({ is: "refused", status: 404 });
  });

  it("names who holds the stack's lock", async () => {
    world = await aStackWorld();
    const locks = join(
      world.workspace.dir,
      ".pulumi-state/.pulumi/locks/organization/vault-dr/test",
    );
    await mkdir(locks, { recursive: true });
    const timestamp = "2026-11-23T20:36:00Z";
    const lock = { pid: 4242, username: "alice", hostname: "ops-1", timestamp };
    await writeFile(join(locks, "3f1d.json"), JSON.stringify(lock));
    expect(await stack().update(await moveTo("us-west-2", 1))).to.deep.equal({
      is: "refused",
      status: 409,
      definite: true,
      text: `the stack is locked by alice@ops-1 (pid 4242) at ${timestamp}; once that process is gone: pulumi cancel --stack test`,
    });
  });

  it("gives up at its bound when Route 53 hangs, and leaves no lock behind", async () => {
    world = await aStackWorld();
    const effect = { kind: "hang", applied: false } as const;
    world.faults.add({ call: "route53 ChangeResourceRecordSets", times: 9, effect });
    const answer = await stack(4_000).update(await moveTo("us-west-2", 1));
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    world.faults.clear();
    const left = await readdir(join(world.workspace.dir, ".pulumi-state/.pulumi/locks"), {
      recursive: true,
      withFileTypes: true,
    });
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).to.deep.equal([]);
    expect(await stack().update(await moveTo("us-west-2", 1))).to.include({ is: "ok" });
  });
});
