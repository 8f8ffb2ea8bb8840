import { expect } from "chai";
import { drOutputSchema } from "../../infra/contract.ts";
import { Declared, resolved } from "../helpers/infra/declared.ts";
import { anEstateConfig, EAST, WEST } from "../helpers/infra/estateConfig.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const RECORD = "aws:route53/record:Record";

describe("the estate of a stack", () => {
  const declared = new Declared();
  let infra: typeof import("../../infra/estate.ts");

  before(async () => {
    await declared.start();
    infra = await import("../../infra/estate.ts");
  });
  beforeEach(() => declared.forget());

  async function declare(changes: Parameters<typeof anEstateConfig>[0] = {}) {
    const config = anEstateConfig(changes);
    const made = infra.declareEstate(config, "test");
    await declared.settled();
    return { config, ...made };
  }

  it("has a load balancer in each Region, names that lead to them, and a run store in a third Region", async () => {
    await declare();
    expect(Object.keys(declared.of(BALANCER))).to.have.members([
      `edge-${WEST}-balancer`,
      `edge-${EAST}-balancer`,
    ]);
    expect(declared.of(BUCKET)["run-store-bucket"]).to.deep.include({
      region: "us-east-2",
      bucket: "acme-runs",
      forceDestroy: false,
    });
    const records = declared.of(RECORD);
    expect(records["service-cname"]).to.deep.include({
      type: "CNAME",
      records: ["vault-us-west-2.test.acme.com"],
    });
    expect(records[`service-${EAST}`]).to.deep.include({
      type: "A",
      aliases: [
        {
          name: `edge-${EAST}-balancer.elb.amazonaws.com`,
          zoneId: `zone-of-edge-${EAST}-balancer`,
          evaluateTargetHealth: true,
        },
      ],
    });
    expect(records[`service-${EAST}`]).to.not.have.any.keys("ttl", "records");
  });

  it("leaves alone what is there already: a load balancer, a bucket, the records", async () => {
    await declare({
      existing: EAST,
      recovery: { existingBucket: true },
      service: { existingRecords: true },
    });
    expect(Object.keys(declared.of(BALANCER))).to.deep.equal([`edge-${WEST}-balancer`]);
    expect(declared.of(BUCKET)).to.deep.equal({});
    expect(declared.of(RECORD)).to.deep.equal({});
  });

  it("encrypts the runs by a key of its own, or by one that is there already", async () => {
    const keyOf = () => {
      const type = "aws:s3/bucketServerSideEncryptionConfiguration";
      const [made] = Object.values(declared.of(`${type}:BucketServerSideEncryptionConfiguration`));
      return made?.rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId;
    };
    await declare();
    expect(keyOf()).to.equal("arn:of:run-store-key");
    expect(declared.of("aws:kms/key:Key")["run-store-key"]).to.include({
      region: "us-east-2",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
    declared.forget();
    const kmsKeyArn = "arn:aws:kms:us-east-2:1:key/1";
    await declare({ recovery: { kmsKeyArn } });
    expect(keyOf()).to.equal(kmsKeyArn);
    expect(declared.of("aws:kms/key:Key")).to.deep.equal({});
  });

  it("keeps runs in no bucket where they are kept in a folder", async () => {
    await declare({ recovery: { journal: "file:./.vault-dr/test" } });
    expect(declared.types().filter((type) => type.startsWith("aws:s3"))).to.deep.equal([]);
  });

  it("closes the run store to the public, keeps every version, and lets nobody in without TLS", async () => {
    await declare();
    expect(declared.of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).to.deep.equal({
      "run-store-public": {
        region: "us-east-2",
        bucket: "acme-runs",
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
    });
    expect(
      declared.of("aws:s3/bucketVersioning:BucketVersioning")["run-store-versioning"],
    ).to.deep.include({ versioningConfiguration: { status: "Enabled" } });
    const { policy } = declared.of("aws:s3/bucketPolicy:BucketPolicy")["run-store-policy"] ?? {};
    const [statement] = JSON.parse(String(policy)).Statement;
    expect(statement).to.include({ Effect: "Deny", Action: "s3:*", Principal: "*" });
    expect(statement.Condition).to.deep.equal({ Bool: { "aws:SecureTransport": "false" } });
  });

  it("tells the command in one output what it has declared", async () => {
    const { drOutput } = await import("../../infra/drOutput.ts");
    const pulumi = await import("@pulumi/pulumi");
    const { config, ...made } = await declare({ existing: EAST });
    const about = { environment: "test", revision: "3b032f2" };
    const dr = await resolved(pulumi.output(drOutput(config, about, made)));
    expect(drOutputSchema.parse(dr).regions).to.deep.equal({
      [WEST]: {
        name: "vault-us-west-2.test.acme.com",
        loadBalancerDnsName: `edge-${WEST}-balancer.elb.amazonaws.com`,
        loadBalancerArn: `arn:of:edge-${WEST}-balancer`,
        targetGroupArns: [`arn:of:edge-${WEST}-api`, `arn:of:edge-${WEST}-cluster`],
        securityGroups: {
          client: `id-of-edge-${WEST}-client`,
          fence: `id-of-edge-${WEST}-fence`,
        },
      },
      [EAST]: {
        name: "vault-us-east-1.test.acme.com",
        loadBalancerDnsName: "internal-us-east-1.elb.amazonaws.com",
        loadBalancerArn: null,
        targetGroupArns: [],
        securityGroups: { client: null, fence: null },
      },
    });
  });
});
