import { randomUUID } from "node:crypto";
import { type SandboxOptions, SERVICE_NAME } from "../sandbox/doors/loopback/options.ts";
import { type Sandbox, startSandbox } from "../sandbox/doors/loopback/sandbox.ts";
import { until } from "../test/helpers/rehearsal.ts";
import { pauseFor, retryingCalls, upsertCname, type VaultCall } from "./predecessorCalls.ts";
import { type Measured, type Row, rowOf } from "./table.ts";
import { inWorld, WORLD } from "./world.ts";

export type PredecessorFigures = {
  outageMs: number;
  twoPrimariesMs: number;
  /** Of the writes acknowledged from the sequence's first call to its last one. */
  lostWrites: number;
  lostPercent: number;
  totalMs: number;
};

/** Its waits and its TTL, as it has them. */
const WAITS = { ttlSeconds: 300, sleepMs: 60_000, retryMs: 30_000, attempts: 5 };
const AGAIN_MS_MAX = 60_000;

/** What the tool that came before ours does to the same clients: its sequence as steps, by the same sockets. */
export async function predecessor({
  runs,
  scale,
}: {
  runs: number;
  scale: number;
}): Promise<Measured> {
  const figures: PredecessorFigures[] = [];
  for (let run = 1; run <= runs; run++) {
    figures.push(await inWorld(startSandbox(worldAt(scale)), (box) => measureSequence(box, scale)));
  }
  return { rows: rowsOf(figures, scale), notes: notesAt(scale), failures: [] };
}

/** Its world: the TTL that it sets, and every duration of ours, all divided by `scale`. */
export function worldAt(scale: number): SandboxOptions {
  const { roleChangeMs, insyncMs, lagMs } = WORLD;
  const vault = { roleChangeMs: roleChangeMs / scale, attachMs: 1_000 / scale };
  const ttlSeconds = Math.round(WAITS.ttlSeconds / scale);
  return { ttlSeconds, insyncMs: insyncMs / scale, lagMs: lagMs / scale, vault };
}

/** Runs the sequence under load, until clients write to the new primary. */
export async function measureSequence(
  sandbox: Sandbox,
  scale: number,
): Promise<PredecessorFigures> {
  const acknowledged = (): number => sandbox.truth().clients.acknowledged;
  const { writesPerSecond, readsPerSecond } = WORLD;
  sandbox.startWriters({ writesPerSecond, readsPerSecond });
  await until(() => acknowledged() >= writesPerSecond / 4, "clients write");
  sandbox.mark();
  const before = sandbox.truth();
  await sequence(sandbox, scale);
  const after = sandbox.truth();
  const served = (): number => acknowledged() - after.clients.acknowledged;
  await until(() => served() >= 20, "clients write again", AGAIN_MS_MAX);
  await sandbox.stopWriters();
  const { lostWrites, writeOutage, twoPrimariesMs } = sandbox.truth();
  const lost = lostWrites ?? Number.NaN;
  return {
    outageMs: writeOutage.sinceMarkMs,
    twoPrimariesMs,
    lostWrites: lost,
    lostPercent: (100 * lost) / (after.clients.acknowledged - before.clients.acknowledged),
    totalMs: after.at - before.at,
  };
}

/** Promotes before it demotes, never looks at the lag, never waits for a role change, and sleeps for a minute. */
async function sequence(sandbox: Sandbox, scale: number): Promise<void> {
  const [old, next] = sandbox.regions;
  if (old === undefined || next === undefined) throw new Error("the sequence is about two Regions");
  const retryMs = WAITS.retryMs / scale;
  const call = retryingCalls(sandbox, { retryMs, attempts: WAITS.attempts });
  const a = old.ipAddress;
  const b = next.ipAddress;

  const { data } = await call(b, "GET", "sys/replication/dr/status");
  if (data?.mode !== "secondary" || data.state !== "stream-wals")
    throw new Error(`the second Region is ${data?.mode}, ${data?.state}`);
  await call(b, "DELETE", `${GENERATION}/attempt`);
  const promoting = await operationToken(call, b, sandbox);
  await call(b, "POST", "sys/replication/dr/secondary/promote", { dr_operation_token: promoting });
  await upsertCname(sandbox, {
    value: next.name,
    ttlSeconds: Math.round(WAITS.ttlSeconds / scale),
  });
  await pauseFor(WAITS.sleepMs / scale);
  await call(a, "POST", "sys/replication/dr/primary/demote");
  const id = randomUUID();
  const { wrap_info } = await call(b, "POST", "sys/replication/dr/primary/secondary-token", { id });
  const attaching = await operationToken(call, a, sandbox);
  await call(a, "POST", "sys/replication/dr/secondary/update-primary", {
    dr_operation_token: attaching,
    token: wrap_info?.token,
    primary_api_addr: `https://${SERVICE_NAME}:${sandbox.port}`,
  });
}

const GENERATION = "sys/replication/dr/secondary/generate-operation-token";

/** A DR operation token from the key shares in its environment. */
async function operationToken(
  call: VaultCall,
  address: string,
  { env }: Pick<Sandbox, "env">,
): Promise<string> {
  const { nonce, otp = "" } = await call(address, "POST", `${GENERATION}/attempt`, {});
  for (let number = 1; ; number++) {
    const key = env[`VAULT_RECOVERY_KEY_${number}`];
    if (key === undefined) throw new Error("the shares did not suffice");
    const given = await call(address, "POST", `${GENERATION}/update`, { key, nonce });
    if (given.complete === true) return decoded(given.encoded_token ?? "", otp);
  }
}

const decoded = (encoded: string, otp: string): string =>
  String.fromCharCode(
    ...Buffer.from(encoded, "base64").map((byte, index) => byte ^ otp.charCodeAt(index)),
  );

function rowsOf(figures: PredecessorFigures[], scale: number): Row[] {
  const clients = `the same, in a world ${scale === 1 ? "with" : `in which every duration is a ${scale}th: role changes ${WORLD.roleChangeMs / scale} ms, INSYNC ${WORLD.insyncMs / scale} ms,`} the predecessor's TTL of ${WAITS.ttlSeconds / scale} s; a resolver that honours it and was asked right before the run`;
  const row = (name: string, unit: Row["unit"], values: number[]): Row => {
    const measured = rowOf({ bench: "predecessor", name, unit, clients, values });
    const isTime = unit === "ms" && scale !== 1;
    return { ...measured, computed: isTime ? measured.median * scale : null };
  };
  const of = (name: keyof PredecessorFigures): number[] => figures.map((one) => one[name]);
  return [
    row("write outage, as clients see it", "ms", of("outageMs")),
    row("two writable primaries", "ms", of("twoPrimariesMs")),
    row("acknowledged writes lost", "writes", of("lostWrites")),
    row("acknowledged writes lost, of those in the run", "%", of("lostPercent")),
    row("whole sequence", "ms", of("totalMs")),
  ];
}

function notesAt(scale: number): string[] {
  const about =
    "predecessor: its published sequence as steps against the same sandbox (promote, CNAME with TTL 300, sleep 60 s, demote, re-attach by the service's name with its doubling retries of 30 s). In its favour the CNAME is written without the scheme that it leaves in, and a call is refused 5 times, not 10, before it gives up.";
  if (scale === 1) return [`${about} Measured at full length, once.`];
  return [
    `${about} Measured at 1/${scale} of all its waits and of all the world's durations; "at full length" is the measured median times ${scale}, computed and not measured. Measure it with --full (about 6 minutes).`,
  ];
}
