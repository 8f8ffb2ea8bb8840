import { z } from "zod";
import { type Answer, ok, unknown } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type { GenerationAttempt, ShareTaken, VaultPort } from "../../ports/vault.ts";
import { type Ask, done, mapOk, reading, type VaultBounds } from "./ask.ts";
import { decodeOperationToken } from "./operationTokenCode.ts";

type GenerationCalls = Pick<
  VaultPort,
  "generation" | "startGeneration" | "feedShare" | "cancelGeneration" | "deleteOperationToken"
>;

const SECONDARY = "sys/replication/dr/secondary";
const ATTEMPT = `${SECONDARY}/generate-operation-token/attempt`;
const UPDATE = `${SECONDARY}/generate-operation-token/update`;

/** The slot in which a DR operation token is generated. Vault 2.x wants a Vault token too; 1.x ignores it. */
export function generationCalls(ask: Ask, { callMs: boundMs }: VaultBounds): GenerationCalls {
  return {
    generation: async (region, token) => {
      const call = { method: "GET", path: ATTEMPT, token, boundMs } as const;
      return mapOk(reading(await ask(region, call), statusSchema), (status) => ({
        started: status.started,
        nonce: status.nonce,
        progress: status.progress,
        required: status.required,
        otpLength: status.otp_length,
      }));
    },
    startGeneration: async (region, token) => {
      const call = { method: "POST", path: ATTEMPT, token, body: {}, boundMs } as const;
      const answer = reading(await ask(region, call), statusSchema);
      return answer.is === "ok" ? attemptOf(answer.value) : answer;
    },
    feedShare: async (region, token, { nonce, pad }, share) => {
      const body = { key: share, nonce };
      const call = { method: "POST", path: UPDATE, token, body, boundMs } as const;
      const answer = reading(await ask(region, call), statusSchema);
      return answer.is === "ok" ? takenOf(answer.value, pad) : answer;
    },
    cancelGeneration: async (region, token) =>
      done(await ask(region, { method: "DELETE", path: ATTEMPT, token, boundMs })),
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
  return mapOk(decodeOperationToken(status.encoded_token, pad), (token) => ({
    progress,
    required,
    token,
  }));
}
