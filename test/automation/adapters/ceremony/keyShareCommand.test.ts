import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { keyShareCommand } from "../../../../automation/adapters/ceremony/keyShareCommand.ts";
import { systemClock } from "../../../../automation/adapters/systemClock.ts";
import { temporaryFolder } from "../../../helpers/temporaryFolder.ts";

describe("the key share command", () => {
  const folder = temporaryFolder();
  const script = (body: string) => {
    writeFileSync(join(folder(), "shares"), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder(), "shares"), 0o755);
    return "./shares";
  };
  const run = (command: string, { env = {}, boundMs = 10_000 } = {}) =>
    keyShareCommand({
      command,
      cwd: folder(),
      env: { PATH: process.env.PATH ?? "", ...env },
      boundMs,
    })();
  const printed = async (command: string, env = {}) => {
    const answer = await run(command, { env });
    return answer.is === "ok" ? answer.value.map((share) => share.reveal()) : answer;
  };

  it("prints one share a line; blank lines and spaces around do not count", async () => {
    expect(await printed(script("printf 'one\\n\\n  two \\r\\nthree'"))).to.deep.equal([
      "one",
      "two",
      "three",
    ]);
  });

  it("is run without a shell, its words split at spaces", async () => {
    const command = `${script('printf "%s\\n" "$@"')} a\\ b $HOME ;`;
    expect(await printed(command)).to.deep.equal(["a b", "$HOME", ";"]);
  });

  it("sees the environment that it is given, and no other", async () => {
    const names = ["HOLDER", "HOME"].map((name) => `echo "\${${name}:-none}"`).join("\n");
    expect(await printed(script(names), { HOLDER: "kim" })).to.deep.equal(["kim", "none"]);
  });

  it("that fails is told by its exit code: nothing that it said is in the answer", async () => {
    const answer = await run(script("echo canary; echo canary >&2; exit 3"));
    expect(answer).to.deep.equal({
      is: "refused",
      status: 3,
      text: "it ended with exit code 3. Run it by hand to see why",
      definite: true,
    });
    expect(inspect(answer, { depth: 9, showHidden: true })).not.to.include("canary");
  });

  it("that cannot be started, or is empty, is a failure", async () => {
    for (const command of ["./nowhere canary", ""]) {
      const answer = await run(command);
      expect(answer).to.include({ is: "refused", status: 127 });
      expect(inspect(answer)).to.include("Run it by hand").and.not.to.include("canary");
    }
  });

  it("that prints nothing has no share", async () => {
    expect(await run(script("echo; echo"))).to.include({ text: "it printed no key share" });
  });

  it("that does not end is killed at the bound, with what it started", async () => {
    const startedAt = Date.now();
    const answer = await run(script("(sleep 1; touch late) & sleep 30"), { boundMs: 200 });
    expect(answer).to.include({ is: "unknown", why: "timed-out" });
    expect(Date.now() - startedAt).to.be.lessThan(2_500);
    await systemClock.sleep(1_200);
    expect(existsSync(join(folder(), "late"))).to.equal(false);
  });

  it("is not waited for beyond its own end, whatever it left behind", async () => {
    const startedAt = Date.now();
    expect(await printed(script("sleep 20 &\necho one"))).to.deep.equal(["one"]);
    expect(Date.now() - startedAt).to.be.lessThan(5_000);
  });

  it("that prints without an end is stopped", async () => {
    const answer = await run(script("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"));
    expect(answer).to.include({ text: "it printed far more than key shares" });
  });
});
