import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { estateKeys } from "../helpers/infra/estateConfig.ts";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

const UP = ["up", "--yes", "--skip-preview", "--stack", "test"];

/** Everything that the stack can declare, with a run store in the sandbox's bucket. */
function stackFile(bucket = "acme-runs"): string {
  const journal = `s3://${bucket}/test?region=us-east-2`;
  const keys = estateKeys({ service: { hostedZoneId: "Z3DG6IL3SJCGPX" }, recovery: { journal } });
  const named = Object.entries(keys).map(([key, value]) => [`vault-dr:${key}`, value]);
  return stringify({ config: { "aws:region": "us-east-2", ...Object.fromEntries(named) } });
}

describe("the whole estate in the real engine", function () {
  this.timeout(120_000);
  let world: StackWorld;
  beforeEach(async () => {
    world = await aStackWorld({ stackFile: stackFile() });
  });
  afterEach(() => world.stop());

  const pulumi = async (...args: string[]) => {
    const done = await world.workspace.pulumi(args);
    expect(done.exitCode, done.stdout + done.stderr).to.equal(0);
    return done.stdout;
  };

  it("comes to exist in one update, and the next one changes nothing", async () => {
    expect(await pulumi("preview", "--stack", "test")).to.contain("to create");
    await pulumi(...UP);
    const dr = JSON.parse(await pulumi("stack", "output", "dr", "--json", "--stack", "test"));
    expect(dr.regions["us-east-1"].loadBalancerDnsName).to.match(/\.elb\.us-east-1\.amazonaws/);
    const { alias } = world.zone.record("vault-us-east-1.test.acme.com", "A") ?? {};
    expect(alias?.name).to.equal(dr.regions["us-east-1"].loadBalancerDnsName);
    expect(await pulumi(...UP, "--expect-no-changes")).to.contain("unchanged");
  });

  it("makes the bucket of runs with the first update; where it is gone later, nobody can tell who serves", async () => {
    await writeFile(join(world.workspace.dir, "Pulumi.test.yaml"), stackFile("not-yet-there"));
    await pulumi(...UP);
    const later = await world.workspace.pulumi(UP);
    expect(later.exitCode).to.not.equal(0);
    expect(later.stdout).to.contain("The serving record cannot be read (NoSuchBucket)");
  });

  it("protects load balancers, records and the bucket of runs: nobody deletes one by a slip", async () => {
    await pulumi(...UP);
    const { deployment } = JSON.parse(await pulumi("stack", "export", "--stack", "test"));
    const all = deployment.resources as { urn: string; protect?: boolean }[];
    const kept = all.filter(({ protect }) => protect).map(({ urn }) => urn.split("::").at(-1));
    expect(kept).to.have.members([
      "edge-us-west-2-balancer",
      "edge-us-east-1-balancer",
      "run-store-bucket",
      "run-store-key",
      "service-cname",
      "service-us-west-2",
      "service-us-east-1",
    ]);
    const args = ["destroy", "--yes", "--stack", "test"];
    expect((await world.workspace.pulumi(args)).exitCode).to.not.equal(0);
  });

  it("leaves alone a load balancer whose groups the command has swapped to fence its Region", async () => {
    await pulumi(...UP);
    const path = "vault-dr:regions.us-west-2.network.clientCidrs[0]";
    await pulumi("config", "set", "--path", path, "10.64.0.0/10", "--stack", "test");
    const preview = await pulumi("preview", "--json", "--stack", "test");
    const steps = JSON.parse(preview).steps as { op: string; urn: string }[];
    const changed = steps
      .filter(({ op }) => op !== "same")
      .map(({ urn }) => urn.split("::").at(-1));
    expect(changed.filter((name) => name?.includes("balancer"))).to.deep.equal([]);
    expect(changed).to.include("edge-us-west-2-client-in-8200-10-64-0-0-10");
  });
});
