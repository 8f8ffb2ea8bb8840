import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { aStackWorld, type StackWorld } from "../helpers/pulumiWorkspace.ts";

const UP = ["up", "--yes", "--skip-preview", "--stack", "test"];
const cname = (name: string, value: string) => ({
  name,
  type: "CNAME" as const,
  ttlSeconds: 60,
  values: [value],
});

describe("pulumi up with the real engine", function () {
  this.timeout(120_000);
  let world: StackWorld;
  afterEach(() => world.stop());

  const exported = async () => {
    const { stdout } = await world.workspace.pulumi(["stack", "export", "--stack", "test"]);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { urn: string; type: string; protect?: boolean }[] };
    };
    return deployment.resources;
  };

  it("makes the records where nothing exists, protected; again it changes nothing", async () => {
    world = await aStackWorld();
    const first = await world.workspace.pulumi(UP);
    expect(first.exitCode, first.stdout + first.stderr).to.equal(0);
    expect(first.stdout).to.contain("5 created");
    expect(
      Object.fromEntries(world.zone.list().map(({ name, values }) => [name, values[0]])),
    ).to.deep.equal({
      "vault.test.acme.com": "vault-us-west-2.test.acme.com",
      "vault-us-west-2.test.acme.com":
        "internal-us-west-2-test-vault-237674251.us-west-2.elb.amazonaws.com",
      "vault-us-east-1.test.acme.com":
        "internal-us-east-1-test-vault-518823057.us-east-1.elb.amazonaws.com",
    });
    const records = (await exported()).filter(({ type }) => type === "aws:route53/record:Record");
    expect(records.map(({ protect }) => protect)).to.deep.equal([true, true, true]);

    const again = await world.workspace.pulumi([...UP, "--expect-no-changes"]);
    expect(again.exitCode, again.stdout + again.stderr).to.equal(0);
    expect(again.stdout).to.contain("5 unchanged");
    expect(world.zone.history).to.have.length(3);
  });

  it("adopts a record that is there already, without a moment in which it is missing", async () => {
    world = await aStackWorld({ records: [cname("vault.test.acme.com", "old.acme.com")] });
    const first = await world.workspace.pulumi(UP);
    expect(first.exitCode, first.stdout + first.stderr).to.equal(0);
    expect(world.zone.history.map(({ action }) => action)).to.deep.equal([
      "UPSERT",
      "UPSERT",
      "UPSERT",
    ]);
  });

  it("refuses a stack file with problems, all of them in one message, before the first resource", async () => {
    const file = await readFile(join(import.meta.dirname, "../../Pulumi.test.yaml"), "utf8");
    const stackFile = file.replace("ttlSeconds: 5", "ttlSeconds: 600").replace("port:", "prt:");
    world = await aStackWorld({ stackFile });
    const { exitCode, stdout } = await world.workspace.pulumi(UP);
    expect(exitCode).to.not.equal(0);
    expect(stdout).to.contain("vault-dr:service.ttlSeconds: found 600; allowed: 1 to 60");
    expect(stdout).to.contain("did you mean vault-dr:service.port?");
    expect(stdout).to.not.contain("at ModuleJob");
    expect(world.zone.history).to.deep.equal([]);
  });

  it("tells why Route 53 did not take a record", async () => {
    world = await aStackWorld();
    const text = "InvalidChangeBatch: [not today]";
    const effect = { kind: "answer", status: 400, text } as const;
    world.faults.add({ call: "route53 ChangeResourceRecordSets", times: 9, effect });
    const { exitCode, stdout } = await world.workspace.pulumi(UP);
    expect(exitCode).to.not.equal(0);
    expect(stdout).to.contain("not today");
    expect(world.zone.history).to.deep.equal([]);
  });

  it("keeps the last output when an update fails: the guard goes on knowing it", async () => {
    world = await aStackWorld();
    const output = async () =>
      (await world.workspace.pulumi(["stack", "output", "--json", "--stack", "test"])).stdout;
    expect((await world.workspace.pulumi(UP)).exitCode).to.equal(0);
    const before = await output();
    const ttl = ["config", "set", "--path", "vault-dr:service.ttlSeconds", "9", "--stack", "test"];
    expect((await world.workspace.pulumi(ttl)).exitCode).to.equal(0);
    const effect = { kind: "answer", status: 400, text: "InvalidInput: no" } as const;
    world.faults.add({ call: "route53 ChangeResourceRecordSets", times: 9, effect });
    expect((await world.workspace.pulumi(UP)).exitCode).to.not.equal(0);
    expect(JSON.parse(before)).to.have.nested.property("dr.takeover", 1);
    expect(await output()).to.equal(before);
  });
});
