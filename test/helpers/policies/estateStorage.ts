import {
  apiGroup,
  apiListener,
  bastionIn,
  certificate,
  clusterGroup,
  clusterListener,
  EAST,
  eastName,
  loadBalancer,
  NAMES,
  nodesOut,
  peersIn,
  privateZone,
  securityGroup,
  service,
  TAGS,
  THIRD,
  WEST,
  westName,
  zone,
  zoneAssociation,
} from "./estate.ts";
import {
  eastKey,
  lambda,
  logGroup,
  role,
  rolePolicy,
  secret,
  secretVersion,
  westKey,
} from "./estateSecrets.ts";
import type { Fixture } from "./judge.ts";

/** The rest of the estate: buckets, disks, nodes, the network; and the two whole estates, with a CNAME and with a latch. */
const OWN_KEY = "arn:aws:kms:us-east-2:123456789012:key/third";
const besideStore = (type: string, name: string, props: object): Fixture => ({
  type: `aws:s3/${type}`,
  name,
  props: { region: THIRD, bucket: "acme-vault-runs", ...props },
});
export const runStore: Fixture = besideStore("bucket:Bucket", "runs", { tags: TAGS });
export const storeVersioning: Fixture = besideStore(
  "bucketVersioning:BucketVersioning",
  "runs-versions",
  { versioningConfiguration: { status: "Enabled" } },
);
export const storeEncryption: Fixture = besideStore(
  "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "runs-encryption",
  {
    rules: [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: OWN_KEY } },
    ],
  },
);
export const storeAccess: Fixture = besideStore(
  "bucketPublicAccessBlock:BucketPublicAccessBlock",
  "runs-access",
  {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
);
export const storePolicy: Fixture = besideStore("bucketPolicy:BucketPolicy", "runs-policy", {
  policy: JSON.stringify({
    Statement: {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  }),
});
/** Empty objects that a latch looks at: the one bucket that is public on purpose. */
export const beaconBucket: Fixture = {
  type: "aws:s3/bucket:Bucket",
  name: "beacon",
  props: { region: EAST, bucket: "acme-vault-beacon", tags: TAGS },
};
export const beaconPolicy: Fixture = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "beacon-policy",
  props: {
    region: EAST,
    bucket: "acme-vault-beacon",
    policy: JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::acme-vault-beacon/*",
      },
    }),
  },
};

export const volume: Fixture = {
  type: "aws:ebs/volume:Volume",
  name: "data",
  props: {
    region: WEST,
    encrypted: true,
    kmsKeyId: "arn:aws:kms:us-west-2:1:key/west",
    tags: TAGS,
  },
};
export const launchTemplate: Fixture = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  name: "nodes",
  props: {
    region: WEST,
    metadataOptions: { httpTokens: "required" },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: { encrypted: "true", kmsKeyId: "arn:aws:kms:us-west-2:1:key/west" },
      },
    ],
    userData: packed(`seal "awskms" {
  region     = "us-west-2"
  kms_key_id = "arn:aws:kms:us-west-2:123456789012:key/seal"
}`),
    tags: TAGS,
  },
};
export const nodes: Fixture = {
  type: "aws:autoscaling/group:Group",
  name: "nodes",
  props: {
    region: WEST,
    minSize: 3,
    maxSize: 5,
    healthCheckType: "EC2",
    tags: Object.entries(TAGS).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
  },
};
export const vpc: Fixture = {
  type: "aws:ec2/vpc:Vpc",
  name: "vpc",
  props: { id: "vpc-nodes", region: WEST, tags: TAGS },
};
export const subnet: Fixture = {
  type: "aws:ec2/subnet:Subnet",
  name: "subnet",
  props: { id: "subnet-1", region: WEST, vpcId: "vpc-nodes", tags: TAGS },
};
export const flowLog: Fixture = {
  type: "aws:ec2/flowLog:FlowLog",
  name: "flow-log",
  props: { region: WEST, vpcId: "vpc-nodes", tags: TAGS },
};
/** What the program exports, as the engine shows it. */
export const stack: Fixture = {
  type: "pulumi:pulumi:Stack",
  name: "vault-dr-prod",
  props: { dr: { activeRegion: WEST, takeover: 4 } },
};

export const estate: Fixture[] = [
  stack,
  ...[loadBalancer, apiGroup, clusterGroup, apiListener, clusterListener],
  ...[securityGroup, peersIn, nodesOut, bastionIn],
  ...[service, westName, eastName, zone, privateZone, zoneAssociation, certificate],
  ...[westKey, eastKey, secret, secretVersion, role, rolePolicy, lambda, logGroup],
  ...[runStore, storeVersioning, storeEncryption, storeAccess, storePolicy],
  ...[beaconBucket, beaconPolicy, volume, launchTemplate, nodes, vpc, subnet, flowLog],
];

const half = (role: string, region: keyof typeof NAMES, more: object): Fixture => ({
  ...service,
  name: `service-${role.toLowerCase()}`,
  props: {
    ...service.props,
    records: [NAMES[region]],
    failoverRoutingPolicies: [{ type: role }],
    setIdentifier: region,
    ...more,
  },
});
export const primary: Fixture = {
  ...half("PRIMARY", WEST, { healthCheckId: "hc-west" }),
  uses: { healthCheckId: ["latch"] },
};
export const secondary: Fixture = half("SECONDARY", EAST, {});
export const latch: Fixture = {
  type: "aws:route53/healthCheck:HealthCheck",
  name: "latch",
  props: {
    id: "hc-west",
    type: "HTTPS",
    fqdn: "acme-vault-beacon.s3.us-east-1.amazonaws.com",
    resourcePath: "/takeover-from-us-west-2",
    invertHealthcheck: true,
    requestInterval: 10,
    failureThreshold: 1,
    regions: ["us-east-1", "us-west-1", "eu-west-1"],
    tags: TAGS,
  },
};
/** The same with a failover pair in place of the CNAME. */
export const latchEstate: Fixture[] = [
  ...estate.filter((one) => one !== service),
  ...[primary, secondary, latch],
];

function packed(text: string): string {
  return Buffer.from(text).toString("base64");
}
