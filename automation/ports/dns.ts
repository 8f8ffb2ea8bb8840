import type { Answer } from "../../ground/answer.ts";

/** What one resolver says of the service's name: the end of the CNAME chain and its first link. */
export type ResolverView = {
  resolver: string;
  answer: Answer<{ cname: string | null; addresses: string[]; ttlSeconds: number | null }>;
};

export interface DnsPort {
  /** Asks every configured resolver, or the system's, side by side. */
  resolve(name: string, boundMs: number): Promise<ResolverView[]>;
}
