import { expect } from "chai";
import { Declared, resolved } from "../helpers/infra/declared.ts";
import { anEstateConfig, WEST } from "../helpers/infra/estateConfig.ts";

describe("the component VaultEdge", () => {
  const declared = new Declared();
  let infra: typeof import("../../infra/vaultEdge.ts");

  before(async () => {
    await declared.start();
    infra = await import("../../infra/vaultEdge.ts");
  });
  beforeEach(() => declared.forget());

  async function declare(targets?: Record<string, unknown>) {
    const config = anEstateConfig(targets === undefined ? {} : { targets });
    const network = config.regions[WEST]?.network;
    if (network === undefined) throw new Error("the Region has no network");
    const edge = new infra.VaultEdge("edge", {
      config,
      environment: "test",
      region: WEST,
      network,
    });
    await declared.settled();
    return edge;
  }
  const tags = (role: string) => ({
    Name: `vault-test-${role}`,
    app: "vault",
    env: "test",
    "managed-by": "vault-dr",
    "data-class": "secret",
    "resilience:tier": "critical",
    owner: "platform",
    "cost-center": "4711",
    "vault:role": role,
  });

  it("is an internal network load balancer in three zones, with its own group from the beginning", async () => {
    await declare();
    expect(declared.of("aws:lb/loadBalancer:LoadBalancer")).to.deep.equal({
      "edge-balancer": {
        region: WEST,
        name: "vault-test",
        loadBalancerType: "network",
        internal: true,
        subnets: ["a", "b", "c"].map((zone) => `subnet-us-west-2-${zone}`),
        securityGroups: ["id-of-edge-client"],
        enableCrossZoneLoadBalancing: true,
        enableDeletionProtection: true,
        enableZonalShift: true,
        tags: tags("edge"),
      },
    });
  });

  it("passes TCP through on both ports, each to a group of its own", async () => {
    await declare();
    const listener = (key: string, port: number) => ({
      region: WEST,
      loadBalancerArn: "arn:of:edge-balancer",
      port,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: `arn:of:edge-${key}` }],
      tags: tags(`${key}-listener`),
    });
    expect(declared.of("aws:lb/listener:Listener")).to.deep.equal({
      "edge-api": listener("api", 8200),
      "edge-cluster": listener("cluster", 8201),
    });
  });

  it("asks Vault itself for its health, ends connections with a target, and sticks to nobody", async () => {
    await declare();
    const group = (key: string, port: number, preserveClientIp: string, path: string) => ({
      region: WEST,
      name: `vault-test-${key}`,
      vpcId: "vpc-us-west-2",
      targetType: "instance",
      protocol: "TCP",
      port,
      preserveClientIp,
      deregistrationDelay: 15,
      connectionTermination: true,
      stickiness: { type: "source_ip", enabled: false },
      loadBalancingCrossZoneEnabled: "true",
      healthCheck: {
        enabled: true,
        protocol: "HTTPS",
        port: "8200",
        path,
        matcher: "200",
        interval: 5,
        timeout: 3,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: tags(key),
    });
    const health = "/v1/sys/health?";
    const all = `${health}standbyok=true&perfstandbyok=true&drsecondarycode=200`;
    expect(declared.of("aws:lb/targetGroup:TargetGroup")).to.deep.equal({
      "edge-api": group("api", 8200, "true", all),
      "edge-cluster": group("cluster", 8201, "false", `${health}drsecondarycode=200`),
    });
  });

  it("finds Vault's nodes by their auto scaling group, their ids or their addresses", async () => {
    await declare();
    expect(declared.of("aws:autoscaling/attachment:Attachment")).to.deep.equal({
      "edge-api": {
        region: WEST,
        autoscalingGroupName: "vault-us-west-2",
        lbTargetGroupArn: "arn:of:edge-api",
      },
      "edge-cluster": {
        region: WEST,
        autoscalingGroupName: "vault-us-west-2",
        lbTargetGroupArn: "arn:of:edge-cluster",
      },
    });
    for (const [targets, type] of [
      [{ instanceIds: ["i-0a", "i-0b"] }, "instance"],
      [{ ips: ["10.1.0.4", "10.1.0.5"] }, "ip"],
    ] as const) {
      declared.forget();
      await declare(targets);
      const ids = Object.values(targets).flat();
      const attached = Object.values(
        declared.of("aws:lb/targetGroupAttachment:TargetGroupAttachment"),
      );
      expect(attached).to.have.deep.members(
        ["api", "cluster"].flatMap((key) =>
          ids.map((targetId) => ({
            region: WEST,
            targetGroupArn: `arn:of:edge-${key}`,
            targetId,
          })),
        ),
      );
      for (const group of Object.values(declared.of("aws:lb/targetGroup:TargetGroup")))
        expect(group.targetType).to.equal(type);
    }
  });

  it("has one rule a resource, of one port and one network, in the group that it belongs to", async () => {
    await declare();
    const ingress = declared.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(ingress["edge-fence-in-8201-10-2-0-0-20"]).to.deep.equal({
      region: WEST,
      securityGroupId: "id-of-edge-fence",
      ipProtocol: "tcp",
      fromPort: 8201,
      toPort: 8201,
      cidrIpv4: "10.2.0.0/20",
      description: "the other Regions' Vault, to replicate",
      tags: tags("edge-rule"),
    });
    expect(Object.keys(ingress)).to.have.length(6);
    const egress = declared.of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    expect(Object.keys(egress)).to.have.length(4);
  });

  it("gives out what the command needs to fence the Region", async () => {
    const edge = await declare();
    expect(await resolved(edge.dnsName)).to.equal("edge-balancer.elb.amazonaws.com");
    expect(await resolved(edge.targetGroupArns)).to.deep.equal([
      "arn:of:edge-api",
      "arn:of:edge-cluster",
    ]);
    expect(await resolved(edge.securityGroups.fence)).to.equal("id-of-edge-fence");
  });
});
