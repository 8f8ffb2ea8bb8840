import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import {
  appendLines,
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

  it("grow by lines behind what is kept", async () => {
    await appendLines(file(), ["one"], 0);
    writeFileSync(file(), "one\ntor");
    await appendLines(file(), ["two", "three"], 4);
    expect(readFileSync(file(), "utf8")).to.equal("one\ntwo\nthree\n");
  });

  it("keep nothing of lines that the disk took only a part of", async () => {
    await appendLines(file(), ["one"], 0);
    const undo = await shortWrites("two\nth".length);
    try {
      const error = await appendLines(file(), ["two", "three"], 4).catch((reason: Error) => reason);
      expect(error).to.have.property("message").that.includes("took only a part");
    } finally {
      undo();
    }
    expect(readFileSync(file(), "utf8")).to.equal("one\n");
  });

  it("lie in folders that are made with their parents, once or twice", async () => {
    const deep = join(folder(), "a", "b", "c");
    await makeFolder(deep);
    await makeFolder(deep);
    expect(statSync(deep).isDirectory()).to.equal(true);
  });

  /** From now on every file takes `most` bytes of a writing, as a disk that is nearly full. */
  async function shortWrites(most: number): Promise<() => void> {
    const handle = await open(folder(), "r");
    const files: FileHandle = Object.getPrototypeOf(handle);
    await handle.close();
    const { write } = files;
    const part = (file: unknown, [bytes, from, , at]: unknown[]) =>
      Reflect.apply(write, file, [bytes, from, most, at]);
    files.write = function (this: FileHandle, ...asked: unknown[]) {
      return part(this, asked);
    } as FileHandle["write"];
    return () => {
      files.write = write;
    };
  }
});
