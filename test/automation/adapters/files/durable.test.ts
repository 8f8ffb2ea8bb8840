import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  appendLine,
  makeFolder,
  readIfThere,
  replaceFile,
} from "../../../../automation/adapters/files/durable.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

describe("durable files", () => {
  const folder = temporaryFolder();
  const file = () => join(folder(), "file");

  it("are null where there is none", async () => {
    expect(await readIfThere(file())).to.equal(null);
  });

  it("are replaced as a whole, without a trace of the way", async () => {
    writeFileSync(file(), "a longer text than the next");
    await replaceFile(file(), "next");
    expect(readFileSync(file(), "utf8")).to.equal("next");
    expect(readdirSync(folder())).to.deep.equal(["file"]);
  });

  it("keep the mode that is asked for", async () => {
    for (const mode of [0o600, 0o666]) {
      await replaceFile(file(), "text", mode);
      expect(statSync(file()).mode & 0o777).to.equal(mode);
    }
  });

  it("are replaced even where a killed writer left its half behind", async () => {
    writeFileSync(`${file()}.new`, "half a te");
    chmodSync(`${file()}.new`, 0o600);
    await replaceFile(file(), "whole");
    expect(readFileSync(file(), "utf8")).to.equal("whole");
  });

  it("grow by a line behind what is kept", async () => {
    await appendLine(file(), "one", 0);
    writeFileSync(file(), "one\ntor");
    await appendLine(file(), "two", 4);
    expect(readFileSync(file(), "utf8")).to.equal("one\ntwo\n");
  });

  it("lie in folders that are made with their parents, once or twice", async () => {
    const deep = join(folder(), "a", "b", "c");
    await makeFolder(deep);
    await makeFolder(deep);
    expect(statSync(deep).isDirectory()).to.equal(true);
  });
});
