import type { Cluster } from "../cluster.ts";
import type { VaultWorld } from "../world.ts";
import {
  cancelGeneration,
  generationStatus,
  startGeneration,
  updateGeneration,
} from "./generationCalls.ts";
import { health, leader, sealStatus } from "./health.ts";
import { deleteKv, listKv, readKv, readKvMetadata, writeKv } from "./kv.ts";
import { demote, revokeSecondary, secondaryToken } from "./primaryCalls.ts";
import type { Answered, Request } from "./replies.ts";
import {
  deleteOperationToken,
  generatePublicKey,
  merkleCheck,
  promote,
  updatePrimary,
} from "./secondaryCalls.ts";
import { drStatus, replicationStatus } from "./status.ts";
import { capabilitiesSelf, lookupSelf } from "./tokenCalls.ts";

type Handler = (world: VaultWorld, cluster: Cluster, request: Request, rest: string) => Answered;

/**
 * One call of the API. `open` calls answer whoever asks, in every role; `secondary` ones are a DR secondary's and are
 * authorised by their body; `normal` ones are a primary's, and need a token that has the capability (null: any token).
 */
export type Route = {
  /** The name by which a fault knows it. */
  call: string;
  methods: string[];
  path: string;
  handler: Handler;
} & (
  | { audience: "open" | "secondary"; generation?: true }
  | { audience: "normal"; capability: string | null }
);

const READ = ["GET"];
const WRITE = ["POST", "PUT"];
const DR = "sys/replication/dr";
const GENERATION = `${DR}/secondary/generate-operation-token`;

const open = (call: string, path: string, handler: Handler): Route => ({
  call,
  methods: READ,
  path,
  handler,
  audience: "open",
});

const onSecondary = (call: string, path: string, handler: Handler): Route => ({
  call,
  methods: WRITE,
  path: `${DR}/secondary/${path}`,
  handler,
  audience: "secondary",
});

const ofGeneration = (call: string, methods: string[], path: string, handler: Handler): Route => ({
  call,
  methods,
  path: `${GENERATION}/${path}`,
  handler,
  audience: "secondary",
  generation: true,
});

const normal = (
  call: string,
  [methods, path]: [string[], string],
  capability: string | null,
  handler: Handler,
): Route => ({ call, methods, path, handler, audience: "normal", capability });

/** Every call there is. A path that ends in `/` takes the rest of the request's path. */
export const ROUTES: Route[] = [
  { ...open("health", "sys/health", health), methods: [] },
  open("seal-status", "sys/seal-status", sealStatus),
  open("leader", "sys/leader", leader),
  open("status", "sys/replication/status", replicationStatus),
  open("status", `${DR}/status`, drStatus),

  onSecondary("promote", "promote", promote),
  onSecondary("update-primary", "update-primary", updatePrimary),
  onSecondary("generate-public-key", "generate-public-key", generatePublicKey),
  onSecondary("operation-token-delete", "operation-token/delete", deleteOperationToken),
  onSecondary("merkle-check", "merkle-check", merkleCheck),
  ofGeneration("generate-status", READ, "attempt", generationStatus),
  ofGeneration("generate-attempt", WRITE, "attempt", startGeneration),
  ofGeneration("generate-cancel", ["DELETE"], "attempt", cancelGeneration),
  ofGeneration("generate-update", WRITE, "update", updateGeneration),

  normal("demote", [WRITE, `${DR}/primary/demote`], "update", demote),
  normal("secondary-token", [WRITE, `${DR}/primary/secondary-token`], "sudo", secondaryToken),
  normal("revoke-secondary", [WRITE, `${DR}/primary/revoke-secondary`], "update", revokeSecondary),
  normal("lookup-self", [READ, "auth/token/lookup-self"], null, lookupSelf),
  normal("capabilities-self", [WRITE, "sys/capabilities-self"], null, capabilitiesSelf),
  normal("kv-read", [READ, "secret/data/"], "read", (world, cluster, _, path) =>
    readKv(world, cluster, path),
  ),
  normal("kv-write", [WRITE, "secret/data/"], "update", (world, cluster, request, path) =>
    writeKv(world, cluster, path, request),
  ),
  normal("kv-delete", [["DELETE"], "secret/data/"], "delete", (world, cluster, _, path) =>
    deleteKv(world, cluster, path),
  ),
  normal("kv-metadata", [READ, "secret/metadata/"], "read", (world, cluster, _, path) =>
    readKvMetadata(world, cluster, path),
  ),
  normal("kv-list", [["LIST"], "secret/metadata/"], "list", (world, cluster, _, path) =>
    listKv(world, cluster, path),
  ),
];
