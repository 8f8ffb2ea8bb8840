import { dirname, join } from "node:path";
import { BOUNDS } from "../ground/bounds.ts";
import { addressOf } from "../infra/contract.ts";
import { type KeyShareCommand, keyShareCommand } from "./adapters/ceremony/keyShareCommand.ts";
import { credentialsAdapter } from "./adapters/credentials.ts";
import { dnsAdapter } from "./adapters/dns.ts";
import { eventLogTo } from "./adapters/eventLog.ts";
import { fileStore } from "./adapters/fileStore.ts";
import { localStore } from "./adapters/files/localStore.ts";
import { hooksAdapter } from "./adapters/hooks.ts";
import { type StopSignals, stopSignals } from "./adapters/machine/stopSignals.ts";
import { thisMachine } from "./adapters/machine.ts";
import { pulumiStack } from "./adapters/pulumi.ts";
import { route53Traffic } from "./adapters/route53.ts";
import { s3Store } from "./adapters/s3/s3Store.ts";
import { sdkCalls } from "./adapters/s3/sdk.ts";
import { type Screen, screenOn } from "./adapters/screen.ts";
import { stackFile } from "./adapters/stackFile.ts";
import { systemClock, systemRandom } from "./adapters/systemClock.ts";
import { terminalHuman } from "./adapters/terminal.ts";
import { vaultAdapter } from "./adapters/vault.ts";
import { vaultTransport } from "./adapters/vaultHttp.ts";
import type { Config } from "./config.ts";
import type { HumanPort } from "./ports/human.ts";
import type { Ports } from "./ports/ports.ts";
import type { LocalStore, StorePort } from "./ports/store.ts";
import type { VaultPort } from "./ports/vault.ts";

export type World = {
  ports: Ports;
  localStore: LocalStore;
  screen: Screen;
  stop: StopSignals;
  logEvent: (line: unknown) => void;
};

type Wishes = {
  eventLog: string | null;
  nonInteractive: boolean;
  color: "auto" | "always" | "never";
  keyShareCommand: string | null;
};

/** The only maker of real adapters. */
export async function wire(config: Config, wishes: Wishes): Promise<World> {
  const stop = stopSignals(systemClock);
  const screen = await wireScreen(config, wishes);
  const { stack, secrets } = config;
  const clock = systemClock;
  const vault = wireVault(config);
  const human = wireHuman(wishes, stop.signal);
  const ports: Ports = {
    clock,
    random: systemRandom,
    vault,
    credentials: credentialsAdapter({
      vault,
      clock,
      vaultToken: secrets.vaultToken,
      operationToken: secrets.operationToken,
      shares: secrets.shares,
      keyShareCommand: wireShares(config, wishes),
      terminal: human.present,
      notice: (text) => screen.line(text),
      bounds: { attempts: BOUNDS.generationAttempts, combinations: BOUNDS.shareCombinations },
    }),
    traffic: route53Traffic({
      hostedZoneId: stack.service.hostedZoneId,
      recordName: stack.service.name,
      clock,
      boundMs: BOUNDS.awsCallMs,
    }),
    dns: dnsAdapter({ resolvers: stack.service.resolvers, clock }),
    store: wireStore(config),
    stackFile: stackFile({ path: config.stackFilePath }),
    stack: pulumiStack({
      workDir: config.workDir,
      stackName: config.environment,
      configFile: config.stackFilePath,
      env: config.processEnv,
      bounds: { readMs: BOUNDS.stackReadMs, updateMs: BOUNDS.stackUpMs },
      clock,
    }),
    hooks: hooksAdapter({
      ...stack.hooks,
      cwd: config.workDir,
      env: config.processEnv,
    }),
    human,
  };
  return {
    ports,
    localStore: wireLocalStore(config),
    screen,
    stop,
    logEvent: eventLogTo(wishes.eventLog),
  };
}

function wireScreen(
  { processEnv: { CI, TERM } }: Config,
  { nonInteractive, color }: Wishes,
): Promise<Screen> {
  const spin = !nonInteractive && CI === undefined && TERM !== "dumb";
  const { silenceMs } = BOUNDS;
  return screenOn(process.stderr, { clock: systemClock, spin, color, silenceMs });
}

function wireStore({ store }: Config): StorePort {
  const around = { clock: systemClock, self: thisMachine() };
  if (store.is === "folder") return fileStore({ directory: store.path, ...around });
  const { prefix } = store;
  return s3Store({ calls: sdkCalls(store), prefix, boundMs: BOUNDS.awsCallMs, ...around });
}

function wireLocalStore({ stackFilePath, environment }: Config): LocalStore {
  const directory = join(dirname(stackFilePath), ".vault-dr", `${environment}-local`);
  return localStore({ directory, clock: systemClock, self: thisMachine() });
}

function wireHuman({ nonInteractive }: Wishes, stopped: AbortSignal): HumanPort {
  const { stdin, stderr } = process;
  const human = terminalHuman({ stdin, stderr, promptBoundMs: BOUNDS.promptMs, stopped });
  return nonInteractive ? { ...human, present: () => false } : human;
}

const wireShares = (
  { workDir: cwd, processEnv: env }: Config,
  { keyShareCommand: command }: Wishes,
): KeyShareCommand | null =>
  command === null
    ? null
    : keyShareCommand({ command, cwd, env, boundMs: BOUNDS.keyShareCommandMs });

function wireVault({ stack, vault }: Config): VaultPort {
  const regions = Object.entries(stack.regions).map(([region, { name }]) => [
    region,
    { address: addressOf(stack, region), serverName: name },
  ]);
  return vaultAdapter({
    regions: Object.fromEntries(regions),
    service: { name: stack.service.name, port: stack.service.port },
    transport: vaultTransport({ clock: systemClock, ca: vault.caPem, namespace: vault.namespace }),
    clock: systemClock,
    bounds: {
      callMs: BOUNDS.vaultCallMs,
      demoteMs: BOUNDS.roleCallMs,
      promoteMs: BOUNDS.roleCallMs,
    },
  });
}
