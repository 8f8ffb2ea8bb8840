import { expect } from "chai";
import {
  expectUntouched,
  giveShares,
  STRANGE_SHARE,
  shareCommand,
  timesRun,
} from "../../helpers/people/keyShares.ts";
import { type CommandEnd, Rehearsal } from "../../helpers/rehearsal.ts";

const SWITCHOVER = ["switchover", "test", "--yes"];

describe("key shares", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  let shares: [string, string, string, string, string];
  beforeEach(async () => {
    world = await Rehearsal.start({ quiesce: true });
    shares = world.sandbox.shares as typeof shares;
  });
  afterEach(() => world.stop());

  const refusal = ({ document }: CommandEnd) =>
    document.findings.find(({ severity }) => severity === "refuse");
  const tokensIn = (region: string) => world.sandbox.truth().regions[region]?.operationTokens;

  describe("from the environment", () => {
    const wrong: [string, (right: string) => string, string][] = [
      ["mistyped", (right) => right.replace(/^./, right.startsWith("A") ? "B" : "A"), "is wrong"],
      ["of another cluster", () => STRANGE_SHARE, "is wrong"],
      ["given twice", () => shares[0], "is key share 1 again"],
    ];
    for (const [what, spoil, text] of wrong) {
      it(`one ${what} among four is named by its position, and the move goes on`, async () => {
        giveShares(world, shares[0], spoil(shares[3]), shares[1], shares[2]);
        const end = await world.run(...SWITCHOVER);
        expect(end.exitCode, end.stderr).to.equal(0);
        expect(end.stderr).to.include(`key share 2 ${text}`);
      });
    }

    it("exactly three with a wrong one are refused with what to do, and nothing is touched", async () => {
      giveShares(world, shares[0], STRANGE_SHARE, shares[1]);
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(3);
      expect(refusal(end)?.id).to.equal("CREDENTIAL_REFUSED");
      expect(refusal(end)?.now)
        .to.include("at least one of the key shares 1, 2, 3 is wrong")
        .and.to.include("with one share more the wrong one can be told");
      expectUntouched(world);
      expect(world.sandbox.truth().regions["us-east-1"]?.generationRunning).to.equal(false);
    });

    it("all of another cluster are refused before a disaster touches anything", async () => {
      giveShares(world, ...[1, 2, 3].map((byte) => Buffer.alloc(33, byte).toString("hex")));
      await world.sandbox.setReach("us-west-2", "refused");
      const end = await world.run("failover", "test", "--yes", "-m", "gone");
      expect(end.exitCode, end.stderr).to.equal(3);
      expect(refusal(end)?.now).to.include("or they belong to another cluster");
      expect(world.sandbox.truth().calls).not.to.have.property("us-east-1 promote");
    });

    it("too few name all places from which the others can come", async () => {
      giveShares(world, shares[0], shares[1]);
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(3);
      expect(refusal(end)?.now).to.include("3 key shares are needed, 2 are given");
      expect(refusal(end)?.next)
        .to.include("VAULT_RECOVERY_KEY_1…n")
        .and.to.include("--key-share-command CMD");
      giveShares(world);
      const none = await world.run(...SWITCHOVER);
      expect(none.exitCode, none.stderr).to.equal(10);
      expect(refusal(none)?.id).to.equal("CREDENTIAL_MISSING");
      expect(refusal(none)?.next).to.include("--key-share-command CMD");
      expectUntouched(world);
    });
  });

  describe("from --key-share-command", () => {
    it("are enough; it is run once, by the run alone", async () => {
      giveShares(world);
      const command = shareCommand(world, shares.slice(1, 4));
      const check = await world.run("check", "test", ...command);
      expect(check.exitCode, check.stderr).to.equal(0);
      expect((await world.run("plan", "switchover", "test", ...command)).exitCode).to.equal(0);
      expect((await world.run("status", "test")).exitCode).to.equal(0);
      expect(timesRun(world)).to.equal(0);
      const end = await world.run(...SWITCHOVER, ...command);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(end.document.findings.map(({ id }) => id)).to.include("SHARES_TO_COLLECT");
      expect(timesRun(world)).to.equal(1);
    });

    it("come after those of the environment, and positions count on", async () => {
      giveShares(world, shares[0]);
      const command = shareCommand(world, [shares[1], STRANGE_SHARE, shares[3]]);
      const end = await world.run(...SWITCHOVER, ...command);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(end.stderr).to.include("key share 3 is wrong");
    });

    it("are not asked for where the environment has enough", async () => {
      const end = await world.run(...SWITCHOVER, ...shareCommand(world, []));
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(timesRun(world)).to.equal(0);
    });

    it("that fails is told by its exit code alone, and nothing is touched", async () => {
      giveShares(world);
      const end = await world.run(...SWITCHOVER, ...shareCommand(world, shares, 7));
      expect(end.exitCode, end.stderr).to.equal(10);
      expect(refusal(end)?.id).to.equal("CREDENTIAL_MISSING");
      expect(refusal(end)?.now).to.include("exit code 7. Run it by hand to see why");
      expect(end.stderr).not.to.include("debug:");
      expectUntouched(world);
    });

    it("that are too few are counted, and nothing is touched", async () => {
      giveShares(world);
      const end = await world.run(...SWITCHOVER, ...shareCommand(world, shares.slice(0, 2)));
      expect(end.exitCode, end.stderr).to.equal(3);
      expect(refusal(end)?.now).to.equal("3 key shares are needed, 2 are there.");
      expectUntouched(world);
    });
  });

  describe("and strangers", () => {
    it("a stranger's unfinished attempt in the slot is cancelled and told, and the move goes on", async () => {
      const effect = { kind: "attempt-of-a-stranger", applied: true } as const;
      world.sandbox.addFault({ call: "us-east-1 generate-status", times: 1, effect });
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(end.stderr).to.include(
        "an unfinished attempt to generate a token in us-east-1 (1 of 3",
      );
      expect(world.sandbox.truth().calls["us-east-1 generate-cancel"]).to.equal(1);
    });

    it("a stranger who begins again and again is not fought for ever: exit 3, nothing touched", async () => {
      const effect = { kind: "attempt-of-a-stranger", applied: true } as const;
      world.sandbox.addFault({ call: "us-east-1 generate-attempt", times: 99, effect });
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(3);
      expect(refusal(end)?.now)
        .to.include("lost 5 times, at last by: root generation already in progress")
        .and.to.include("Somebody else generates tokens in us-east-1 too");
      expectUntouched(world);
    });

    it("an attempt that is lost midway, with the active node, is begun anew", async () => {
      const effect = { kind: "attempt-lost", applied: true } as const;
      world.sandbox.addFault({ call: "us-east-1 generate-update", skip: 1, times: 1, effect });
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(world.sandbox.truth().calls["us-east-1 generate-attempt"]).to.equal(2);
    });
  });

  describe("and the tokens made of them", () => {
    it("are deleted on the secondary, and reported where only a primary has them", async () => {
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(tokensIn("us-west-2")).to.deep.equal({ issued: 1, left: 0 });
      expect(tokensIn("us-east-1")).to.deep.equal({ issued: 1, left: 1 });
      const left = end.document.findings.find(({ id }) => id === "TOKENS_LEFT");
      expect(left?.now).to.include("us-east-1").and.not.to.include("us-west-2");
    });

    it("are deleted on the way back too", async () => {
      const effect = { kind: "answer", status: 400, text: "not today" } as const;
      world.sandbox.addFault({ call: "us-east-1 promote", times: 99, effect });
      const end = await world.run(...SWITCHOVER);
      expect(end.exitCode, end.stderr).to.equal(12);
      expect(tokensIn("us-east-1")).to.deep.equal({ issued: 1, left: 0 });
      expect(tokensIn("us-west-2")).to.deep.equal({ issued: 1, left: 1 });
      const left = end.document.findings.find(({ id }) => id === "TOKENS_LEFT");
      expect(left?.now).to.include("us-west-2").and.not.to.include("us-east-1");
    });
  });
});
