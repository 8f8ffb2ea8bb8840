import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Rehearsal } from "../rehearsal.ts";
import { ROOT } from "../rehearsalPlace.ts";

/** A share as Vault would take it, of no key of this world. */
export const STRANGE_SHARE = Buffer.alloc(33, 7).toString("base64");

/** Exactly these in the environment of the commands that follow, from VAULT_RECOVERY_KEY_1 on. */
export function giveShares(world: Rehearsal, ...shares: string[]): void {
  const none = Object.keys(world.env).filter((name) => name.startsWith("VAULT_RECOVERY_KEY_"));
  world.setEnv(Object.fromEntries(none.map((name) => [name, undefined])));
  world.setEnv(named("VAULT_RECOVERY_KEY_", shares));
}

/** The flag with a command that prints these, one a line, and ends with `exitCode`. */
export function shareCommand(world: Rehearsal, shares: string[], exitCode = 0): string[] {
  world.setEnv(named("HOLDER_", shares));
  const script = join(ROOT, "test/helpers/standIn/printShares.ts");
  return ["--key-share-command", `${process.execPath} ${script} ${callsOf(world)} ${exitCode}`];
}

/** How often that command was run. */
export function timesRun(world: Rehearsal): number {
  const file = callsOf(world);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
}

/** Roles, record and TTL are as in the beginning, and no token was generated and left. */
export function expectUntouched({ sandbox }: Rehearsal): void {
  const { regions, service, calls } = sandbox.truth();
  expect(regions["us-west-2"]).to.include({ mode: "primary", state: "running" });
  expect(regions["us-east-1"]).to.include({ mode: "secondary", state: "stream-wals" });
  expect(regions["us-east-1"]?.operationTokens.left).to.equal(0);
  expect(service.region).to.equal("us-west-2");
  for (const call of ["us-west-2 demote", "us-east-1 promote", CHANGE])
    expect(calls[call], call).to.equal(undefined);
}

const CHANGE = "route53 ChangeResourceRecordSets";

const callsOf = ({ folder }: Rehearsal): string => join(folder, "holders-called");

const named = (prefix: string, shares: string[]) =>
  Object.fromEntries(shares.map((share, index) => [`${prefix}${index + 1}`, share]));
