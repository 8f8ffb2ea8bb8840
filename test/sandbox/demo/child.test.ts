import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { type ChildWish, runChild } from "../../../sandbox/demo/child.ts";

const node = (script: string, more: Partial<ChildWish> = {}): ChildWish => ({
  command: process.execPath,
  args: ["-e", script],
  cwd: import.meta.dirname,
  env: {},
  msMax: 10_000,
  signal: new AbortController().signal,
  ...more,
});

const STAYS = "setInterval(() => {}, 1000);";
const DEAF = `process.on("SIGINT", () => {}); ${STAYS}`;

/** A dead process that nobody has taken notice of is dead all the same. */
const isAlive = (pid: string): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" });
  return /^[^Z\s]/.test(stdout.trim());
};

describe("a program that the demo runs", function () {
  this.timeout(20_000);

  it("tells its lines as they come, and its end", async () => {
    const lines: string[] = [];
    const script = `console.error("one\\ntwo"); console.log("{}"); process.exitCode = 13;`;
    const onLine = (line: string) => lines.push(line);
    const end = await runChild(node(script, { onLine: (line) => void onLine(line) }));
    expect(end).to.include({ exitCode: 13, stdout: "{}\n", cutOff: false });
    expect(lines).to.deep.equal(["one", "two"]);
  });

  it("is ended at its bound", async () => {
    const end = await runChild(node(STAYS, { msMax: 300 }));
    expect(end).to.include({ exitCode: -1, cutOff: true });
    expect(end.ms).to.be.lessThan(2_000);
  });

  it("is killed when it does not listen, and what it has started with it", async () => {
    const stop = new AbortController();
    const script = `
      const { spawn } = require("node:child_process");
      const other = spawn(process.execPath, ["-e", ${JSON.stringify(`${DEAF} console.error("up")`)}], { stdio: ["ignore", "ignore", "inherit"] });
      console.error(other.pid);
      ${DEAF}`;
    const lines: string[] = [];
    const onLine = (line: string): void => {
      lines.push(line);
      if (line === "up") stop.abort();
    };
    const end = await runChild(node(script, { signal: stop.signal, onLine }));
    expect(end.exitCode).to.equal(-1);
    expect(isAlive(lines[0] ?? "")).to.equal(false);
  });

  it("is not waited for when it cannot be started", async () => {
    const end = await runChild(node("", { command: "no-such-program" }));
    expect(end).to.include({ exitCode: -1, stdout: "", cutOff: false });
  });
});
