import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { SandboxProcess } from "../helpers/sandboxProcess.ts";

const ROOT = resolve(import.meta.dirname, "../..");

describe("sandbox/main.ts", function () {
  this.timeout(60_000);
  let sandbox: SandboxProcess;
  const start = (...args: string[]): SandboxProcess => {
    sandbox = new SandboxProcess(args, SandboxProcess.withoutPulumi());
    return sandbox;
  };
  afterEach(() => sandbox.stop());

  it("keeps a world up for the command, and ends by itself, leaving nothing", async () => {
    start("serve", "--for", "6s");
    await sandbox.says("control door", 20_000);
    const [, url = ""] = /control door, (http:\S+),/.exec(sandbox.stdout) ?? [];
    const truth = await (await fetch(`${url}/truth`)).json();
    expect(truth).to.have.property("serving", "us-west-2");

    const [, dir = ""] = /source (\S+)\/env/.exec(sandbox.stdout) ?? [];
    const { document, exitCode } = await statusIn(dir);
    expect(exitCode).to.equal(0);
    expect(document).to.include({ verb: "status", serving: "us-west-2", outcome: "done" });

    expect(await sandbox.ended()).to.equal(0);
    expect(sandbox.leftovers()).to.deep.equal([]);
  });

  it("tells how to be used by hand, every line of it within 100 columns", async () => {
    start("serve", "--for", "1ms");
    expect(await sandbox.ended(), sandbox.stderr).to.equal(0);
    expect(sandbox.stdout).to.match(/npm run dr -- status test -C \S+/);
    expect(sandbox.stdout).to.match(/curl -X POST \S+\/regions\/us-west-2\/reach -d/);
    expect(sandbox.stdout).to.contain("There is no Pulumi CLI");
    const folder = sandbox.folder.length; // in place of a short one
    const long = sandbox.stdout.split("\n").filter((line) => line.length > 100 + folder);
    expect(long).to.deep.equal([]);
  });

  it("ends on Ctrl-C, which is the usual way", async () => {
    start("serve");
    await sandbox.says("control door", 20_000);
    sandbox.interrupt();
    expect(await sandbox.ended()).to.equal(0);
    expect(sandbox.leftovers()).to.deep.equal([]);
  });

  it("shows the demo without a Pulumi CLI too, the stack step skipped, and says so", async () => {
    start("demo", "--fast");
    expect(await sandbox.ended(), sandbox.stdout + sandbox.stderr).to.equal(0);
    expect(sandbox.stdout).to.contain("skipped, there is no Pulumi CLI");
    expect(sandbox.stdout.match(/update-stack .* skipped: no Pulumi CLI/g)).to.have.length(3);
    expect(sandbox.stdout.match(/exit code +13 \(expected 13\)/g)).to.have.length(3);
    expect(sandbox.leftovers()).to.deep.equal([]);
  });

  it("stops the demo on Ctrl-C in the middle of a move, command and world: exit 130", async () => {
    start("demo", "--fast");
    await sandbox.says("s | Planned move of test", 30_000);
    sandbox.interrupt();
    expect(await sandbox.ended()).to.equal(130);
    expect(sandbox.stderr).to.contain("Interrupted");
    expect(sandbox.leftovers()).to.deep.equal([]);
  });

  it("stops the simulation on Ctrl-C, and says what was seen until then: exit 130", async () => {
    start("sim", "--runs", "100000");
    await sandbox.says("100000 worlds from seed 1", 20_000);
    sandbox.interrupt();
    expect(await sandbox.ended()).to.equal(130);
    expect(sandbox.stdout).to.match(/^\d+ worlds, \d+ broke a rule$/m);
    expect(sandbox.stderr).to.contain("Interrupted");
  });

  it("refuses an unknown word, an unknown flag and a wrong time, and lists what there is", async () => {
    for (const args of [["dance"], ["demo", "--slow"], ["serve", "--for", "long"]]) {
      await start(...args).ended();
      expect(await sandbox.ended(), args.join(" ")).to.equal(2);
      expect(sandbox.stderr).to.contain("npm run sandbox");
      if (args[0] !== "serve") continue;
      expect(sandbox.stderr).to.contain("--for with a duration");
    }
  });

  it("prints help when nothing is asked of it", async () => {
    start();
    expect(await sandbox.ended()).to.equal(0);
    expect(sandbox.stdout).to.contain("npm run demo");
  });
});

/** `vault-dr status` as somebody runs it who has read the printed guide: with the `env` file and nothing else. */
async function statusIn(dir: string): Promise<{ document: unknown; exitCode: number }> {
  const script = `. '${dir}/env' && exec '${process.execPath}' automation/cli.ts status test --json -C '${dir}'`;
  const env = { PATH: process.env.PATH ?? "", VAULT_NAMESPACE: "of-another-place" };
  expect(readFileSync(join(dir, "ca.pem"), "utf8")).to.contain("BEGIN CERTIFICATE");
  const { stdout } = await promisify(execFile)("sh", ["-c", script], { cwd: ROOT, env });
  return { document: JSON.parse(stdout), exitCode: 0 };
}
