import { createHash } from "node:crypto";
import type { Properties, ResourceKind } from "../resourceKind.ts";

/** What AWS would answer about one type of which nothing in the sandbox asks anything. */
export type KeptType = {
  required: readonly string[];
  optional?: readonly string[];
  /** Inputs whose change makes a new resource. */
  replaceOn: readonly string[];
  /** What is wrong with the inputs, as AWS would say it, or null. */
  wrong?: (news: Properties) => string | null;
  /** Its id. `mark` is the same for the same inputs that name it, and for no others. */
  id: (inputs: Properties, mark: string) => string;
  /** What AWS chooses beside the inputs. */
  outs?: (inputs: Properties, id: string) => Properties;
};

/** A resource that lives in the stack's state alone: nobody in the sandbox calls it by its API. */
export function kept(type: KeptType): ResourceKind {
  const { required, optional = [], replaceOn } = type;
  const inputs = new Set([...required, ...optional, "region", "tags"]);
  const outputs = (id: string, news: Properties): Properties => ({
    ...news,
    ...type.outs?.(news, id),
  });
  return {
    inputs,
    replaceOn: ["region", ...replaceOn],
    check: (news) => {
      const missing = required.filter((key) => news[key] === undefined);
      if (missing.length > 0) throw new Error(`it needs ${missing.join(", ")}`);
      const strange = Object.keys(news).filter((key) => !inputs.has(key) && !key.startsWith("__"));
      if (strange.length > 0) throw new Error(`it has no ${strange.join(", ")} in the sandbox`);
      const wrong = type.wrong?.(news) ?? null;
      if (wrong !== null) throw new Error(wrong);
      return news;
    },
    create: async (news) => {
      const id = type.id(news, markOf(required.map((key) => news[key])));
      return { id, outs: outputs(id, news) };
    },
    read: async (_id, properties) => properties,
    update: async (id, news) => outputs(id, news),
    delete: async () => undefined,
    cancel: () => undefined,
  };
}

const MARK_LENGTH = 16;

const markOf = (named: unknown[]): string =>
  createHash("sha256").update(JSON.stringify(named)).digest("hex").slice(0, MARK_LENGTH);
