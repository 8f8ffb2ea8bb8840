import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stackFile } from "../../../automation/adapters/stackFile.ts";
import { ok } from "../../../ground/answer.ts";
import { temporaryFolder } from "../../helpers/temporaryFolder.ts";

const TEXT = `# who serves: see the runbook
config:
    aws:region:   us-east-2   # aligned   by hand
    vault-dr:takeover: 4      # written by the command
    vault-dr:homeRegion: us-west-2

    vault-dr:activeRegion: us-west-2 # written by the command, nobody else
    vault-dr:service: { name: vault.test.acme.com,   hostedZoneId: "Z1" }
encryptionsalt: v1:abc=:def==
`;

describe("the stack file", () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), "Pulumi.test.yaml");
  const write = (text: string | Buffer) => writeFileSync(path(), text);
  const text = () => readFileSync(path(), "utf8");
  const file = () => stackFile({ path: path() });
  const moved = { activeRegion: "us-east-1", takeover: 5 };

  it("says who serves", async () => {
    write(TEXT);
    expect(await file().read()).to.deep.equal(ok({ activeRegion: "us-west-2", takeover: 4 }));
  });

  it("changes two scalars and no other byte", async () => {
    write(TEXT);
    expect(await file().write(moved)).to.deep.equal(ok(undefined));
    expect(text()).to.equal(
      TEXT.replace("takeover: 4", "takeover: 5").replace(
        "activeRegion: us-west-2",
        "activeRegion: us-east-1",
      ),
    );
    expect(await file().read()).to.deep.equal(ok(moved));
  });

  for (const [what, from, to] of [
    ["a number that Pulumi made a text", 'takeover: "4"', 'takeover: "5"'],
    ["single quotes", "takeover: '4'", "takeover: '5'"],
    ["a number of more digits", "takeover: 999", "takeover: 5"],
  ] as const) {
    it(`keeps ${what}`, async () => {
      write(TEXT.replace("takeover: 4", from));
      await file().write(moved);
      expect(text()).to.contain(to);
      expect(await file().read()).to.deep.equal(ok(moved));
    });
  }

  it("keeps line ends of other systems, a byte order mark, and a missing last line end", async () => {
    const foreign = `\uFEFF${TEXT.replaceAll("\n", "\r\n").trimEnd()}`;
    write(foreign);
    expect(await file().write(moved)).to.deep.equal(ok(undefined));
    expect(text()).to.equal(
      foreign.replace(": 4", ": 5").replace("Region: us-west-2 #", "Region: us-east-1 #"),
    );
  });

  it("keeps the file's mode, and a link a link", async () => {
    const real = join(folder(), "real.yaml");
    writeFileSync(real, TEXT);
    chmodSync(real, 0o640);
    symlinkSync(real, path());
    await file().write(moved);
    expect(lstatSync(path()).isSymbolicLink()).to.equal(true);
    expect(statSync(real).mode & 0o777).to.equal(0o640);
    expect(await file().read()).to.deep.equal(ok(moved));
  });

  it("does not touch a file that says so already", async () => {
    write(TEXT);
    const before = statSync(path(), { bigint: true }).mtimeNs;
    await file().write({ activeRegion: "us-west-2", takeover: 4 });
    expect(statSync(path(), { bigint: true }).mtimeNs).to.equal(before);
  });

  for (const [what, bad] of Object.entries({
    "broken YAML": "config: [",
    "a missing key": TEXT.replace("vault-dr:takeover", "vault-dr:other"),
    "a key that stands twice": `${TEXT}config: {}\n`,
    "no config at all": "runtime: nodejs\n",
    "a value over several lines": TEXT.replace("us-west-2 # written", "|\n        us-west-2\n #"),
  })) {
    it(`answers that ${what} is unreadable, and leaves the file alone`, async () => {
      write(bad);
      expect(await file().write(moved)).to.include({ is: "unknown", why: "unreadable" });
      expect(text()).to.equal(bad);
    });
  }

  it("refuses to move a Region that another key only points at", async () => {
    const linked = TEXT.replace("activeRegion: us-west-2", "activeRegion: &a us-west-2").replace(
      "vault-dr:service:",
      "vault-dr:promotion: *a\n    vault-dr:service:",
    );
    write(linked);
    expect(await file().write(moved)).to.include({ is: "unknown", why: "unreadable" });
    expect(text()).to.equal(linked);
  });

  it("refuses values that are none", async () => {
    write(TEXT);
    expect(await file().write({ ...moved, activeRegion: "a: b" })).to.include({ is: "refused" });
    expect(await file().write({ ...moved, takeover: 1.5 })).to.include({ is: "refused" });
    expect(text()).to.equal(TEXT);
  });

  it("answers that a missing file is unreachable", async () => {
    expect(await file().read()).to.include({ is: "unknown", why: "unreachable" });
    expect(await file().write(moved)).to.include({ is: "unknown", why: "unreachable" });
  });

  describe("and git", () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: folder(),
        stdio: "pipe",
      });

    it("knows nothing outside a checkout", async () => {
      write(TEXT);
      expect(await file().committed()).to.equal(null);
    });

    it("is committed only as it was committed", async () => {
      write(TEXT);
      git("init");
      expect(await file().committed(), "untracked").to.equal(false);
      git("add", ".");
      expect(await file().committed(), "staged").to.equal(false);
      git("commit", "-m", "stack file");
      expect(await file().committed(), "committed").to.equal(true);
      await file().write(moved);
      expect(await file().committed(), "changed").to.equal(false);
    });

    it("is not committed where git is told to ignore it", async () => {
      write(TEXT);
      git("init");
      writeFileSync(join(folder(), ".gitignore"), "Pulumi.*.yaml\n");
      expect(await file().committed()).to.equal(false);
    });
  });
});
