import { Attachment } from "@pulumi/aws/autoscaling/index.js";
import { SecurityGroup } from "@pulumi/aws/ec2/index.js";
import {
  Listener,
  LoadBalancer,
  TargetGroup,
  TargetGroupAttachment,
} from "@pulumi/aws/lb/index.js";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkConfig, StackConfig } from "./contract.ts";
import { CLUSTER_PORT, type EdgeRule, edgeRules, type Group } from "./edgeRules.ts";
import { API_HEALTH_PATH, CLUSTER_HEALTH_PATH } from "./healthPath.ts";
import { balancerName, tagsFor } from "./naming.ts";

export type VaultEdgeArgs = {
  config: Pick<StackConfig, "regions" | "service" | "tags">;
  environment: string;
  region: string;
  network: NetworkConfig;
};

/** One of the two ports of a Region's Vault behind its load balancer. */
type Door = {
  key: "api" | "cluster";
  port: number;
  path: string;
  /** Whether a node sees the client's address; a node that calls its own load balancer times out where it does. */
  showsClients: boolean;
};

/**
 * A Region's edge: an internal network load balancer that passes TLS through on the API's port and on 8201, with a group
 * for clients and one that the command swaps in to fence the Region.
 */
export class VaultEdge extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly dnsName: pulumi.Output<string>;
  public readonly zoneId: pulumi.Output<string>;
  public readonly targetGroupArns: pulumi.Output<string[]>;
  public readonly securityGroups: Record<Group, pulumi.Output<string>>;
  readonly #args: VaultEdgeArgs;
  readonly #name: string;

  constructor(name: string, args: VaultEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vault-dr:infra:VaultEdge", name, {}, opts);
    this.#args = args;
    this.#name = name;
    const groups = { client: this.#group("client"), fence: this.#group("fence") };
    for (const rule of edgeRules(args.config, args.region)) this.#rule(rule, groups[rule.group]);
    const balancer = this.#balancer(groups.client);
    const doors: Door[] = [
      { key: "api", port: args.config.service.port, path: API_HEALTH_PATH, showsClients: true },
      { key: "cluster", port: CLUSTER_PORT, path: CLUSTER_HEALTH_PATH, showsClients: false },
    ];
    const targets = doors.map((door) => this.#door(door, balancer));
    this.arn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.targetGroupArns = pulumi.all(targets.map(({ arn }) => arn));
    this.securityGroups = { client: groups.client.id, fence: groups.fence.id };
    this.registerOutputs({
      arn: this.arn,
      dnsName: this.dnsName,
      zoneId: this.zoneId,
      targetGroupArns: this.targetGroupArns,
      securityGroups: this.securityGroups,
    });
  }

  #tags(role: string): Record<string, string> {
    const { environment, config } = this.#args;
    return tagsFor({ environment, tags: config.tags }, role);
  }

  #group(group: Group): SecurityGroup {
    const { environment, region, network } = this.#args;
    return new SecurityGroup(
      `${this.#name}-${group}`,
      {
        region,
        vpcId: network.vpcId,
        name: balancerName(environment, group),
        description:
          group === "client" ? "Vault's load balancer" : "Vault's load balancer while it is fenced",
        tags: this.#tags(`edge-${group}`),
      },
      { parent: this },
    );
  }

  #rule({ key, direction, port, cidr, description }: EdgeRule, group: SecurityGroup): void {
    const Rule = direction === "in" ? SecurityGroupIngressRule : SecurityGroupEgressRule;
    new Rule(
      `${this.#name}-${key}`,
      {
        region: this.#args.region,
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrIpv4: cidr,
        description,
        tags: this.#tags("edge-rule"),
      },
      { parent: this },
    );
  }

  #balancer(group: SecurityGroup): LoadBalancer {
    const { environment, region, network } = this.#args;
    return new LoadBalancer(
      `${this.#name}-balancer`,
      {
        region,
        name: balancerName(environment),
        loadBalancerType: "network",
        internal: true,
        subnets: network.subnetIds,
        // There from the beginning: a group that is added later replaces the load balancer.
        securityGroups: [group.id],
        enableCrossZoneLoadBalancing: true,
        enableDeletionProtection: true,
        enableZonalShift: true,
        tags: this.#tags("edge"),
      },
      // The command swaps the groups to fence a Region: no deploy may let its clients in again.
      { parent: this, protect: true, ignoreChanges: ["securityGroups"] },
    );
  }

  #door({ key, port, path, showsClients }: Door, balancer: LoadBalancer): TargetGroup {
    const { environment, region, network } = this.#args;
    const group = new TargetGroup(
      `${this.#name}-${key}`,
      {
        region,
        name: balancerName(environment, key),
        vpcId: network.vpcId,
        targetType: network.targets.ips === undefined ? "instance" : "ip",
        protocol: "TCP",
        port,
        preserveClientIp: String(showsClients),
        // A demoted primary's connections end with it: a client that keeps one is left behind.
        deregistrationDelay: 15,
        connectionTermination: true,
        stickiness: { type: "source_ip", enabled: false },
        loadBalancingCrossZoneEnabled: "true",
        healthCheck: {
          enabled: true,
          protocol: "HTTPS",
          port: String(this.#args.config.service.port),
          path,
          matcher: "200",
          interval: 5,
          timeout: 3,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
        tags: this.#tags(key),
      },
      { parent: this },
    );
    new Listener(
      `${this.#name}-${key}`,
      {
        region,
        loadBalancerArn: balancer.arn,
        port,
        protocol: "TCP",
        defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
        tags: this.#tags(`${key}-listener`),
      },
      { parent: this },
    );
    this.#attach(key, group);
    return group;
  }

  #attach(key: Door["key"], { arn }: TargetGroup): void {
    const { region, network } = this.#args;
    const { autoScalingGroup, instanceIds, ips } = network.targets;
    if (autoScalingGroup !== undefined)
      new Attachment(
        `${this.#name}-${key}`,
        { region, autoscalingGroupName: autoScalingGroup, lbTargetGroupArn: arn },
        { parent: this },
      );
    for (const targetId of instanceIds ?? ips ?? [])
      new TargetGroupAttachment(
        `${this.#name}-${key}-${targetId}`,
        { region, targetGroupArn: arn, targetId },
        { parent: this },
      );
  }
}
