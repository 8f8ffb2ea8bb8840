import { retrying, type Send } from "./predecessorRetries.ts";

/** The predecessor's waits and its TTL, as published. */
export const WAITS = { ttlSeconds: 300, sleepMs: 60_000, retryMs: 30_000, attempts: 11 };

/** What the sequence needs of the world that it runs in: behind sockets, or in virtual time. */
export type Doors = {
  /** One call to the Vault at `place`. */
  send: Send;
  upsertCname(record: { value: string; ttlSeconds: number }): Promise<void>;
  pause(ms: number): Promise<void>;
  /** The old primary's and the new one's: where calls go, and the Region's own name. */
  regions: { old: { place: string }; next: { place: string; name: string } };
  /** `https://` and the service's name, with the port where it is not the usual one. */
  serviceAddress: string;
  /** Key shares, in the order in which they are asked for. */
  shares: string[];
  newId(): string;
};

export type Pace = {
  /** By what its waits are divided. */
  scale: number;
  /** Of the record that it writes. */
  ttlSeconds: number;
  /** How often it sends what is refused. */
  attempts: number;
};

/**
 * What the predecessor does: it promotes before it demotes, never looks at the lag, never waits for a role change, and
 * sleeps for a minute. Throws where it breaks off.
 */
export async function sequence(doors: Doors, { scale, ttlSeconds, attempts }: Pace): Promise<void> {
  const { sleepMs, retryMs } = WAITS;
  const call = retrying(doors, { retryMs: retryMs / scale, attempts });
  const { old, next } = doors.regions;

  const { data } = await call(next.place, "GET", "sys/replication/dr/status");
  if (data?.mode !== "secondary" || data.state !== "stream-wals")
    throw new Error(`the second Region is ${data?.mode}, ${data?.state}`);
  await call(next.place, "DELETE", `${GENERATION}/attempt`);
  const promoting = await operationToken(call, next.place, doors.shares);
  const promotion = { dr_operation_token: promoting };
  await call(next.place, "POST", "sys/replication/dr/secondary/promote", promotion);
  await doors.upsertCname({ value: next.name, ttlSeconds });
  await doors.pause(sleepMs / scale);
  await call(old.place, "POST", "sys/replication/dr/primary/demote");
  const { wrap_info } = await call(
    next.place,
    "POST",
    "sys/replication/dr/primary/secondary-token",
    { id: doors.newId() },
  );
  const attaching = await operationToken(call, old.place, doors.shares);
  await call(old.place, "POST", "sys/replication/dr/secondary/update-primary", {
    dr_operation_token: attaching,
    token: wrap_info?.token,
    primary_api_addr: doors.serviceAddress,
  });
}

const GENERATION = "sys/replication/dr/secondary/generate-operation-token";

/** A DR operation token from the key shares in its environment. */
async function operationToken(
  call: ReturnType<typeof retrying>,
  place: string,
  shares: string[],
): Promise<string> {
  const { nonce, otp = "" } = await call(place, "POST", `${GENERATION}/attempt`, {});
  for (const key of shares) {
    const given = await call(place, "POST", `${GENERATION}/update`, { key, nonce });
    if (given.complete === true) return decoded(given.encoded_token ?? "", otp);
  }
  throw new Error("the shares did not suffice");
}

const decoded = (encoded: string, otp: string): string =>
  String.fromCharCode(
    ...Buffer.from(encoded, "base64").map((byte, index) => byte ^ otp.charCodeAt(index)),
  );
