import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { revisionOf } from "../../infra/revision.ts";
import { temporaryFolder } from "../helpers/temporaryFolder.ts";

describe("the revision in the stack's output", () => {
  const folder = temporaryFolder();

  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@acme.com"];
    return (await execa("git", [...who, ...args], { cwd: folder() })).stdout.trim();
  };
  const full = () => revisionOf(folder(), { targeted: false, last: "older" });

  it("is the commit of the checkout; stack files do not make it dirty, the program does", async () => {
    await git("init", "--quiet");
    await writeFile(join(folder(), "index.ts"), "1");
    await writeFile(join(folder(), "Pulumi.test.yaml"), "1");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "first");
    const commit = await git("rev-parse", "HEAD");
    expect(full()).to.equal(commit);

    await writeFile(join(folder(), "Pulumi.test.yaml"), "2");
    await writeFile(join(folder(), "untracked"), "2");
    expect(full()).to.equal(commit);
    await writeFile(join(folder(), "index.ts"), "2");
    expect(full()).to.equal(`${commit}-dirty`);
  });

  it("is none outside a checkout", () => expect(full()).to.equal("none"));

  it("is carried over by a targeted update, where there is one to carry", () => {
    expect(revisionOf(folder(), { targeted: true, last: "older" })).to.equal("older");
    expect(revisionOf(folder(), { targeted: true, last: undefined })).to.equal("none");
  });
});
