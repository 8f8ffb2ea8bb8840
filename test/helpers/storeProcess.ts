import { fileStore } from "../../automation/adapters/fileStore.ts";
import { thisMachine } from "../../automation/adapters/machine.ts";
import { systemClock } from "../../automation/adapters/systemClock.ts";

/**
 * A process of its own on a run store: `take` waits for its parent's word, then tries once to take the lease and
 * prints what it was told; `append` appends long events as fast as it can and prints the index of each one acknowledged.
 */
const [directory = "", what = "", run = ""] = process.argv.slice(2);
const store = fileStore({ directory, clock: systemClock, self: thisMachine() });

if (what === "take") await take();
else await append();

async function take(): Promise<void> {
  const seen = await store.lease();
  if (seen.is !== "ok") throw new Error(seen.text);
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  process.stdin.unref();
  const now = systemClock.now();
  const times = { takenAt: now, expiresAt: now + 15_000, busyUntil: 0, released: false };
  const number = (seen.value?.number ?? 0) + 1;
  const lease = { number, run, verb: "failover", holder: store.self(), ...times };
  process.stdout.write(`${(await store.putLease(lease, seen.value)).is}\n`);
}

async function append(): Promise<void> {
  const begun = await store.read(run);
  for (let index = begun.is === "ok" ? begun.value.length : 0; ; index++) {
    const line = JSON.stringify({ index, text: "x".repeat(300_000) });
    const answer = await store.append(run, index, [line], 1);
    if (answer.is !== "ok") throw new Error(answer.text);
    process.stdout.write(`${index}\n`);
  }
}
