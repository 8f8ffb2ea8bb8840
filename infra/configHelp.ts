/** What is allowed at each key of the stack file, with an example. `*` stands for a Region's name. */
const HELP: Record<string, [allowed: string, example: string]> = {
  activeRegion: ["one of the Regions of this file", "us-west-2"],
  homeRegion: ["one of the Regions of this file", "us-west-2"],
  takeover: ["a whole number, 0 or more", "1"],
  service: ["the service that clients call", "{ name: vault.test.acme.com, … }"],
  "service.name": ["a bare host name", "vault.test.acme.com"],
  "service.hostedZoneId": ["a Route 53 hosted zone id", "Z3DG6IL3SJCGPX"],
  "service.privateZone": ["true or false", "false"],
  "service.ttlSeconds": ["1 to 60", "5"],
  "service.traffic": ["cname or latch", "cname"],
  "service.existingRecords": ["true or false", "false"],
  "service.port": ["1 to 65535", "8200"],
  "service.resolvers": ["a list of host:port", '["10.0.0.2:53"]'],
  regions: ["two or more Regions by name", "{ us-west-2: …, us-east-1: … }"],
  "regions.*": [
    "a Region's name and its load balancer",
    "{ name: vault-us-west-2.test.acme.com, … }",
  ],
  "regions.*.name": ["a bare host name: the Region's own", "vault-us-west-2.test.acme.com"],
  "regions.*.address": ["https://host:port, no path", "https://10.0.1.4:8200"],
  "regions.*.clusterAddress": ["host:port", "10.0.1.4:8201"],
  "regions.*.nodes": ["a list of https addresses", '["https://10.0.1.5:8200"]'],
  "regions.*.existingLoadBalancer": [
    "the load balancer of the Region",
    "{ dnsName: internal-vault-1.us-west-2.elb.amazonaws.com }",
  ],
  "regions.*.existingLoadBalancer.dnsName": [
    "a bare host name: no scheme, port or path",
    "internal-vault-1.us-west-2.elb.amazonaws.com",
  ],
  "regions.*.existingLoadBalancer.arn": ["an ARN", "arn:aws:elasticloadbalancing:…"],
  "regions.*.existingLoadBalancer.fenceSecurityGroup": ["a security group id", "sg-0fe1"],
  "regions.*.network": ["where to declare a load balancer", "{ vpcId: vpc-0a1b, … }"],
  "regions.*.network.vpcId": ["a VPC's id", "vpc-0a1b"],
  "regions.*.network.subnetIds": [
    "two or more subnets, one a zone",
    "[subnet-1, subnet-2, subnet-3]",
  ],
  "regions.*.network.clientCidrs": ["IPv4 networks of the clients", "[10.0.0.0/8]"],
  "regions.*.network.operatorCidrs": ["IPv4 networks of the operators", "[10.9.0.0/16]"],
  "regions.*.network.targets": [
    "one of autoScalingGroup, instanceIds, ips",
    "{ autoScalingGroup: vault-us-east-1 }",
  ],
  "regions.*.vaultCidrs": [
    "IPv4 networks of the Region's Vault nodes: its load balancer reaches them, the others' let them in on 8201",
    "[10.1.0.0/20]",
  ],
  "regions.*.kmsKeyArn": ["an ARN", "arn:aws:kms:us-east-1:…"],
  recovery: ["where runs are kept", "{ journal: file:./.vault-dr/test }"],
  "recovery.journal": [
    "file:PATH, or s3://BUCKET/PREFIX?region=REGION",
    "s3://acme-runs/test?region=us-east-2",
  ],
  "recovery.existingBucket": ["true or false", "false"],
  "recovery.rollbackAfter": ["a duration in ms, s or m", "15s"],
  "recovery.drainTimeout": ["a duration in ms, s or m", "10s"],
  "recovery.maxLag": ["a duration in ms, s or m", "5s"],
  "recovery.rto": ["a duration in ms, s or m", "60s"],
  "credentials.operationToken": ["the name of a secret", "vault-dr/test/dr-operation-token"],
  probe: ["a KV v2 path", "{ path: secret/data/vault-dr/canary }"],
  "probe.path": ["MOUNT/data/PATH of a KV v2 mount", "secret/data/vault-dr/canary"],
  "hooks.quiesce": ["an argv list, together with unquiesce", '["./hooks/stop-writers"]'],
  "hooks.unquiesce": ["an argv list, together with quiesce", '["./hooks/start-writers"]'],
  "hooks.before": ["a list of argv lists, run in order", '[["./hooks/announce", "begin"]]'],
  "hooks.after": ["a list of argv lists, run in order", '[["./hooks/announce", "end"]]'],
  "promotion.after": ["an environment's name, or null", "staging"],
};

/** Help for a path of the stack file, e.g. `["regions", "us-west-2", "name"]`, or for what it lies in. */
export function helpFor(path: string[]): { allowed: string; example: string } {
  const parts = path.map((part, index) => (index === 1 && path[0] === "regions" ? "*" : part));
  while (parts.length > 0 && HELP[parts.join(".")] === undefined) parts.pop();
  const [allowed, example] = HELP[parts.join(".")] ?? ["see the contract", "–"];
  return { allowed, example };
}
