import { z } from "zod";
import { type Answer, ok, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type {
  GenerationAttempt,
  GenerationSlot,
  ShareTaken,
  VaultPort,
} from "../../ports/vault.ts";
import { type Ask, done, mapOk, reading, type VaultBounds } from "./ask.ts";
import { decodeOperationToken } from "./operationTokenCode.ts";

type GenerationCalls = Pick<
  VaultPort,
  "generation" | "startGeneration" | "feedShare" | "cancelGeneration" | "deleteOperationToken"
>;

const SECONDARY = "sys/replication/dr/secondary";

/** Both kinds are made by the same calls. */
const PATHS: Record<GenerationSlot["strategy"], string> = {
  "dr-operation": `${SECONDARY}/generate-operation-token`,
  root: "sys/generate-root",
};

/** The slot in which a token is generated from key shares. */
export function generationCalls(ask: Ask, { callMs: boundMs }: VaultBounds): GenerationCalls {
  const call = (
    { region, strategy, token }: GenerationSlot,
    method: "GET" | "POST" | "DELETE",
    end: "attempt" | "update",
    body?: Record<string, string | Secret>,
  ) =>
    ask(region, {
      method,
      path: `${PATHS[strategy]}/${end}`,
      token,
      boundMs,
      ...(body === undefined ? {} : { body }),
    });
  return {
    generation: async (slot) =>
      mapOk(reading(await call(slot, "GET", "attempt"), statusSchema), (status) => ({
        started: status.started,
        nonce: status.nonce,
        progress: status.progress,
        required: status.required,
        otpLength: status.otp_length,
      })),
    startGeneration: async (slot) => {
      const answer = reading(await call(slot, "POST", "attempt", {}), statusSchema);
      return answer.is === "ok" ? attemptOf(answer.value) : answer;
    },
    feedShare: async (slot, { nonce, pad }, share) => {
      const answer = reading(
        await call(slot, "POST", "update", { key: share, nonce }),
        statusSchema,
      );
      return answer.is === "ok" ? takenOf(answer.value, pad) : answer;
    },
    cancelGeneration: async (slot) => done(await call(slot, "DELETE", "attempt")),
    deleteOperationToken: async (region, token, operationToken) => {
      const path = `${SECONDARY}/operation-token/delete`;
      const body = { dr_operation_token: operationToken };
      return done(await ask(region, { method: "POST", path, token, body, boundMs }));
    },
  };
}

/** Un-enveloped; an `/update` answer has neither pad nor length. */
const statusSchema = z.object({
  started: z.boolean(),
  nonce: z.string().catch(""),
  progress: z.number(),
  required: z.number().positive(),
  complete: z.boolean().catch(false),
  otp: z.string().catch(""),
  otp_length: z.number().catch(0),
  encoded_token: z.string().catch(""),
  encoded_root_token: z.string().catch(""),
});
type Status = z.output<typeof statusSchema>;

function attemptOf({ nonce, required, otp, otp_length }: Status): Answer<GenerationAttempt> {
  if (nonce === "" || otp.length === 0 || otp.length !== otp_length) {
    return unknown(
      "unreadable",
      `Vault began an attempt with a one-time pad of ${otp.length} characters where it announces ${otp_length}`,
    );
  }
  return ok({ nonce, required, pad: new Secret(otp) });
}

function takenOf(status: Status, pad: Secret): Answer<ShareTaken> {
  const { progress, required } = status;
  if (!status.complete) return ok({ progress, required, token: null });
  const encoded = status.encoded_token || status.encoded_root_token;
  return mapOk(decodeOperationToken(encoded, pad), (token) => ({
    progress,
    required,
    token,
  }));
}
