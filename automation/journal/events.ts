import { z } from "zod";
import { CATALOGUE, type ErrorCode } from "../../ground/errors.ts";
import type { Plan, StepName } from "../plan/plan.ts";
import type { Consents } from "../plan/snapshot.ts";

/**
 * What a run has done, one line each, never edited. An event kind keeps its meaning for ever; a change is a new kind.
 * `at` is milliseconds since the epoch.
 */
const at = z.number();
const code = z.enum(Object.keys(CATALOGUE) as [ErrorCode, ...ErrorCode[]]);
const step = z.string() as unknown as z.ZodType<StepName>;
const failure = z.object({ code, now: z.string(), next: z.string() });
const finding = z.object({
  id: code,
  severity: z.enum(["refuse", "warn", "info"]),
  now: z.string(),
  next: z.string(),
});
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const facts = z.record(z.string(), fact);
const phase = z.enum(["forward", "back"]);
const remaining = z.object({ what: z.string(), command: z.string() });
const timings = z.object({
  totalMs: z.number(),
  writeOutageMs: z.number().nullable(),
  clientOutageMs: z.number().nullable(),
  waitedForVaultMs: z.number(),
  waitedForDnsMs: z.number(),
  overheadMs: z.number(),
});
const outcome = z.enum(["done", "refused", "rolled-back", "incomplete", "halted", "failed"]);

export const eventSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("planned"),
    at,
    run: z.string(),
    release: z.string(),
    plan: z.custom<Plan>((value) => typeof value === "object" && value !== null && "move" in value),
    findings: z.array(finding),
    operator: z.string(),
    reason: z.string().nullable(),
    consents: z.custom<Consents>((value) => typeof value === "object"),
  }),
  z.object({ kind: z.literal("confirmed"), at, by: z.enum(["--yes", "prompt"]) }),
  z.object({
    kind: z.literal("resumed"),
    at,
    operator: z.string(),
    /** Given for this taking up of the run; they add to those of the plan. */
    consents: z.custom<Consents>((value) => typeof value === "object").optional(),
  }),
  z.object({
    kind: z.literal("started"),
    at,
    phase,
    step,
    attempt: z.number(),
    undo: z.string().nullable(),
    touches: z.boolean(),
    busyUntil: z.number(),
  }),
  z.object({
    kind: z.literal("answered"),
    at,
    phase,
    step,
    attempt: z.number(),
    is: z.enum(["ok", "refused", "unknown"]),
    definite: z.boolean(),
    text: z.string(),
    facts,
  }),
  // `since`: when the process that ends the step had reached it; `found`: there was nothing to do or to wait for.
  z.object({ kind: z.literal("finished"), at, phase, step, since: at, found: z.boolean(), facts }),
  z.object({ kind: z.literal("failed"), at, phase, step, since: at, failure }),
  z.object({ kind: z.literal("went-back"), at, because: failure }),
  // A failover takes the place of a planned move whose old primary died.
  z.object({ kind: z.literal("superseded"), at, by: z.string() }),
  z.object({ kind: z.literal("halted"), at, failure, step: z.string().nullable() }),
  z.object({
    kind: z.literal("ended"),
    at,
    outcome,
    exitCode: z.number(),
    serving: z.string().nullable(),
    remaining: z.array(remaining),
    findings: z.array(finding),
    timings,
  }),
]);

export type JournalEvent = z.output<typeof eventSchema>;
export type Facts = z.output<typeof facts>;
export type Phase = z.output<typeof phase>;
export type Remaining = z.output<typeof remaining>;
export type Timings = z.output<typeof timings>;
export type Outcome = z.output<typeof outcome>;
export type EndedEvent = Extract<JournalEvent, { kind: "ended" }>;
