import { found } from "../../facts/found.ts";
import { LAUNCH_TEMPLATE } from "../../facts/tokens.ts";
import { defineRule, each } from "../../judge/rule.ts";

const GROUP = "aws:autoscaling/group:Group";
const CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
const NODES_MIN = 3;

export const nodesAreSound = defineRule({
  id: "P-40",
  name: "nodes-are-sound",
  says: `Vault's nodes are at least ${NODES_MIN}, are replaced by EC2's judgement alone, take IMDSv2 only and have encrypted disks.`,
  why: "On 8201 all nodes but one are unhealthy to the load balancer: by its judgement they would be replaced for ever.",
  levels: "A M M",
  checks: [
    each(GROUP, ({ healthCheckType = "EC2" }) =>
      healthCheckType === "EC2" ? null : `healthCheckType is EC2, ${found(healthCheckType)}`,
    ),
    each(GROUP, ({ minSize }) =>
      Number(minSize) >= NODES_MIN ? null : `minSize is at least ${NODES_MIN}, ${found(minSize)}`,
    ),
    each([LAUNCH_TEMPLATE, CONFIGURATION], ({ metadataOptions }) =>
      metadataOptions?.httpTokens === "required"
        ? null
        : `metadataOptions.httpTokens is required, ${found(metadataOptions?.httpTokens)}`,
    ),
    each(LAUNCH_TEMPLATE, ({ blockDeviceMappings = [] }) => {
      const disks = blockDeviceMappings.flatMap(({ ebs }) => ebs ?? []);
      const isSealed = disks.length > 0 && disks.every(({ encrypted }) => encrypted === "true");
      return isSealed ? null : 'every ebs of blockDeviceMappings is encrypted "true"';
    }),
    each(CONFIGURATION, ({ rootBlockDevice, ebsBlockDevices = [] }) => {
      const isSealed = [rootBlockDevice, ...ebsBlockDevices].every(
        (disk) => disk?.encrypted === true,
      );
      return isSealed ? null : "rootBlockDevice and every ebsBlockDevice are encrypted";
    }),
  ],
});
