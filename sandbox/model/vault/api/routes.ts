import type { Cluster } from "../cluster.ts";
import type { Strategy } from "../generation.ts";
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
import { capabilitiesSelf, lookupSelf, revokeSelf } from "./tokenCalls.ts";

type Handler = (world: VaultWorld, cluster: Cluster, request: Request, rest: string) => Answered;

/**
 * One call of the API. `open` calls answer whoever asks, in every role; `secondary` ones are a DR secondary's and are
 * authorised by their body; `primary` ones answer whoever asks, but not on a DR secondary; `normal` ones are a
 * primary's, and need a token that has the capability (null: any token).
 */
export type Route = {
  /** The name by which a fault knows it. */
  call: string;
  methods: string[];
  path: string;
  handler: Handler;
  /** What a release must have to know the call. */
  trait?: "publicKeyFlow" | "merkleCheck";
  /** Of the key ceremony: since 2.0 it wants a Vault token as well. */
  generation?: true;
} & (
  | { audience: "open" | "secondary" | "primary" }
  | { audience: "normal"; capability: string | null }
);

const READ = ["GET"];
const WRITE = ["POST", "PUT"];
const DR = "sys/replication/dr";

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

/** The key ceremony: the same calls for both kinds of token, on different paths. */
const ofGeneration = (
  strategy: Strategy,
  { call, path, audience }: { call: string; path: string; audience: "primary" | "secondary" },
): Route[] => {
  const route = (
    name: string,
    [methods, end]: [string[], string],
    handler: (...given: [VaultWorld, Cluster, Request, Strategy]) => Answered,
  ): Route => ({
    call: `${call}-${name}`,
    methods,
    path: `${path}/${end}`,
    handler: (world, cluster, request) => handler(world, cluster, request, strategy),
    audience,
    generation: true,
  });
  return [
    route("status", [READ, "attempt"], generationStatus),
    route("attempt", [WRITE, "attempt"], startGeneration),
    route("cancel", [["DELETE"], "attempt"], cancelGeneration),
    route("update", [WRITE, "update"], updateGeneration),
  ];
};

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
  {
    ...onSecondary("generate-public-key", "generate-public-key", generatePublicKey),
    trait: "publicKeyFlow",
  },
  {
    ...onSecondary("operation-token-delete", "operation-token/delete", deleteOperationToken),
    generation: true,
  },
  { ...onSecondary("merkle-check", "merkle-check", merkleCheck), trait: "merkleCheck" },
  ...ofGeneration("dr-operation", {
    call: "generate",
    path: `${DR}/secondary/generate-operation-token`,
    audience: "secondary",
  }),
  ...ofGeneration("root", {
    call: "generate-root",
    path: "sys/generate-root",
    audience: "primary",
  }),

  normal("demote", [WRITE, `${DR}/primary/demote`], "update", demote),
  normal("secondary-token", [WRITE, `${DR}/primary/secondary-token`], "sudo", secondaryToken),
  normal("revoke-secondary", [WRITE, `${DR}/primary/revoke-secondary`], "update", revokeSecondary),
  normal("lookup-self", [READ, "auth/token/lookup-self"], null, lookupSelf),
  normal("revoke-self", [WRITE, "auth/token/revoke-self"], null, revokeSelf),
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

/** Some calls are sent like a change and only tell something. */
const TELLING = ["capabilities-self", "merkle-check"];

/** Whether the call may change anything. */
export const mayChange = ({ call, methods }: Route): boolean =>
  methods.some((method) => method === "DELETE" || WRITE.includes(method)) &&
  !TELLING.includes(call);
