/** `us-west-2 …/demote`: the Region, and the end of the path. The first `skip` such calls go as they should. */
type Delayed = { call: string; skip?: number };

/** A call whose connection is cut at once, and that arrives all the same. */
export type Late = Delayed & { landsAfterMs: number };

/** A call that takes so long before it arrives, or its answer before it is heard. */
export type Slow = Delayed & { ms: number; on: "way there" | "way back" };

/** The first of them that is meant for the call, which uses it up; null: the call goes as it should. */
export function takeFor<T extends Delayed>(
  waiting: T[],
  call: string,
  on?: "way there" | "way back",
): T | null {
  const index = waiting.findIndex((one) => isFor(one, call) && (!("on" in one) || one.on === on));
  const found = waiting[index];
  if (found === undefined) return null;
  if (found.skip !== undefined && found.skip > 0) {
    found.skip -= 1;
    return null;
  }
  waiting.splice(index, 1);
  return found;
}

function isFor({ call }: Delayed, arriving: string): boolean {
  const [region = "", path = ""] = call.split(" ");
  return arriving.startsWith(region) && arriving.endsWith(path);
}
