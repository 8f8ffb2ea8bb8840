import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { ensurePulumi } from "../../tools/pulumi.ts";
import { SandboxProcess } from "../helpers/sandboxProcess.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const stackFile = (): string => readFileSync(join(ROOT, "Pulumi.test.yaml"), "utf8");

describe("the demo with the real engine", function () {
  this.timeout(120_000);
  let demo: SandboxProcess;
  afterEach(() => demo.stop());

  it("moves there and back, survives a disaster and comes home, and leaves nothing", async () => {
    await ensurePulumi();
    const before = { file: stackFile(), store: existsSync(join(ROOT, ".vault-dr")) };
    demo = new SandboxProcess(["demo", "--fast"]);
    expect(await demo.ended(), demo.stdout + demo.stderr).to.equal(0);

    expect(demo.stdout).to.contain("pulumi up with the real engine: 5 created");
    const ends = demo.stdout.match(/exit code +\d+ \(expected \d+\)/g);
    expect(ends?.map((line) => Number(/\d+/.exec(line)?.[0]))).to.deep.equal([0, 0, 13, 0]);
    expect(demo.stdout.match(/update-stack .* done/g)).to.have.length(3);
    const [, summary = ""] = demo.stdout.split("Summary");
    expect(summary).to.match(/planned move to us-east-1( +[\d.]+ s){2} +0 +0 ms +\d+ +0\n/);
    expect(summary).to.match(/us-west-2 lost, failover .* 13\n/);
    expect(demo.stdout.split("\n").filter((line) => line.length > 100)).to.deep.equal([]);

    expect(demo.leftovers()).to.deep.equal([]);
    expect({ file: stackFile(), store: existsSync(join(ROOT, ".vault-dr")) }).to.deep.equal(before);
  });
});
