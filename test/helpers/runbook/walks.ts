import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stoppedAt, whenStarted } from "../killTable/interrupted.ts";
import { giveShares, STRANGE_SHARE, shareCommand } from "../people/keyShares.ts";
import { answer, ENTER } from "../people/person.ts";
import { type CommandEnd, type Rehearsal, until } from "../rehearsal.ts";
import { EAST, WEST } from "../vaultWorld.ts";
import type { Reader } from "./reader.ts";

const SWITCHOVER = ["switchover", "test", "--yes"];

export type Walk = {
  world?: Parameters<typeof Rehearsal.start>[0];
  walk: (reader: Reader) => Promise<void>;
};

const ids = ({ document }: CommandEnd): string[] => document.findings.map(({ id }) => id);
const serves = ({ world }: Reader, region: string) =>
  expect(world.sandbox.truth().serving).to.equal(region);

async function losesWest({ world }: Reader): Promise<void> {
  await world.sandbox.setReach(WEST, "refused");
  const lost = await world.run("failover", "test", "--yes", "-m", "gone");
  expect(lost.exitCode, lost.stderr).to.equal(13);
  await world.sandbox.setReach(WEST, "up");
}

async function diesAfterTheDemotion({ world }: Reader): Promise<void> {
  await world.killAfter(`${WEST} demote`, ...SWITCHOVER);
  await until(() => !world.sandbox.truth().regions[WEST]?.changingRole, "it is demoted");
}

/** How the world comes into each section's situation, and who reads it there. */
export const WALKS: Record<string, Walk> = {
  "Something is wrong, and you do not know what": {
    walk: async (reader) => {
      await reader.types();
      await reader.world.sandbox.setReach(EAST, "refused");
      expect(ids(await reader.types())).to.include("TARGET_SILENT");
      await reader.types();
    },
  },
  "The serving Region must be left, and both Regions work": {
    walk: async (reader) => {
      await reader.types();
      await reader.types();
      await reader.types();
      serves(reader, EAST);
      await reader.types();
      serves(reader, WEST);
    },
  },
  "The serving Region is gone": {
    walk: async (reader) => {
      await reader.world.sandbox.setReach(WEST, "refused");
      await reader.types();
      serves(reader, EAST);
    },
  },
  "The lost Region comes back": {
    walk: async (reader) => {
      await losesWest(reader);
      await reader.types();
      expect(reader.world.sandbox.truth().regions[WEST]?.upstream).to.equal(EAST);
    },
  },
  "The old primary accepts no token": {
    walk: async (reader) => {
      await losesWest(reader);
      reader.world.setEnv({ VAULT_TOKEN: reader.world.sandbox.mintToken(EAST) });
      expect(ids(await reader.types())).to.include("TOKEN_NOT_ACCEPTED");
      expect(ids(await reader.types())).to.include("ROOT_DISCARDED");
    },
  },
  "A run stopped half-way (14), or the machine that ran it died": {
    walk: async (reader) => {
      await diesAfterTheDemotion(reader);
      await reader.types();
      serves(reader, EAST);
    },
  },
  "You pressed Ctrl-C": {
    walk: async (reader) => {
      const at = whenStarted("promote-new-primary");
      const end = await stoppedAt(reader.world, SWITCHOVER, at, ({ child }) =>
        child.kill("SIGINT"),
      );
      expect(end.exitCode).to.equal(14);
      await reader.types();
      serves(reader, EAST);
    },
  },
  "An unfinished move must not go on": {
    walk: async (reader) => {
      await diesAfterTheDemotion(reader);
      await reader.types();
      serves(reader, WEST);
    },
  },
  "A move is unfinished, and its old primary has died": {
    walk: async (reader) => {
      await diesAfterTheDemotion(reader);
      await reader.world.sandbox.setReach(WEST, "refused");
      expect(ids(await reader.types())).to.deep.equal(["NO_WAY_BACK"]);
      await reader.types();
      serves(reader, EAST);
    },
  },
  '"Another run holds the lease" (11)': {
    walk: async (reader) => {
      const { world } = reader;
      world.setEnv({ HOOK_TAKES_MS: "5000" });
      const other = world.begin(...SWITCHOVER);
      await until(() => world.eventLog().some(({ step }) => step === "quiesce"), "it acts");
      world.setEnv({ HOOK_TAKES_MS: "0" });
      expect(ids(await reader.types())).to.deep.equal(["LEASE_HELD"]);
      await reader.types();
      expect(ids(await reader.types())).to.deep.equal(["LEASE_RELEASED"]);
      const stopped = await other.ended;
      expect([stopped.exitCode, ...ids(stopped)], stopped.stderr).to.include.members([
        14,
        "LEASE_LOST",
      ]);
      await reader.types();
      serves(reader, EAST);
    },
  },
  "The key shares are in several hands": {
    walk: async (reader) => {
      const [a = "", b = "", c = "", d = ""] = reader.world.sandbox.shares;
      giveShares(reader.world);
      reader.world.atTerminal();
      const running = reader.begins();
      const holders = [d, b, a].map((share, index): [string, string] => [
        `Key share ${index + 1} of 3`,
        share + ENTER,
      ]);
      await answer(running, ...holders);
      await running.ended;
      serves(reader, EAST);
      const [, command = ""] = shareCommand(reader.world, [c, a, d]);
      await reader.types({ "./print-shares": command });
      serves(reader, WEST);
    },
  },
  "A key share is wrong": {
    walk: async (reader) => {
      const [a = "", b = ""] = reader.world.sandbox.shares;
      giveShares(reader.world, a, STRANGE_SHARE, b);
      expect(ids(await reader.types())).to.include("CREDENTIAL_REFUSED");
      serves(reader, WEST);
    },
  },
  "Somebody else generates a token at the same time": {
    walk: async (reader) => {
      const effect = { kind: "attempt-of-a-stranger", applied: true } as const;
      reader.world.sandbox.addFault({ call: `${EAST} generate-status`, times: 1, effect });
      const end = await reader.types();
      expect(end.stderr).to.include("was cancelled");
      serves(reader, EAST);
    },
  },
  "Vault 2.x refuses the key shares": {
    world: { version: "2.0" },
    walk: async (reader) => {
      const token = reader.world.env.VAULT_TOKEN;
      reader.world.setEnv({ VAULT_TOKEN: undefined });
      expect(ids(await reader.types())).to.include("CREDENTIAL_MISSING");
      reader.world.setEnv({ VAULT_TOKEN: token });
      await reader.types();
      serves(reader, EAST);
    },
  },
  "`pulumi up` is refused": {
    walk: async (reader) => {
      const file = join(reader.world.folder, "Pulumi.test.yaml");
      const stale = readFileSync(file);
      expect((await reader.world.run(...SWITCHOVER)).exitCode).to.equal(0);
      writeFileSync(file, stale);
      await reader.types();
      expect(reader.world.stackKeys()).to.deep.equal({ activeRegion: EAST, takeover: 2 });
    },
  },
  "The stack was not brought up to date (13, `STACK_LOCKED` or `STACK_UPDATE_FAILED`)": {
    walk: async (reader) => {
      reader.world.lockStack(true);
      const end = await reader.world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(13);
      reader.world.lockStack(false);
      await reader.types();
      expect(reader.world.stackOutput()).to.include({ activeRegion: EAST, takeover: 2 });
    },
  },
};
