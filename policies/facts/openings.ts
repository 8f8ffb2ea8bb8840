import { type Check, each, type Verdict } from "../judge/rule.ts";

/** Who is let through on which ports. Sources are read late: an id may not be known yet where only networks matter. */
export type Opening = {
  direction: "in" | "out";
  fromPort: number;
  toPort: number;
  networks(): string[];
  groups(): string[];
};

const ALL_PORTS = { fromPort: 0, toPort: 65_535 };

/** Inline in a group, a rule of its own, and the newer rules of one direction: the three ways to write one. */
type Inline = {
  protocol?: string | undefined;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  cidrBlocks?: readonly string[] | undefined;
  ipv6CidrBlocks?: readonly string[] | undefined;
  securityGroups?: readonly string[] | undefined;
};
type RuleOfItsOwn = Inline & {
  type?: string | undefined;
  sourceSecurityGroupId?: string | undefined;
};
type OneDirection = {
  ipProtocol?: string | undefined;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  cidrIpv4?: string | undefined;
  cidrIpv6?: string | undefined;
  referencedSecurityGroupId?: string | undefined;
};

/** Asked of each opening of every security group, whichever way it is written. */
export function eachOpening<S = object>(
  judge: (opening: Opening, settings: S) => string | null,
): Check<S>[] {
  const all = (openings: Opening[], settings: S): Verdict =>
    openings.map((opening) => judge(opening, settings));
  const groups = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  ] as const;
  return [
    each(groups, ({ ingress = [] }, _, settings: S) =>
      all(
        ingress.map((one) => inline("in", one)),
        settings,
      ),
    ),
    each(groups, ({ egress = [] }, _, settings: S) =>
      all(
        egress.map((one) => inline("out", one)),
        settings,
      ),
    ),
    each("aws:ec2/securityGroupRule:SecurityGroupRule", (rule, _, settings: S) =>
      all([ownRule(rule)], settings),
    ),
    each("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", (rule, _, settings: S) =>
      all([oneWay("in", rule)], settings),
    ),
    each("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", (rule, _, settings: S) =>
      all([oneWay("out", rule)], settings),
    ),
  ];
}

/** Whether a port is among those that are opened. */
export const opens = ({ fromPort, toPort }: Opening, port: number): boolean =>
  fromPort <= port && port <= toPort;

const inline = (direction: Opening["direction"], one: Inline): Opening => ({
  direction,
  ...portsOf(one.protocol, one),
  networks: () => [...(one.cidrBlocks ?? []), ...(one.ipv6CidrBlocks ?? [])],
  groups: () => [...(one.securityGroups ?? [])],
});

const ownRule = (rule: RuleOfItsOwn): Opening => ({
  ...inline(rule.type === "egress" ? "out" : "in", rule),
  groups: () => present(rule.sourceSecurityGroupId),
});

const oneWay = (direction: Opening["direction"], rule: OneDirection): Opening => ({
  direction,
  ...portsOf(rule.ipProtocol, rule),
  networks: () => [...present(rule.cidrIpv4), ...present(rule.cidrIpv6)],
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
