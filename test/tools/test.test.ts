import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { temporaryFolder } from "../helpers/temporaryFolder.ts";

const runner = fileURLToPath(new URL("../../tools/test.ts", import.meta.url));
const mocha = fileURLToPath(new URL("../../node_modules/mocha/bin/mocha.js", import.meta.url));

/** `npm test` in a small project of its own, whose lint and types are scripts and whose mocha is the real one. */
describe("the test runner", function () {
  this.timeout(60_000); // a dozen processes, on whatever machine this is
  const folder = temporaryFolder();
  beforeEach(() => {
    mkdirSync(join(folder(), "node_modules", ".bin"), { recursive: true });
    symlinkSync(mocha, join(folder(), "node_modules", ".bin", "mocha"));
    symlinkSync(process.execPath, join(folder(), "node_modules", ".bin", "node"));
    tool("biome", "exit 0");
    tool("tsc", "exit 0");
    put(".mocharc.json", `{ "spec": ["test/**/*.test.mjs"] }`);
    put("test/good.test.mjs", `it("is good", () => undefined); it("is better", () => undefined);`);
  });

  it("sums up lint, types and tests in its last line", async () => {
    put("test/bad.test.mjs", `it("is bad", () => { throw new Error("bad"); }); it("is to come");`);
    const { lines, code } = await npmTest();
    expect(lines.at(-1)).to.equal("4 passed, 1 failed, 1 skipped");
    expect(code).to.equal(1);
    expect(lines).to.include.members(["── lint", "── types", "── tests"]);
  });

  it("ends well when everything did", async () => {
    const { lines, code } = await npmTest();
    expect(lines.at(-1)).to.equal("4 passed, 0 failed");
    expect(code).to.equal(0);
  });

  it("counts lint and types, and goes on after them", async () => {
    tool("biome", "exit 1");
    tool("tsc", "echo 'TS2345' >&2; exit 2");
    const { lines, code } = await npmTest();
    expect(lines.at(-1)).to.equal("2 passed, 2 failed");
    expect(lines).to.include("tsc ended with 2");
    expect(code).to.equal(1);
  });

  it("passes arguments on to mocha", async () => {
    const { lines } = await npmTest("-g", "is better");
    expect(lines.at(-1)).to.equal("3 passed, 0 failed");
  });

  it("fails when no test was run", async () => {
    const { lines, code } = await npmTest("-g", "no such test");
    expect(lines).to.include("no test was run");
    expect(lines.at(-1)).to.equal("2 passed, 1 failed");
    expect(code).to.equal(1);
  });

  it("fails when a test file cannot be loaded", async () => {
    put("test/broken.test.mjs", "this is no program");
    const { lines, code } = await npmTest();
    expect(lines.at(-1)).to.equal("2 passed, 1 failed");
    expect(code).to.equal(1);
  });

  it("leaves out what needs sockets or the engine when it is to be quick", async () => {
    const bad = `it("is slow", () => { throw new Error("slow"); });`;
    for (const place of ["pulumi", "scenarios", "sandbox/doors"])
      put(`test/${place}/a.test.mjs`, bad);
    put("test/sandbox/model/a.test.mjs", `it("is quick", () => undefined);`);
    expect((await npmTest()).lines.at(-1)).to.equal("5 passed, 0 failed");
  });

  it("passes an interruption on and ends with what it has", async () => {
    put(
      "test/slow.test.mjs",
      `it("lasts", (done) => { console.log("begun"); setTimeout(done, 60_000); }).timeout(0);`,
    );
    const child = start();
    const { lines } = await watch(child, (line) => {
      if (line.includes("begun")) child.kill("SIGINT");
    });
    expect(lines.at(-1)).to.match(/^\d+ passed, \d+ failed$/);
    expect(child.exitCode).to.equal(130);
  });

  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder(), path)), { recursive: true });
    writeFileSync(join(folder(), path), text);
  };
  const tool = (name: string, script: string) => {
    const path = join("node_modules", ".bin", name);
    put(path, `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder(), path), 0o755);
  };
  const start = (...args: string[]) =>
    spawn(process.execPath, [runner, "--quick", ...args], {
      cwd: folder(),
      stdio: ["ignore", "pipe", "ignore"],
    });
  const npmTest = (...args: string[]) => watch(start(...args));
});

describe("the pipeline's command", () => {
  it("installs what is locked and runs what developers run", () => {
    const script = readFileSync(new URL("../../.ci/run", import.meta.url), "utf8");
    expect(script)
      .to.match(/^npm ci$/m)
      .and.match(/npm test$/m);
  });
});

async function watch(child: ChildProcess, each: (line: string) => void = () => undefined) {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    each(chunk.toString("utf8"));
  });
  const [code] = await once(child, "close");
  return { code: code as number, lines: text.trimEnd().split("\n") };
}
