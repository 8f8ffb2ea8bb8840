import type { Playground } from "./playground.ts";
import { indented, pairs } from "./tables.ts";

/** What to type in another terminal to work in this sandbox. */
export function guide({ sandbox, dir, stack }: Playground, ends: string): string[] {
  const { controlUrl: url, resolver } = sandbox;
  const [home] = sandbox.regions.map(({ region }) => region);
  const dr = (line: string): string => `npm run dr -- ${line} -C ${dir}`;
  const post = (path: string, body: string): string => `curl -X POST ${url}${path} -d '${body}'`;
  return [
    "The sandbox is up: Vault, Route 53, DNS and clients.",
    `It ends ${ends}, or with Ctrl-C, and leaves nothing behind.`,
    ...stackLines(stack),
    "",
    "In another terminal, in this checkout:",
    ...indented([
      `source ${dir}/env`,
      dr("status test"),
      dr("plan switchover test"),
      dr("switchover test"),
      dr("failback test"),
    ]),
    "",
    `Take ${home} away, fail over, bring it back:`,
    ...indented([
      post(`/regions/${home}/reach`, '{"reach":"refused"}'),
      dr(`failover test -m "${home} is lost"`),
      post(`/regions/${home}/reach`, '{"reach":"up"}'),
      dr("reattach test"),
      dr("reconcile test"),
    ]),
    "",
    `The control door, ${url}, JSON over HTTP:`,
    ...indented(pairs(CALLS)),
    "",
    ...pairs([
      ["folder", dir],
      ["resolver", resolver],
      ["AWS", sandbox.awsUrl],
      ...sandbox.regions.map(({ region, ipAddress }): [string, string] => [
        `Vault ${region}`,
        `https://${ipAddress}:${sandbox.port}`,
      ]),
    ]),
  ];
}

const CALLS: [string, string][] = [
  ["GET  /truth", "who serves, outages, lost writes, two primaries: what is really so"],
  ["POST /mark", "outages are measured anew from here"],
  ["POST /regions/REGION/reach", '{"reach": "up" | "refused" | "hanging"}'],
  [
    "POST /faults",
    '{"call": "us-west-2 demote", "times": 1, "effect": {"kind": "hang", "applied": true}}',
  ],
  ["DELETE /faults", "no call fails any more"],
  ["POST /calls", '{"call": "pulumi up"}: a program outside tells what it did, and may be held'],
  ["POST /writers", '{"running": true, "perSecond": 50, "readsPerSecond": 20}'],
  ["POST /writers/pause, /resume", "what the quiesce hooks call"],
  ["POST /link", '{"lagMs": 100, "up": true}'],
  ["POST /vault", '{"roleChangeMs": 2000, "attachMs": 1000}'],
  ["POST /route53", '{"insyncMs": 2000}'],
];

const stackLines = (stack: Playground["stack"]): string[] =>
  stack.is === "applied"
    ? []
    : [
        "There is no Pulumi CLI, so the stack step of a move is left to do: npm run tools finds or builds one.",
      ];
