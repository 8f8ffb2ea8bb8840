import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

const YES = ["--yes", "--skip-preview"];
const TARGET = ["--target", "**ServiceName$aws:route53/record:Record::**"];

describe("a checkout that has not seen the last takeover", function () {
  this.timeout(120_000);
  let world: StackWorld;
  let fileAtFirst: string;

  const run = async (...args: string[]) => world.workspace.pulumi([...args, "--stack", "test"]);
  const up = (...args: string[]) => run("up", ...YES, ...args);
  const stackFile = () => join(world.workspace.dir, "Pulumi.test.yaml");
  const store = () => join(world.workspace.dir, ".vault-dr/test");
  const served = async (activeRegion: string, takeover: number) => {
    await mkdir(store(), { recursive: true });
    const record = { activeRegion, takeover, run: "2026-11-23T20-36-amber-fox", at: 0 };
    await writeFile(join(store(), "serving.json"), JSON.stringify(record));
  };
  const edit = async (activeRegion: string, takeover: number) =>
    writeFile(
      stackFile(),
      fileAtFirst
        .replace(/(vault-dr:activeRegion:) \S+/, `$1 ${activeRegion}`)
        .replace(/(vault-dr:takeover:) \S+/, `$1 ${takeover}`),
    );
  const expectRefused = (
    { exitCode, stdout }: Awaited<ReturnType<typeof run>>,
    ...texts: string[]
  ) => {
    expect(exitCode, stdout).to.not.equal(0);
    for (const text of texts) expect(stdout).to.contain(text);
    expect(stdout).to.not.contain("at ModuleJob"); // no stack trace: it is for a person
    expect(stdout).to.not.match(/service-\S+ (updat|creat|delet|replac)/);
  };

  // One stack for all scenarios: each begins from the same first update, which costs seconds.
  before(async () => {
    world = await aStackWorld();
    const first = await up();
    expect(first.exitCode, first.stdout + first.stderr).to.equal(0);
    fileAtFirst = await readFile(stackFile(), "utf8");
  });
  beforeEach(async () => {
    await rm(store(), { recursive: true, force: true });
    await writeFile(stackFile(), fileAtFirst);
    world.zone.history.length = 0;
  });
  afterEach(() => expect(world.zone.history).to.deep.equal([]));
  after(() => world.stop());

  it("is refused by up, preview and up --target, which name what serves and the way out", async () => {
    await served("us-east-1", 2);
    const texts = ["us-east-1 serves now (takeover 2)", "vault-dr config pull test"];
    expectRefused(await up(), ...texts);
    expectRefused(await run("preview"), ...texts);
    expectRefused(await up(...TARGET), ...texts);
  });

  it("is refused a hand edit, upwards too", async () => {
    await served("us-west-2", 1);
    await edit("us-east-1", 2);
    expectRefused(await up(), "us-west-2 serves now (takeover 1)", "never an edit");
  });

  it("is refused by the stack's last output alone where no serving record is", async () => {
    await edit("us-east-1", 1);
    expectRefused(await up(), "us-west-2 serves now (takeover 1)");
    await edit("us-west-2", 0);
    expectRefused(await up(), "us-west-2 serves now (takeover 1)");
  });

  it("is refused by the serving record in S3, and let through once while S3 is silent", async () => {
    const journal = "s3://acme-runs/test?region=us-east-2";
    const there = `${journal}\n    existingBucket: true`;
    await writeFile(stackFile(), fileAtFirst.replace("file:./.vault-dr/test", there));
    const bucket = world.objects.bucket("acme-runs");
    const body = JSON.stringify({ activeRegion: "us-east-1", takeover: 2, run: "r", at: 0 });
    const object = { key: "test/serving.json", body, at: 0 };
    if (bucket) world.objects.put(bucket, object, { noneMatch: true, match: null });
    expectRefused(await up(), "us-east-1 serves now (takeover 2)", "vault-dr config pull test");
    world.objects.settings.denied = true;
    expectRefused(await up(), "cannot be read (AccessDenied)", "VAULT_DR_ALLOW_UNVERIFIED=1");
    const once = { VAULT_DR_ALLOW_UNVERIFIED: "1" };
    const allowed = await world.workspace.pulumi(["up", ...YES, "--stack", "test"], once);
    expect(allowed.exitCode, allowed.stdout).to.equal(0);
  });

  it("is refused while the run store cannot be read, and let through once when that was asked for", async () => {
    await mkdir(store(), { recursive: true });
    await writeFile(join(store(), "serving.json"), "{ torn");
    expectRefused(await up(), "The serving record cannot be read", "VAULT_DR_ALLOW_UNVERIFIED=1");
    const allowed = await world.workspace.pulumi(["up", ...YES, "--stack", "test"], {
      VAULT_DR_ALLOW_UNVERIFIED: "1",
    });
    expect(allowed.exitCode, allowed.stdout).to.equal(0);
    expect(allowed.stdout).to.contain("5 unchanged");
  });
});
