import { z } from "zod";
import { drOutputSchema } from "../../../infra/contract.ts";
import type { Documents, Lease } from "../../ports/store.ts";
import { readIfThere } from "./durable.ts";

/** Every small file of the run store, and its form. */
export const FORMS: { [Name in keyof Stored]: z.ZodType<Stored[Name]> } = {
  lease: z.object({
    number: z.number(),
    run: z.string(),
    verb: z.string(),
    holder: z.object({ user: z.string(), host: z.string(), boot: z.string(), pid: z.number() }),
    takenAt: z.number(),
    expiresAt: z.number(),
    busyUntil: z.number(),
    released: z.boolean(),
    releasedBy: z.string().optional(),
  }),
  serving: z.object({
    activeRegion: z.string(),
    takeover: z.number(),
    run: z.string(),
    at: z.number(),
  }),
  lag: z.object({
    primary: z.string(),
    last: z.object({
      region: z.string(),
      wals: z.number(),
      atLeastMs: z.number(),
      atMostMs: z.number().nullable(),
      at: z.number(),
      clusterId: z.string().optional(),
    }),
    points: z.array(z.object({ at: z.number(), wal: z.number() })),
  }),
  dr: drOutputSchema,
};

type Stored = Documents & { lease: Lease };

/** A file that is there and does not have its form. */
export class Spoilt extends Error {}

/** What the file says, or null where there is none; throws Spoilt where it makes no sense. */
export async function readForm<T>(path: string, form: z.ZodType<T>): Promise<T | null> {
  const bytes = await readIfThere(path);
  return bytes === null ? null : inForm(path, form, bytes.toString("utf8"));
}

/** What the text of `place` says; throws Spoilt where it makes no sense. */
export function inForm<T>(place: string, form: z.ZodType<T>, text: string): T {
  const parsed = form.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw new Spoilt(`${place} does not have its form`);
}

/** A document as it is stored: JSON that a person can read. */
export const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which has no form
  }
}
