import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime, userInfo } from "node:os";
import type { Holder } from "../ports/store.ts";

/** This process, as others see it in the lease. */
export function thisMachine(): Holder {
  return { user: userName(), host: hostname(), boot: bootId(), pid: process.pid };
}

/**
 * Whether the holder's process is surely gone: it ran on this machine since the machine's last start, and no process
 * has its number now. Anything else may be alive.
 */
export function isSurelyGone(holder: Holder, here: Holder): boolean {
  return holder.host === here.host && holder.boot === here.boot && !isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return true; // no process's number: nothing is known
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`; // a container's user without a name
  }
}

/** One start of the machine, and on Linux the room of process numbers: a container cannot see its neighbour's. */
function bootId(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    // Elsewhere than on Linux. Two processes may round differently; then the holder counts as possibly alive.
    return `up since ${Math.round((Date.now() / 1000 - uptime()) / 10) * 10}`;
  }
}
