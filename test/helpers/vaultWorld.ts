import { randomFor } from "../../ground/random.ts";
import { Faults } from "../../sandbox/model/faults.ts";
import { Timeline } from "../../sandbox/model/timeline.ts";
import { handle } from "../../sandbox/model/vault/api/handle.ts";
import type { Reply } from "../../sandbox/model/vault/api/replies.ts";
import { type BootOptions, bootVault } from "../../sandbox/model/vault/boot.ts";
import { setReach } from "../../sandbox/model/vault/reach.ts";
import { mintBatchToken, OPERATION_POLICY } from "../../sandbox/model/vault/tokens.ts";
import { clusterIn } from "../../sandbox/model/vault/world.ts";

export const WEST = "us-west-2";
export const EAST = "us-east-1";

/** JSON as tests read it: any field may be asked for, and leaves are for `expect`, `String` and `Number`. */
export interface Json {
  readonly [field: string]: Json;
}
export type Told = { is: Reply["is"]; status: number; body: Json; data: Json };

const START_MS = Date.UTC(2026, 10, 27);

/** Two healthy clusters in virtual time, us-west-2 primary, and what a test does to them. */
export function aVaultPair(options: Partial<BootOptions> = {}) {
  const timeline = new Timeline(START_MS);
  const faults = new Faults();
  const booted = bootVault({
    timeline,
    faults,
    random: randomFor(17, "vault"),
    places: [
      {
        region: WEST,
        apiAddress: "https://127.0.1.1:8200",
        clusterAddress: "127.0.1.1:8201",
      },
      {
        region: EAST,
        apiAddress: "https://127.0.2.1:8200",
        clusterAddress: "127.0.2.1:8201",
      },
    ],
    ...options,
  });
  const { world, rootToken, shares } = booted;
  const operationToken = mintBatchToken(world, clusterIn(world, WEST), {
    policies: [OPERATION_POLICY],
    ttlMs: 3_600_000,
  });

  /** `GET sys/health?drsecondarycode=200`, `POST sys/…` with a body. With the root token unless told otherwise. */
  const ask = (
    region: string,
    line: string,
    body?: unknown,
    token: string | null = rootToken,
  ): Told => {
    const [method = "GET", target = ""] = line.split(" ");
    const [path = "", query = ""] = target.split("?");
    const reply = handle(world, region, {
      method,
      path: `/v1/${path}`,
      query: Object.fromEntries(new URLSearchParams(query)),
      token,
      body,
    });
    const answer = reply.is === "answered" ? reply : { status: 0, body: null };
    const json = (answer.body ?? {}) as Json;
    return { is: reply.is, status: answer.status, body: json, data: json.data as Json };
  };

  const pass = (ms: number) => timeline.advanceTo(timeline.now() + ms);
  const drStatus = (region: string): Json => ask(region, "GET sys/replication/dr/status").data;
  return {
    ...booted,
    timeline,
    faults,
    shares,
    operationToken,
    ask,
    pass,
    drStatus,
    write: (region: string, path: string, value: string): number =>
      ask(region, `PUT secret/data/${path}`, { data: { value } }).status,
    read: (region: string, path: string): Json =>
      ask(region, `GET secret/data/${path}`).data?.data?.value as Json,
    roots: () => [drStatus(WEST).merkle_root, drStatus(EAST).merkle_root],
    setReach: (region: string, reach: "up" | "refused" | "hanging") =>
      setReach(world, region, reach),
    demote: (region: string): Told => ask(region, "POST sys/replication/dr/primary/demote"),
    promote: (region: string, more: object = {}): Told =>
      ask(region, "POST sys/replication/dr/secondary/promote", {
        dr_operation_token: operationToken,
        primary_cluster_addr: `${region}:8201`,
        ...more,
      }),
    updatePrimary: (region: string, body: object): Told =>
      ask(region, "POST sys/replication/dr/secondary/update-primary", {
        dr_operation_token: operationToken,
        ...body,
      }),
    secondaryToken: (region: string, body: object): Told =>
      ask(region, "POST sys/replication/dr/primary/secondary-token", body),
    publicKey: (region: string): Json =>
      ask(region, "POST sys/replication/dr/secondary/generate-public-key").data
        .secondary_public_key as Json,
  };
}

export type VaultPair = ReturnType<typeof aVaultPair>;
