import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseDocument } from "yaml";
import type { InitDocument } from "../../automation/commands/keep/init.ts";
import { predecessorFile } from "../helpers/predecessorFile.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";
import { ROOT } from "../helpers/rehearsalPlace.ts";
import { temporaryFolder } from "../helpers/temporaryFolder.ts";

/** Runs `vault-dr init` as an operator does, in `cwd`, with nothing in its environment. */
function runInit(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, "automation/cli.ts"), "init", ...args], {
    cwd,
    env: {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((done) => {
    child.on("close", (exitCode) => done({ exitCode, stdout, stderr }));
  });
}

const documentIn = ({ stdout }: { stdout: string }): InitDocument => JSON.parse(stdout);

describe("beginning with the predecessor's file", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("as published is refused for the zone that is none; mended, it gives every environment a stack file", async () => {
    writeFileSync(join(folder(), "vault_dr.cfg"), predecessorFile(undefined, "hZ3DG6IL3SJCGPX"));
    const refused = await runInit(folder(), "--from", "vault_dr.cfg");
    expect(refused.exitCode).to.equal(2);
    expect(refused.stdout).to.equal("");
    expect(refused.stderr).to.include("example: Z3DG6IL3SJCGPX");
    expect(existsSync(join(folder(), "Pulumi.test.yaml"))).to.equal(false);

    writeFileSync(join(folder(), "vault_dr.cfg"), predecessorFile());
    const end = await runInit(folder(), "--from", "vault_dr.cfg");
    expect(end.exitCode, end.stderr).to.equal(0);
    expect(end.stdout)
      .to.include("written: Pulumi.prod.yaml, Pulumi.staging.yaml, Pulumi.test.yaml")
      .and.include("init: done (exit 0)");
  });

  it("prints one document with --json, for a refusal too, and never writes a file twice", async () => {
    writeFileSync(join(folder(), "vault_dr.cfg"), predecessorFile(["Test"]));
    const first = await runInit(folder(), "--from", "vault_dr.cfg", "--json");
    expect(documentIn(first)).to.deep.include({
      verb: "init",
      outcome: "done",
      exitCode: 0,
      init: { written: ["Pulumi.test.yaml"] },
    });
    const before = readFileSync(join(folder(), "Pulumi.test.yaml"), "utf8");

    const second = await runInit(folder(), "--from", "vault_dr.cfg", "--json");
    expect(second.exitCode).to.equal(10);
    expect(documentIn(second)).to.deep.include({ outcome: "refused", init: { written: [] } });
    expect(documentIn(second).findings[0]).to.include({ id: "STACK_FILE_EXISTS" });
    expect(readFileSync(join(folder(), "Pulumi.test.yaml"), "utf8")).to.equal(before);

    writeFileSync(join(folder(), "garbage"), "\u0000\u0001\nVAULT_TOKEN=hvs.canary\n");
    for (const from of ["garbage", "missing"]) {
      const wrong = await runInit(folder(), "--from", from, "--json");
      expect(wrong.exitCode, from).to.equal(2);
      expect(documentIn(wrong).findings[0]).to.include({ id: "CONFIG_INVALID" });
      expect(wrong.stdout + wrong.stderr).to.not.include("canary");
    }
  });

  it("leads to a pair that can be looked at and moved, once the sandbox's addresses are in", async () => {
    const world = await Rehearsal.start();
    try {
      const path = join(world.folder, "Pulumi.test.yaml");
      const sandboxFile = parseDocument(readFileSync(path, "utf8"));
      writeFileSync(join(folder(), "vault_dr.cfg"), predecessorFile(["Test"]));
      expect((await runInit(folder(), "--from", "vault_dr.cfg")).exitCode).to.equal(0);
      const made = parseDocument(readFileSync(join(folder(), "Pulumi.test.yaml"), "utf8"));
      for (const key of [
        ["vault-dr:service", "port"],
        ["vault-dr:service", "resolvers"],
        ["vault-dr:regions", "us-west-2", "address"],
        ["vault-dr:regions", "us-west-2", "clusterAddress"],
        ["vault-dr:regions", "us-east-1", "address"],
        ["vault-dr:regions", "us-east-1", "clusterAddress"],
      ])
        made.setIn(["config", ...key], sandboxFile.getIn(["config", ...key]));
      writeFileSync(path, made.toString());

      const check = await world.run("check", "test");
      expect(check.exitCode, check.stdout).to.equal(0);
      const end = await world.run("switchover", "test", "--yes");
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(readFileSync(path, "utf8"))
        .to.include("vault-dr:activeRegion: us-east-1 # does it serve now?")
        .and.include("vault-dr:takeover: 2 #");
    } finally {
      await world.stop();
    }
  });
});
