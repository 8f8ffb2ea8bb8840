import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { drOutputSchema, parseStackConfig, type StackConfig } from "../../infra/contract.ts";

/** The repository's own test stack, changed where a scenario needs it. */
function aConfig(service: Record<string, unknown> = {}): StackConfig {
  const file = parse(readFileSync(new URL("../../Pulumi.test.yaml", import.meta.url), "utf8"));
  const raw = Object.fromEntries(
    Object.entries(file.config as Record<string, unknown>)
      .filter(([key]) => key.startsWith("vault-dr:"))
      .map(([key, value]) => [key.slice("vault-dr:".length), value]),
  );
  const parsed = parseStackConfig({ ...raw, service: { ...(raw.service as object), ...service } });
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

describe("the component ServiceName", () => {
  let made: pulumi.runtime.MockResourceArgs[] = [];
  let infra: typeof import("../../infra/serviceName.ts");

  before(async () => {
    const newResource = (args: pulumi.runtime.MockResourceArgs) => {
      made.push(args);
      return { id: `id-of-${args.name}`, state: args.inputs };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "vault-dr", "test", false);
    infra = await import("../../infra/serviceName.ts");
  });
  beforeEach(() => {
    made = [];
  });

  const declare = async (config: StackConfig): Promise<string[]> => {
    const { recordIds } = new infra.ServiceName("service", { config });
    return new Promise((resolve) => recordIds.apply(resolve));
  };
  const records = () => made.filter(({ type }) => type === "aws:route53/record:Record");

  it("points the service at the active Region's own name, and each Region at its load balancer", async () => {
    await declare(aConfig());
    const common = { zoneId: "Z3DG6IL3SJCGPX", type: "CNAME", ttl: 5, allowOverwrite: true };
    expect(Object.fromEntries(records().map(({ name, inputs }) => [name, inputs]))).to.deep.equal({
      "service-cname": {
        ...common,
        name: "vault.test.acme.com",
        records: ["vault-us-west-2.test.acme.com"],
      },
      "service-us-west-2": {
        ...common,
        name: "vault-us-west-2.test.acme.com",
        records: ["internal-us-west-2-test-vault-237674251.us-west-2.elb.amazonaws.com"],
      },
      "service-us-east-1": {
        ...common,
        name: "vault-us-east-1.test.acme.com",
        records: ["internal-us-east-1-test-vault-518823057.us-east-1.elb.amazonaws.com"],
      },
    });
  });

  it("names its children after itself and gives out their ids", async () => {
    expect(await declare(aConfig())).to.have.members([
      "id-of-service-cname",
      "id-of-service-us-west-2",
      "id-of-service-us-east-1",
    ]);
  });

  it("declares none of the records that are not the stack's", async () => {
    expect(await declare(aConfig({ existingRecords: true }))).to.deep.equal([]);
    expect(records()).to.deep.equal([]);
  });

  it("makes an output `dr` that the command can read", async () => {
    const { drOutput } = await import("../../infra/drOutput.ts");
    const output = drOutput(
      aConfig(),
      { environment: "test", revision: "3b032f2" },
      { recordIds: ["id-1"], edges: {} },
    );
    expect(drOutputSchema.parse(output)).to.deep.equal(output);
    expect(output).to.include({ environment: "test", activeRegion: "us-west-2", takeover: 1 });
  });
});
