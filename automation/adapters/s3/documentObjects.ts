import { z } from "zod";
import { type Answer, ok } from "../../../ground/answer.ts";
import type { Documents } from "../../ports/store.ts";
import { asText, FORMS, inForm } from "../files/documents.ts";
import type { Bucket } from "./bucket.ts";
import { type HeldLease, overtaken } from "./heldLease.ts";

type Name = keyof Documents;
/** Under which lease a document was last written: a late writer meets the higher number, or the changed ETag. */
type Known = { etag: string | null; lease: number };

const leaseSchema = z.looseObject({ lease: z.number().optional() });
const TRIES = 3;

/** The small documents beside the runs, one object each. */
export class DocumentObjects {
  readonly #bucket: Bucket;
  readonly #lease: HeldLease;
  readonly #known = new Map<Name, Known>();

  constructor(bucket: Bucket, lease: HeldLease) {
    this.#bucket = bucket;
    this.#lease = lease;
  }

  async read<N extends Name>(name: N): Promise<Answer<Documents[N] | null>> {
    const found = await this.#bucket.read(objectName(name));
    if (found.is !== "ok") return found;
    this.#remember(name, found.value);
    if (found.value === null) return ok(null);
    return ok(inForm<Documents[N]>(objectName(name), FORMS[name], found.value.text));
  }

  async put<N extends Name>(
    name: N,
    value: Documents[N],
    leaseNumber: number | null,
  ): Promise<Answer<void>> {
    if (leaseNumber !== null) {
      const admitted = await this.#lease.admitsNow(leaseNumber);
      if (admitted.is !== "ok") return admitted;
    }
    for (let left = TRIES; ; left--) {
      const known = await this.#look(name);
      if (known.is !== "ok") return known;
      const { etag, lease } = known.value;
      if (leaseNumber !== null && lease > leaseNumber) return overtaken(lease, leaseNumber);
      const next = { ...value, lease: leaseNumber ?? lease };
      const written = await this.#bucket.write(objectName(name), asText(next), etag);
      if (written.is === "ok") {
        this.#known.set(name, { etag: written.value, lease: next.lease });
        return ok(undefined);
      }
      this.#known.delete(name);
      if (written.is === "unknown" || left === 0) return written;
    }
  }

  async #look(name: Name): Promise<Answer<Known>> {
    const known = this.#known.get(name);
    if (known !== undefined) return ok(known);
    const found = await this.#bucket.read(objectName(name));
    return found.is === "ok" ? ok(this.#remember(name, found.value)) : found;
  }

  /** What has no form is replaced like anything else: its ETag is all that a writing needs. */
  #remember(name: Name, found: { etag: string; text: string } | null): Known {
    const known = { etag: found?.etag ?? null, lease: found === null ? 0 : leaseIn(found.text) };
    this.#known.set(name, known);
    return known;
  }
}

function leaseIn(text: string): number {
  try {
    return inForm("a document", leaseSchema, text).lease ?? 0;
  } catch {
    return 0;
  }
}

const objectName = (name: Name): string => `${name}.json`;
