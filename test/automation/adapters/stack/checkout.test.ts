import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { differsFrom } from "../../../../automation/adapters/stack/checkout.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

const STACK_FILE = `config:
  vault-dr:activeRegion: us-west-2   # written by the command
  vault-dr:takeover: 4
  vault-dr:service: { name: vault.acme.com, ttlSeconds: 5 }
`;

describe("a checkout beside the commit of the last update", () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  let env: Record<string, string>;
  let deployed: string;

  const git = async (...args: string[]) =>
    (await execa("git", args, { cwd: folder(), env, extendEnv: false })).stdout.trim();
  const commit = async () => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  const write = (name: string, text: string) => writeFile(join(folder(), name), text);
  const difference = (revision = deployed, workDir = folder()) =>
    differsFrom(revision, { workDir, stackFile: join(workDir, "Pulumi.test.yaml"), env });

  beforeEach(async () => {
    const who = { NAME: "test", EMAIL: "test@acme.com" };
    env = {
      PATH: process.env.PATH ?? "",
      HOME: folder(),
      GIT_AUTHOR_NAME: who.NAME,
      GIT_AUTHOR_EMAIL: who.EMAIL,
      GIT_COMMITTER_NAME: who.NAME,
      GIT_COMMITTER_EMAIL: who.EMAIL,
    };
    await git("init", "--quiet");
    await mkdir(join(folder(), "infra"));
    await write("index.ts", "");
    await write("infra/a.ts", "1");
    await write("Pulumi.test.yaml", STACK_FILE);
    deployed = await commit();
  });

  it("is the same at that commit, and after commits that touch nothing of the program", async () => {
    expect(await difference()).to.equal(null);
    await write("README.md", "new");
    await commit();
    expect(await difference()).to.equal(null);
  });

  it("is the same when only the written keys and Pulumi's own have changed", async () => {
    const text = STACK_FILE.replace(/us-west-2 .*/, "us-east-1").replace("4", '"5"');
    await write("Pulumi.test.yaml", `${text}encryptionsalt: v1:abc\n`);
    expect(await difference()).to.equal(null);
    await commit();
    expect(await difference()).to.equal(null);
  });

  it("differs when the program has changed, committed or not", async () => {
    await write("infra/a.ts", "2");
    expect(await difference()).to.contain("its program is not that of the last update");
    await commit();
    expect(await difference()).to.contain(deployed.slice(0, 10));
  });

  it("differs when another key of the stack file has changed", async () => {
    await write("Pulumi.test.yaml", STACK_FILE.replace("ttlSeconds: 5", "ttlSeconds: 9"));
    expect(await difference()).to.contain("its stack file is not that");
  });

  it("differs when the commit is not in it, or it is no git checkout", async () => {
    expect(await difference("0123456789abcdef0123456789abcdef01234567")).to.contain("is not in it");
    expect(await difference("none")).to.contain("the last update was of none");
  });

  it("cannot be told apart when uncommitted work was deployed from its commit", async () => {
    await write("infra/a.ts", "2");
    expect(await difference(`${deployed}-dirty`)).to.equal(null);
  });

  it("is where the program really lies, not where a link to it is", async () => {
    await symlink(join(folder(), "index.ts"), join(elsewhere(), "index.ts"));
    await writeFile(join(elsewhere(), "Pulumi.test.yaml"), "config: {}");
    expect(await difference(deployed, elsewhere())).to.equal(null);
  });
});
