import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAwsDoor } from "./aws.ts";
import { type Authority, makeAuthority } from "./certificates.ts";
import { Clients } from "./clients/clients.ts";
import { startControlDoor } from "./control/controlDoor.ts";
import { type Controls, controlsOf } from "./control/controls.ts";
import { startDnsDoor } from "./dns.ts";
import { environmentOf } from "./environment.ts";
import { drawPort } from "./listen.ts";
import { type RegionPlan, type SandboxOptions, SERVICE_NAME, USUAL_REGIONS } from "./options.ts";
import { type StackFileOptions, stackFileText } from "./stackFile.ts";
import { startVaultDoor, type VaultDoor } from "./vaultDoor.ts";
import { buildWorld, type SandboxWorld } from "./world.ts";

/** A running world behind real sockets. */
export type Sandbox = Controls & {
  /** The environment of a command that is to work in this world. */
  env: Record<string, string>;
  /** All key shares of the pair; `env` has as many as the threshold asks for. */
  shares: string[];
  /** Every secret text handed out so far, for those who look for leaks. */
  readonly secrets: string[];
  regions: RegionPlan[];
  /** Port of every Region's Vault. */
  port: number;
  controlUrl: string;
  awsUrl: string;
  /** `host:port` of the resolver. */
  resolver: string;
  /** Commands that hold this world's clients back and let them go on, for a stack file's hooks. */
  hooks: { quiesce: string[]; unquiesce: string[] };
  stackFile(options?: StackFileOptions): string;
  stop(): Promise<void>;
};

const TICK_MS = 10;

/** A healthy pair, the first Region primary, no client yet. All ports are drawn free, all on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const regions = options.regions ?? USUAL_REGIONS;
  const port = await drawPort(regions.map(({ ipAddress }) => ipAddress));
  const world = buildWorld(options, regions, port);
  const authority = await makeAuthority();
  const vaults = await openVaults(world, authority, regions, port);
  const [aws, dns] = await Promise.all([startAwsDoor(world), startDnsDoor(world)]);
  const clients = clientsOf(world, authority, { port, keepAlive: options.keepAlive ?? false });
  const controls = controlsOf(world, clients, vaults);
  const control = await startControlDoor(controls);
  const folder = await mkdtemp(join(tmpdir(), "vault-sandbox-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, authority.ca);
  const { env, secrets } = environmentOf(world, { options, caFile, awsUrl: aws.url });
  const ticking = setInterval(() => world.timeline.advanceTo(Date.now()), TICK_MS).unref();
  const place = { regions, port, resolver: dns.address };
  const stopAll = async (): Promise<void> => {
    clearInterval(ticking);
    await Promise.all([...vaults.values()].map((door) => door.stop()));
    await Promise.all([clients.end(), control.stop(), aws.stop(), dns.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  let stopped: Promise<void> | undefined;
  return {
    ...controls,
    ...place,
    env,
    shares: world.shares,
    get secrets() {
      return secrets();
    },
    controlUrl: control.url,
    awsUrl: aws.url,
    hooks: {
      quiesce: posting(`${control.url}/writers/pause`),
      unquiesce: posting(`${control.url}/writers/resume`),
    },
    stackFile: (more = {}) => stackFileText(place, { ...ttlOf(options), ...more }),
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
}

/** An argv that POSTs, with nothing but the Node that runs here. */
const posting = (url: string): string[] => [
  process.execPath,
  "-e",
  `fetch("${url}", { method: "POST" }).then(({ ok }) => process.exit(ok ? 0 : 1))`,
];

const ttlOf = ({ ttlSeconds }: SandboxOptions): StackFileOptions =>
  ttlSeconds === undefined ? {} : { ttlSeconds };

async function openVaults(
  { vault }: SandboxWorld,
  authority: Authority,
  regions: RegionPlan[],
  port: number,
): Promise<Map<string, VaultDoor>> {
  const opened = regions.map(async ({ region, ipAddress, name }) => {
    const tls = await authority.issue([name, SERVICE_NAME], ipAddress);
    return [region, await startVaultDoor(vault, { region, ipAddress, port }, tls)] as const;
  });
  return new Map(await Promise.all(opened));
}

const clientsOf = (
  { resolver, timeline, rootToken, ledger }: SandboxWorld,
  { ca }: Authority,
  { port, keepAlive }: { port: number; keepAlive: boolean },
): Clients =>
  new Clients(
    {
      serviceName: SERVICE_NAME,
      port,
      ca,
      token: rootToken,
      lookup: (name) => {
        timeline.advanceTo(Date.now());
        return resolver.lookup(name);
      },
    },
    ledger,
    { keepAlive },
  );
