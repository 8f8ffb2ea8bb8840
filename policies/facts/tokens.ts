import type { CertificateArgs } from "@pulumi/aws/acm/index.js";
import type { GroupArgs } from "@pulumi/aws/autoscaling/index.js";
import type { LogGroupArgs } from "@pulumi/aws/cloudwatch/index.js";
import type { VolumeArgs } from "@pulumi/aws/ebs/index.js";
import type {
  DefaultSecurityGroupArgs,
  FlowLogArgs,
  InstanceArgs,
  LaunchConfigurationArgs,
  LaunchTemplateArgs,
  SecurityGroupArgs,
  SecurityGroupRuleArgs,
  SubnetArgs,
  VpcArgs,
} from "@pulumi/aws/ec2/index.js";
import type {
  GroupPolicyArgs,
  PolicyArgs,
  RoleArgs,
  RolePolicyArgs,
  RolePolicyAttachmentArgs,
  UserPolicyArgs,
} from "@pulumi/aws/iam/index.js";
import type { KeyArgs, ReplicaKeyArgs } from "@pulumi/aws/kms/index.js";
import type { FunctionArgs, FunctionUrlArgs, PermissionArgs } from "@pulumi/aws/lambda/index.js";
import type { ListenerArgs, LoadBalancerArgs, TargetGroupArgs } from "@pulumi/aws/lb/index.js";
import type {
  HealthCheckArgs,
  RecordArgs,
  ZoneArgs,
  ZoneAssociationArgs,
} from "@pulumi/aws/route53/index.js";
import type { SafetyRuleArgs } from "@pulumi/aws/route53recoverycontrol/index.js";
import type {
  BucketArgs,
  BucketPolicyArgs,
  BucketPublicAccessBlockArgs,
  BucketReplicationConfigArgs,
  BucketServerSideEncryptionConfigurationArgs,
  BucketVersioningArgs,
} from "@pulumi/aws/s3/index.js";
import type {
  SecretArgs,
  SecretPolicyArgs,
  SecretVersionArgs,
} from "@pulumi/aws/secretsmanager/index.js";
import type { TopicArgs, TopicPolicyArgs } from "@pulumi/aws/sns/index.js";
import type { QueueArgs, QueuePolicyArgs } from "@pulumi/aws/sqs/index.js";
import type {
  SecurityGroupEgressRuleArgs,
  SecurityGroupIngressRuleArgs,
} from "@pulumi/aws/vpc/index.js";

/** The types that rules look at, by their token, and the inputs that Pulumi's package declares for each. */
export type Declared = {
  "aws:acm/certificate:Certificate": CertificateArgs;
  "aws:autoscaling/group:Group": GroupArgs;
  "aws:cloudwatch/logGroup:LogGroup": LogGroupArgs;
  "aws:ebs/volume:Volume": VolumeArgs;
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": DefaultSecurityGroupArgs;
  "aws:ec2/flowLog:FlowLog": FlowLogArgs;
  "aws:ec2/instance:Instance": InstanceArgs;
  "aws:ec2/launchConfiguration:LaunchConfiguration": LaunchConfigurationArgs;
  "aws:ec2/launchTemplate:LaunchTemplate": LaunchTemplateArgs;
  "aws:ec2/securityGroup:SecurityGroup": SecurityGroupArgs;
  "aws:ec2/securityGroupRule:SecurityGroupRule": SecurityGroupRuleArgs;
  "aws:ec2/subnet:Subnet": SubnetArgs;
  "aws:ec2/vpc:Vpc": VpcArgs;
  "aws:iam/groupPolicy:GroupPolicy": GroupPolicyArgs;
  "aws:iam/policy:Policy": PolicyArgs;
  "aws:iam/role:Role": RoleArgs;
  "aws:iam/rolePolicy:RolePolicy": RolePolicyArgs;
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": RolePolicyAttachmentArgs;
  "aws:iam/userPolicy:UserPolicy": UserPolicyArgs;
  "aws:kms/key:Key": KeyArgs;
  "aws:kms/replicaKey:ReplicaKey": ReplicaKeyArgs;
  "aws:lambda/function:Function": FunctionArgs;
  "aws:lambda/functionUrl:FunctionUrl": FunctionUrlArgs;
  "aws:lambda/permission:Permission": PermissionArgs;
  "aws:lb/listener:Listener": ListenerArgs;
  "aws:lb/loadBalancer:LoadBalancer": LoadBalancerArgs;
  "aws:lb/targetGroup:TargetGroup": TargetGroupArgs;
  "aws:route53/healthCheck:HealthCheck": HealthCheckArgs;
  "aws:route53/record:Record": RecordArgs;
  "aws:route53/zone:Zone": ZoneArgs;
  "aws:route53/zoneAssociation:ZoneAssociation": ZoneAssociationArgs;
  "aws:route53recoverycontrol/safetyRule:SafetyRule": SafetyRuleArgs;
  "aws:s3/bucket:Bucket": BucketArgs;
  "aws:s3/bucketPolicy:BucketPolicy": BucketPolicyArgs;
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": BucketPublicAccessBlockArgs;
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": BucketReplicationConfigArgs;
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": BucketServerSideEncryptionConfigurationArgs;
  "aws:s3/bucketVersioning:BucketVersioning": BucketVersioningArgs;
  "aws:secretsmanager/secret:Secret": SecretArgs;
  "aws:secretsmanager/secretPolicy:SecretPolicy": SecretPolicyArgs;
  "aws:secretsmanager/secretVersion:SecretVersion": SecretVersionArgs;
  "aws:sns/topic:Topic": TopicArgs;
  "aws:sns/topicPolicy:TopicPolicy": TopicPolicyArgs;
  "aws:sqs/queue:Queue": QueueArgs;
  "aws:sqs/queuePolicy:QueuePolicy": QueuePolicyArgs;
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": SecurityGroupEgressRuleArgs;
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": SecurityGroupIngressRuleArgs;
};
export type Token = keyof Declared;

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const LISTENER = "aws:lb/listener:Listener";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const RECORD = "aws:route53/record:Record";
export const HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck";
export const ZONE = "aws:route53/zone:Zone";
export const SECRET = "aws:secretsmanager/secret:Secret";
export const KEY = "aws:kms/key:Key";
export const REPLICA_KEY = "aws:kms/replicaKey:ReplicaKey";
export const BUCKET = "aws:s3/bucket:Bucket";
export const FUNCTION = "aws:lambda/function:Function";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
