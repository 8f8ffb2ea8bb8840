import { expect } from "chai";
import { idsOf } from "../../helpers/endState.ts";
import { expectUntouched } from "../../helpers/people/keyShares.ts";
import { answer, CTRL_C, ENTER } from "../../helpers/people/person.ts";
import { type CommandEnd, Rehearsal } from "../../helpers/rehearsal.ts";

describe("consent at the terminal", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  beforeEach(async () => {
    world = await Rehearsal.start({ quiesce: true });
    world.atTerminal();
  });
  afterEach(() => world.stop());

  const talk = async (line: string[], ...answers: [string, string][]): Promise<CommandEnd> => {
    const run = world.begin(...line);
    await answer(run, ...answers);
    return run.ended;
  };

  describe("to a planned move, by y/N", () => {
    const line = ["switchover", "test"];
    const question = "Move from us-west-2 to us-east-1?";

    it("is given with y", async () => {
      const end = await talk(line, [question, `y${ENTER}`]);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(world.sandbox.truth().serving).to.equal("us-east-1");
    });

    for (const [does, keys] of [
      ["answers n", `n${ENTER}`],
      ["presses Enter alone", ENTER],
      ["presses Ctrl-C", CTRL_C],
    ] as const) {
      it(`is not given by who ${does}: exit 8, nothing touched`, async () => {
        const end = await talk(line, [question, keys]);
        expect(end.exitCode, end.stderr).to.equal(8);
        expect(idsOf(end)).to.include("CANCELLED");
        expectUntouched(world);
      });
    }
  });

  describe("to a disaster, by the environment's name", () => {
    const why: [string, string] = ["Why is this failover needed?", `the Region is dark${ENTER}`];
    const question = 'Type "test" to go on';
    beforeEach(() => world.sandbox.setReach("us-west-2", "refused"));

    it("is given by the very word; the reason is asked for first, and kept", async () => {
      const end = await talk(
        ["failover", "test"],
        why,
        [question, `prod${ENTER}`],
        ["Type test to agree, or nothing to decline.", `\x15test${ENTER}`],
      );
      expect(end.exitCode, end.stderr).to.equal(13);
      expect(end.document.serving).to.equal("us-east-1");
      expect(end.stderr).to.include("Lost is what us-west-2 wrote after WAL");
    });

    for (const [does, keys] of [
      ["types nothing", ENTER],
      ["presses Ctrl-C", CTRL_C],
    ] as const) {
      it(`is not given by who ${does}: exit 8, nothing promoted`, async () => {
        const end = await talk(["failover", "test", "-m", "dark"], [question, keys]);
        expect(end.exitCode, end.stderr).to.equal(8);
        expect(idsOf(end)).to.include("CANCELLED");
        expect(world.sandbox.truth().calls).not.to.have.property("us-east-1 promote");
      });
    }

    it("needs a reason: without one exit 2, nothing contacted", async () => {
      const end = await talk(["failover", "test"], [why[0], ENTER]);
      expect(end.exitCode, end.stderr).to.equal(2);
      expect(idsOf(end)).to.deep.equal(["REASON_MISSING"]);
      expect(world.sandbox.truth().calls).to.deep.equal({});
    });
  });

  describe("to a reattachment, by the environment's name", () => {
    const question = 'Type "test" to go on';
    beforeEach(async () => {
      await world.sandbox.setReach("us-west-2", "refused");
      await world.run("failover", "test", "--yes", "-m", "dark");
      await world.sandbox.setReach("us-west-2", "up");
    });

    it("is given by the very word", async () => {
      const end = await talk(["reattach", "test"], [question, `test${ENTER}`]);
      expect(end.exitCode, end.stderr).to.equal(0);
      expect(end.stderr).to.include("What only us-west-2 has is discarded.");
      expect(world.sandbox.truth().regions["us-west-2"]?.upstream).to.equal("us-east-1");
    });

    it("is not given by who types nothing: exit 8, nothing discarded", async () => {
      const end = await talk(["reattach", "test"], [question, ENTER]);
      expect(end.exitCode, end.stderr).to.equal(8);
      expect(world.sandbox.truth().regions["us-west-2"]?.mode).to.equal("primary");
    });
  });
});
