import type { Answer } from "../../ground/answer.ts";

/** A CNAME in Route 53. `value` is a bare host name. */
export type TrafficRecord = { name: string; value: string; ttlSeconds: number };

/** INSYNC: every Route 53 server of the zone has the change. */
export type ChangeState = "PENDING" | "INSYNC";

/** The service's record in its hosted zone. */
export interface TrafficPort {
  /** The record as the control plane has it, or null where there is none. */
  record(): Promise<Answer<TrafficRecord | null>>;
  /** UPSERT, one change; answers with its id. Refuses a value that is not a bare host name before it is sent. */
  upsert(change: { value: string; ttlSeconds: number }): Promise<Answer<{ changeId: string }>>;
  change(changeId: string): Promise<Answer<ChangeState>>;
}
