import { type Check, each } from "../judge/rule.ts";

/** Who is let through on which ports. Sources are read late: an id may not be known yet where only networks matter. */
export type Opening = {
  fromPort: number;
  toPort: number;
  /** Networks, and the ids of prefix lists, which nobody can look into here. */
  networks(): string[];
  groups(): string[];
};

type Direction = "in" | "out";

const ALL_PORTS = { fromPort: 0, toPort: 65_535 };

/** Inline in a group, a rule of its own, and the newer rules of one direction: the three ways to write one. */
type Inline = {
  protocol?: string | undefined;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  cidrBlocks?: readonly string[] | undefined;
  ipv6CidrBlocks?: readonly string[] | undefined;
  prefixListIds?: readonly string[] | undefined;
  securityGroups?: readonly string[] | undefined;
};
type RuleOfItsOwn = Inline & {
  sourceSecurityGroupId?: string | undefined;
};
type OneDirection = {
  ipProtocol?: string | undefined;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  cidrIpv4?: string | undefined;
  cidrIpv6?: string | undefined;
  prefixListId?: string | undefined;
  referencedSecurityGroupId?: string | undefined;
};

/** Asked of each opening of every security group, whichever way it is written. */
export function eachOpening<S = object>(
  direction: Direction,
  judge: (opening: Opening, settings: S) => string | null,
): Check<S>[] {
  const inlineIn = direction === "in" ? "ingress" : "egress";
  return [
    each(GROUPS, (group, _, settings: S) =>
      (group[inlineIn] ?? []).map((one) => judge(inline(one), settings)),
    ),
    each("aws:ec2/securityGroupRule:SecurityGroupRule", (rule, _, settings: S) =>
      rule.type === inlineIn ? judge(ownRule(rule), settings) : null,
    ),
    each(ONE_WAY[direction], (rule, _, settings: S) => judge(oneWay(rule), settings)),
  ];
}

const GROUPS = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
] as const;
const ONE_WAY = {
  in: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  out: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

/** Whether a port is among those that are opened. */
export const opens = ({ fromPort, toPort }: Opening, port: number): boolean =>
  fromPort <= port && port <= toPort;

const inline = (one: Inline): Opening => ({
  ...portsOf(one.protocol, one),
  networks: () =>
    [one.cidrBlocks, one.ipv6CidrBlocks, one.prefixListIds].flatMap((list) => [...(list ?? [])]),
  groups: () => [...(one.securityGroups ?? [])],
});

const ownRule = (rule: RuleOfItsOwn): Opening => ({
  ...inline(rule),
  groups: () => present(rule.sourceSecurityGroupId),
});

const oneWay = (rule: OneDirection): Opening => ({
  ...portsOf(rule.ipProtocol, rule),
  networks: () => [rule.cidrIpv4, rule.cidrIpv6, rule.prefixListId].flatMap(present),
  groups: () => present(rule.referencedSecurityGroupId),
});

function portsOf(
  protocol: string | undefined,
  { fromPort, toPort }: Pick<Inline, "fromPort" | "toPort">,
): Pick<Opening, "fromPort" | "toPort"> {
  const isAll = protocol === "-1" || protocol === "all" || fromPort === undefined || fromPort < 0;
  return isAll ? ALL_PORTS : { fromPort, toPort: toPort ?? fromPort };
}

const present = (text: string | undefined): string[] => (text === undefined ? [] : [text]);
