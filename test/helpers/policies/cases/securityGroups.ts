import { egressIsNarrow } from "../../../../policies/rules/securityGroups/egressIsNarrow.ts";
import { ingressIsNarrow } from "../../../../policies/rules/securityGroups/ingressIsNarrow.ts";
import { breach, but, type Case, having } from "../case.ts";
import { bastionIn, nodesOut, peersIn, securityGroup, WEST } from "../estate.ts";
import type { Fixture } from "../judge.ts";

const ingress = (one: object) => but(securityGroup, { ingress: [one] });
const https = { protocol: "tcp", fromPort: 8200, toPort: 8200 };

const defaultGroup = (props: object): Fixture => ({
  type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  name: "default",
  props: { region: WEST, ...props },
});

export const securityGroupCases: Case[] = [
  {
    rule: ingressIsNarrow,
    kept: {
      "the peers by a prefix list": having([
        but(peersIn, { cidrIpv4: undefined, prefixListId: "pl-peers" }),
      ]),
      "the peers by IPv6": having([
        but(peersIn, { cidrIpv4: undefined, cidrIpv6: "fd00:1:2::/48" }),
      ]),
      "the load balancer's group on 8201": having([
        but(peersIn, { cidrIpv4: undefined, referencedSecurityGroupId: "sg-edge" }),
      ]),
    },
    broken: {
      "everybody, inline": breach(
        ingress({ ...https, cidrBlocks: ["0.0.0.0/0"] }),
        "found everywhere",
      ),
      "everybody by IPv6, inline": breach(
        ingress({ ...https, ipv6CidrBlocks: ["::/0"] }),
        "found everywhere",
      ),
      "everybody, by a rule of its own": breach(
        but(bastionIn, {
          fromPort: 8200,
          toPort: 8200,
          sourceSecurityGroupId: undefined,
          cidrBlocks: ["0.0.0.0/0"],
        }),
        "found everywhere",
      ),
      "everybody, by a rule of one direction": breach(
        but(peersIn, { fromPort: 8200, toPort: 8200, cidrIpv4: "0.0.0.0/0" }),
        "found everywhere",
      ),
      "everybody, by a VPC's default group": breach(
        defaultGroup({ ingress: [{ ...https, cidrBlocks: ["0.0.0.0/0"] }] }),
        "found everywhere",
      ),
      "8201 from a network that is not Vault's": breach(
        but(peersIn, { cidrIpv4: "10.3.0.0/16" }),
        "8201 is reached from vaultCidrs only, found 10.3.0.0/16",
      ),
      "8201 from a network that is larger than Vault's": breach(
        but(peersIn, { cidrIpv4: "10.0.0.0/8" }),
        "found 10.0.0.0/8",
      ),
      "8201 from a prefix list that nobody has named": breach(
        but(peersIn, { cidrIpv4: undefined, prefixListId: "pl-others" }),
        "found pl-others",
      ),
      "8201 from such a network, by a rule of its own": breach(
        but(bastionIn, {
          fromPort: 8201,
          toPort: 8201,
          sourceSecurityGroupId: undefined,
          cidrBlocks: ["10.3.0.0/16"],
        }),
        "8201 is reached",
      ),
      "22 from a network, inline": breach(
        ingress({ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.9.0.0/16"] }),
        "22 is reached from bastionSecurityGroups only",
      ),
      "all ports, and so 8201 and 22": breach(
        but(peersIn, {
          ipProtocol: "-1",
          fromPort: undefined,
          toPort: undefined,
          cidrIpv4: "10.9.0.0/16",
        }),
        "8201 is reached",
        "22 is reached",
      ),
      "a range with 8201 in it": breach(
        ingress({ protocol: "tcp", fromPort: 8000, toPort: 9000, cidrBlocks: ["10.9.0.0/16"] }),
        "8201 is reached",
      ),
      "22 from a network": breach(
        but(bastionIn, { sourceSecurityGroupId: undefined, cidrBlocks: ["10.9.0.0/16"] }),
        "22 is reached from bastionSecurityGroups only",
      ),
      "22 from another group": breach(
        but(bastionIn, { sourceSecurityGroupId: "sg-clients" }),
        "22 is reached from bastionSecurityGroups only",
      ),
    },
  },
  {
    rule: egressIsNarrow,
    broken: {
      "inline, all protocols": breach(
        but(securityGroup, { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }),
        "found everywhere",
      ),
      "by a rule of one direction": breach(
        but(nodesOut, { referencedSecurityGroupId: undefined, cidrIpv6: "::/0" }),
        "found everywhere",
      ),
      "by a rule of its own": breach(
        but(bastionIn, {
          type: "egress",
          sourceSecurityGroupId: undefined,
          cidrBlocks: ["0.0.0.0/0"],
        }),
        "found everywhere",
      ),
    },
  },
];
