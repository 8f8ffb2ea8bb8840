import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type PulumiStackOptions, pulumiStack } from "../../../automation/adapters/pulumi.ts";
import { temporaryFolder } from "../../helpers/temporaryFolder.ts";

const OUTPUT = {
  schema: 1,
  environment: "test",
  revision: "none",
  activeRegion: "us-west-2",
  takeover: 4,
  service: {
    name: "vault.acme.com",
    hostedZoneId: "Z1",
    recordIds: [],
    ttlSeconds: 5,
    traffic: "cname",
  },
  regions: {},
};

/** Scenarios of the CLI that the real engine cannot play on demand: a script stands in for it. */
describe("the stack adapter, with a CLI that", () => {
  const folder = temporaryFolder();
  beforeEach(async () => {
    await writeFile(join(folder(), "index.ts"), "");
    await writeFile(join(folder(), "Pulumi.yaml"), "name: vault-dr\nruntime: nodejs\n");
  });

  const aStack = async (script: string, options: Partial<PulumiStackOptions> = {}) => {
    const pulumiCommand = join(folder(), "pulumi");
    await writeFile(pulumiCommand, `#!/bin/sh\n${script}\n`);
    await chmod(pulumiCommand, 0o755);
    return pulumiStack({
      workDir: folder(),
      stackName: "test",
      pulumiCommand,
      env: {
        PATH: process.env.PATH,
        PULUMI_CONFIG_PASSPHRASE: "a long passphrase",
        VAULT_TOKEN: "hvs.root-token",
        VAULT_RECOVERY_KEY_1: "a-key-share",
      },
      bounds: { readMs: 5_000, updateMs: 5_000 },
      clock: { now: () => Date.now(), sleep: async () => {} },
      ...options,
    });
  };
  const move = { activeRegion: "us-east-1", takeover: 5, message: "m" };

  it("knows the last output", async () => {
    const stack = await aStack(`echo '${JSON.stringify({ dr: OUTPUT })}'`);
    expect(await stack.lastOutput()).to.deep.equal({ is: "ok", value: OUTPUT });
  });

  it("knows no stack, or a stack without output: there is none yet", async () => {
    const none = "echo \"error: no stack named 'test' found\" >&2; exit 255";
    expect(await (await aStack(none)).lastOutput()).to.deep.equal({ is: "ok", value: null });
    expect(await (await aStack("echo '{}'")).lastOutput()).to.deep.equal({ is: "ok", value: null });
    expect(await (await aStack(none)).update(move)).to.include({ is: "refused", status: 404 });
  });

  it("gives an output of another release, or nothing that can be read", async () => {
    const other = await aStack(`echo '{"dr": {"schema": 2}}'`);
    expect(await other.lastOutput()).to.include({ is: "unknown", why: "unreadable" });
    const odd = await aStack("echo 'what?'");
    expect(await odd.lastOutput()).to.include({ is: "unknown", why: "unreadable" });
  });

  it("finds the stack locked: the holder is named", async () => {
    const stack = await aStack(
      `echo 'error: the stack is currently locked by 1 lock(s).' >&2
       echo '  file:///s/1.json: created by alice@ops-1 (pid 4242) at 2026-11-23T20:36:00Z' >&2
       exit 255`,
    );
    const answer = await stack.update(move);
    expect(answer).to.include({ is: "refused", status: 409, definite: true });
    expect(answer).to.have.property("text").that.contains("alice@ops-1 (pid 4242)");
  });

  it("hangs: it gets a SIGINT at the bound, and the answer is unknown", async () => {
    const trap = `trap 'echo cancelled > ${join(folder(), "trapped")}; exit 1' INT`;
    const stack = await aStack(
      `${trap}; i=0; while [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done`,
      {
        bounds: { readMs: 300, updateMs: 300 },
      },
    );
    expect(await stack.lastOutput()).to.include({ is: "unknown", why: "timed-out" });
    expect(await readFile(join(folder(), "trapped"), "utf8")).to.equal("cancelled\n");
    expect(await stack.update(move)).to.include({ is: "unknown", why: "timed-out" });
  });

  it("is not there", async () => {
    const stack = await aStack("", { pulumiCommand: join(folder(), "nothing") });
    for (const answer of [await stack.ready(), await stack.update(move)]) {
      expect(answer).to.include({ is: "refused", status: 501 });
    }
  });

  it("is too old, or too new by a major version", async () => {
    for (const version of ["v3.258.9", "v4.0.0", ""]) {
      expect(await (await aStack(`echo ${version}`)).ready()).to.include({ status: 501 });
    }
  });

  it("is new enough for a checkout that is the one last deployed", async () => {
    const script = (revision: string) =>
      `case "$1" in version) echo v3.260.1 ;; *) echo '${JSON.stringify({ dr: { ...OUTPUT, revision } })}' ;; esac`;
    expect(await (await aStack(script("none"))).ready()).to.deep.equal({
      is: "ok",
      value: { cliVersion: "v3.260.1" },
    });
    expect(await (await aStack(script("3b032f2"))).ready()).to.include({ status: 412 });
  });

  it("fails and repeats what it was told: no secret gets into the text", async () => {
    const stack = await aStack(
      'echo "error: bad passphrase $PULUMI_CONFIG_PASSPHRASE" >&2; exit 1',
    );
    const answer = await stack.update(move);
    expect(answer).to.include({ is: "refused", status: 422, definite: false });
    expect(answer).to.include({ text: "bad passphrase [secret]" });
  });

  it("is never given the command's own credentials", async () => {
    const stack = await aStack("env > seen; echo '{}'");
    await stack.lastOutput();
    const seen = await readFile(join(folder(), "seen"), "utf8");
    expect(seen).to.not.contain("hvs.root-token").and.not.contain("a-key-share");
    expect(seen).to.contain("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true");
    expect(seen).to.contain("VAULT_DR_TARGETED=1");
  });
});
