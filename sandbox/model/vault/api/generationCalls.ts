import type { Cluster } from "../cluster.ts";
import { beginGeneration, giveShare, type Strategy } from "../generation.ts";
import type { VaultWorld } from "../world.ts";
import { type Answered, answered, failed, type Request, textIn } from "./replies.ts";

/** `GET …/attempt`: what is in the slot, of either kind; the pad is not shown again. */
export const generationStatus = (_world: VaultWorld, cluster: Cluster): Answered =>
  answered(200, statusBody(cluster, ""));

/** `POST …/attempt`: the only answer with the pad, unless the starter brought his own. */
export function startGeneration(
  world: VaultWorld,
  cluster: Cluster,
  { body }: Request,
  strategy: Strategy,
): Answered {
  if (textIn(body, "pgp_key") !== undefined) return failed(400, "PGP keys are not modelled here");
  const own = textIn(body, "otp");
  if (own !== undefined && Buffer.byteLength(own) !== cluster.traits.generatedTokenLength) {
    return failed(400, "OTP string is wrong length");
  }
  const begun = beginGeneration(world, cluster, { strategy, pad: own ?? null });
  if (begun === null) return failed(400, "root generation already in progress");
  return answered(200, statusBody(cluster, own === undefined ? begun.pad : ""));
}

/** `DELETE …/attempt`: also when nothing is in progress, and whoever asks. */
export function cancelGeneration(_world: VaultWorld, cluster: Cluster): Answered {
  cluster.generation = null;
  return answered(204);
}

/** `POST …/update`: one share. */
export function updateGeneration(
  world: VaultWorld,
  cluster: Cluster,
  { body }: Request,
  strategy: Strategy,
): Answered {
  if (body === undefined) return failed(400, "EOF");
  const key = textIn(body, "key");
  if (key === undefined || key === "") {
    return failed(400, "'key' must be specified in request body as JSON");
  }
  const nonce = textIn(body, "nonce") ?? "";
  const outcome = giveShare(world, cluster, { strategy, key, nonce });
  switch (outcome.is) {
    case "refused":
      return failed(400, outcome.text);
    case "counted":
      return answered(200, updateBody(cluster, { nonce, progress: outcome.progress }));
    case "complete":
      return answered(200, {
        ...updateBody(cluster, { nonce, progress: cluster.threshold }),
        encoded_token: outcome.encodedToken,
        ...(strategy === "root" ? { encoded_root_token: outcome.encodedToken } : {}),
      });
    default:
      return outcome satisfies never;
  }
}

const statusBody = ({ generation, threshold, traits }: Cluster, pad: string): object => ({
  nonce: generation?.nonce ?? "",
  started: generation !== null,
  progress: generation?.given.length ?? 0,
  required: threshold,
  complete: false,
  encoded_token: "",
  encoded_root_token: "",
  pgp_fingerprint: "",
  otp: pad,
  otp_length: traits.generatedTokenLength,
});

const updateBody = (
  { threshold }: Cluster,
  { nonce, progress }: { nonce: string; progress: number },
): object => ({
  nonce,
  started: true,
  progress,
  required: threshold,
  complete: progress === threshold,
  encoded_token: "",
  encoded_root_token: "",
  pgp_fingerprint: "",
  otp: "",
  otp_length: 0,
});
