import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { init } from "../../../../automation/commands/keep/init.ts";
import { readStackFile } from "../../../../automation/configFile.ts";
import { listProblems } from "../../../../ground/problems.ts";
import { predecessorFile } from "../../../helpers/predecessorFile.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";
import { faultsIn } from "../../../helpers/words/sentences.ts";

describe("init", () => {
  const folder = temporaryFolder();
  const give = (text: string): void => writeFileSync(join(folder(), "vault_dr.cfg"), text);
  const run = async (from = "vault_dr.cfg", cwd = folder()) => (await init({ cwd, from })).document;
  const written = () => readdirSync(folder()).filter((name) => name.startsWith("Pulumi."));

  it("writes a stack file for every environment, and names them", async () => {
    give(predecessorFile());
    const document = await run();
    const names = ["Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.test.yaml"];
    expect(document).to.include({ verb: "init", outcome: "done", exitCode: 0, run: null });
    expect(document.init.written).to.deep.equal(names);
    expect(written()).to.deep.equal(names);
    const { text } = await init({ cwd: folder(), from: "vault_dr.cfg" });
    expect(text).to.equal("");
  });

  it("writes what the command takes without a problem", async () => {
    give(predecessorFile());
    await run();
    for (const environment of ["prod", "staging", "test"]) {
      const { found, problems } = readStackFile({ cwd: folder(), environment });
      expect(listProblems("", problems), environment).to.equal("");
      expect(found?.awsRegion).to.equal("us-east-2");
      expect(found?.stack).to.deep.include({
        activeRegion: "us-west-2",
        homeRegion: "us-west-2",
        takeover: 1,
      });
      expect(found?.stack.service).to.deep.equal({
        name: `vault.${environment}.acme.com`,
        hostedZoneId: "Z3DG6IL3SJCGPX",
        privateZone: false,
        ttlSeconds: 5,
        traffic: "cname",
        existingRecords: false,
        port: 443,
        resolvers: [],
      });
      expect(found?.stack.recovery.journal).to.equal(`file:./.vault-dr/${environment}`);
      expect(found?.stack.regions["us-east-1"]).to.deep.include({
        name: `vault-us-east-1.${environment}.acme.com`,
        existingLoadBalancer: {
          dnsName: `internal-us-east-1-${environment}-vault-237674251.us-east-1.elb.amazonaws.com`,
        },
      });
    }
  });

  it("writes what stays right when its optional lines are put in", async () => {
    give(predecessorFile(["Test"]));
    await run();
    const path = join(folder(), "Pulumi.test.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/^( {2})# ?/gm, "$1"));
    const { found, problems } = readStackFile({ cwd: folder(), environment: "test" });
    expect(listProblems("", problems)).to.equal("");
    expect(found?.stack.probe).to.deep.equal({ path: "secret/data/vault-dr/canary" });
    expect(found?.stack.hooks.quiesce).to.deep.equal(["./hooks/stop-writers"]);
  });

  it("says beside the lines what to check", async () => {
    give(predecessorFile(["Test"]));
    await run();
    const text = readFileSync(join(folder(), "Pulumi.test.yaml"), "utf8");
    for (const line of [
      /aws:region: us-east-2 # .*neither of Vault's/,
      /activeRegion: us-west-2 # does it serve now\?/,
      /name: vault-us-east-1\.test\.acme\.com # .*certificate/,
      /port: 443 # /,
    ])
      expect(text).to.match(line);
  });

  it("puts the provider into a Region that is neither of Vault's", async () => {
    give(
      predecessorFile(["Test"])
        .replaceAll("us-east-1", "us-east-2")
        .replaceAll("us-west-2", "us-west-1"),
    );
    await run();
    const { found } = readStackFile({ cwd: folder(), environment: "test" });
    expect(found?.awsRegion).to.equal("eu-central-1");
    expect(Object.keys(found?.stack.regions ?? {})).to.deep.equal(["us-west-1", "us-east-2"]);
  });

  it("says what it chose and what is different now, each with what to do", async () => {
    give(predecessorFile());
    const { findings } = await run();
    const said = findings.map(({ now, next }) => `${now} ${next}`).join("\n");
    for (const subject of [
      "change vault-dr:activeRegion",
      "vault-us-west-2.prod.acme.com",
      "aws:region",
      "TCP 8201",
      "VAULT_CACERT",
      "AWS_SECRET_ACCESS_KEY",
      "VAULT_RECOVERY_KEY_1",
      "hooks.quiesce",
      "300 s",
      "https://",
      "existingRecords",
    ])
      expect(said).to.include(subject);
    expect(findings.flatMap(faultsIn)).to.deep.equal([]);
    expect(findings.some(({ severity }) => severity === "refuse")).to.equal(false);
  });

  describe("refuses, and writes nothing,", () => {
    const refusedWith = async (code: string, exitCode: number, from?: string) => {
      const document = await run(from);
      expect(document).to.deep.include({ outcome: "refused", exitCode, init: { written: [] } });
      expect(document.findings).to.have.length(1);
      expect(document.findings[0]).to.include({ id: code, severity: "refuse" });
      return document.findings[0]?.now ?? "";
    };

    it("a file that cannot be read", async () => {
      expect(await refusedWith("CONFIG_INVALID", 2, "nope.cfg")).to.include("nope.cfg");
      expect(await refusedWith("CONFIG_INVALID", 2, ".")).to.include("cannot be read");
    });

    it("a file with problems, all of them at once", async () => {
      give(
        predecessorFile(["Prod", "Test"], "hZ3DG6IL3SJCGPX").replace(
          "vault.test.acme.com",
          "https://vault.test.acme.com",
        ),
      );
      const now = await refusedWith("CONFIG_INVALID", 2);
      expect(now).to.include("example: Z3DG6IL3SJCGPX").and.include("test_cluster_cname");
      expect(written()).to.deep.equal([]);
    });

    it("what is no such file, in a message that can be read", async () => {
      give("a line\n".repeat(5_000));
      const now = await refusedWith("CONFIG_INVALID", 2);
      expect(now.split("\n")).to.have.length.below(25);
      expect(now).to.match(/and \d+ more$/);
    });

    it("values that the stack file's own schema does not take", async () => {
      give(predecessorFile(["Test"]).replaceAll(".amazonaws.com\n", ".amazonaws.com:0\n"));
      expect(await refusedWith("CONFIG_INVALID", 2)).to.include("vault-dr:service.port");
    });

    it("to replace a file, naming each that is there", async () => {
      give(predecessorFile());
      writeFileSync(join(folder(), "Pulumi.prod.yaml"), "mine");
      symlinkSync("nowhere", join(folder(), "Pulumi.test.yaml"));
      const now = await refusedWith("STACK_FILE_EXISTS", 10);
      expect(now).to.include("Pulumi.prod.yaml, Pulumi.test.yaml").and.not.include("staging");
      expect(readFileSync(join(folder(), "Pulumi.prod.yaml"), "utf8")).to.equal("mine");
      expect(existsSync(join(folder(), "Pulumi.staging.yaml"))).to.equal(false);
      expect(existsSync(join(folder(), "nowhere"))).to.equal(false);
    });

    it("a folder that is none", async () => {
      give(predecessorFile());
      const from = join(folder(), "vault_dr.cfg");
      const { findings } = await run(from, join(folder(), "missing"));
      expect(findings[0]).to.include({ id: "CONFIG_INVALID" });
      expect(findings[0]?.next).to.include("--cwd");
    });
  });
});
