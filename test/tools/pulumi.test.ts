import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { ensurePulumi, findPulumi } from "../../tools/pulumi.ts";
import { temporaryFolder } from "../helpers/temporaryFolder.ts";

const SCRIPT = join(import.meta.dirname, "../../tools/pulumi.ts");

describe("npm run tools", () => {
  const folder = temporaryFolder();
  let bin: string;
  let tools: string;
  beforeEach(async () => {
    bin = join(folder(), "path");
    tools = join(folder(), "tools");
    await mkdir(bin);
  });

  const script = async (path: string, text: string) => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  };
  const pulumi = (path: string, version: string) => script(path, `echo ${version}`);
  /** A Go that "builds" a CLI, or fails; it notes how it was called. */
  const go = (does: string) =>
    script(
      join(bin, "go"),
      `[ "$1" = version ] && exit 0\necho "$PWD $@" > ${bin}/called\n${does}`,
    );
  const found = () => findPulumi({ path: bin, folder: tools });

  it("takes the CLI on PATH when it is new enough", async () => {
    const path = await pulumi(join(bin, "pulumi"), "v3.259.0");
    expect(await found()).to.equal(path);
    await pulumi(path, "v3.300.1");
    expect(await found()).to.equal(path);
  });

  it("passes over one that is older, of another major version, or silent; then takes the built one", async () => {
    const built = await pulumi(join(tools, "bin/pulumi"), "v3.259.0");
    for (const version of ["v3.258.12", "v4.1.0", ""]) {
      await pulumi(join(bin, "pulumi"), version);
      expect(await found(), version).to.equal(built);
    }
    await pulumi(built, "v3.200.0");
    expect(await found()).to.equal(null);
  });

  it("builds the CLI from the Go module where there is none, and shows that it goes on", async () => {
    await go(
      `/bin/sleep 0.2\nwhile [ "$1" != -o ]; do shift; done\nprintf '#!/bin/sh\\necho v3.259.0\\n' > "$2"; /bin/chmod +x "$2"`,
    );
    const seen: string[] = [];
    const progress = { write: (text: string) => seen.push(text), inPlace: false, everyMs: 50 };

    const built = await ensurePulumi({ path: bin, folder: tools, progress });
    expect(built).to.equal(join(tools, "bin/pulumi"));
    expect(await found()).to.equal(built);
    expect(seen[0]).to.contain("about 4 minutes");
    expect(seen.filter((line) => line.includes("…"))).to.not.have.length(0);
    const called = await readFile(join(bin, "called"), "utf8");
    expect(called).to.contain("tools/pulumi build -ldflags");
    expect(called).to.contain("version.Version=v3.259.0");
  });

  it("says why a build failed and leaves nothing behind", async () => {
    await go("echo 'no space left on device' >&2; exit 1");
    const progress = { write: () => {}, inPlace: false, everyMs: 1000 };
    const failure = await ensurePulumi({ path: bin, folder: tools, progress }).catch(
      (error) => error,
    );
    expect(failure.message).to.contain("no space left on device");
    expect(await found()).to.equal(null);
  });

  describe("as a command", () => {
    const run = (...args: string[]) => {
      const env = { PATH: bin, VAULT_DR_TOOLS_DIR: tools };
      return execa(process.execPath, [SCRIPT, ...args], { env, extendEnv: false, reject: false });
    };

    it("prints one line", async () => {
      const path = await pulumi(join(bin, "pulumi"), "v3.260.0");
      const { exitCode, stdout } = await run();
      expect([exitCode, stdout]).to.deep.equal([0, `pulumi v3.260.0: ${path}`]);
    });

    it("names what to install where there is neither CLI nor Go; --optional makes it no failure", async () => {
      const { exitCode, stdout, stderr } = await run();
      expect([exitCode, stdout]).to.deep.equal([1, ""]);
      expect(stderr.split("\n")).to.have.length(1);
      expect(stderr).to.match(/no Pulumi CLI .* and no Go/);
      expect((await run("--optional")).exitCode).to.equal(0);
    });
  });
});
