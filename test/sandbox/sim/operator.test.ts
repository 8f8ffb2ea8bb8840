import { expect } from "chai";
import { withoutRun } from "../../../automation/report/outcome.ts";
import { type CommandName, commandsIn } from "../../../sandbox/sim/commands.ts";
import { Operator } from "../../../sandbox/sim/operator.ts";
import type { CommandEnd } from "../../../sandbox/sim/process.ts";
import { USUAL } from "../../../sandbox/sim/settings.ts";
import { buildWorld } from "../../../sandbox/sim/world.ts";

type Said = { exitCode: number; next?: string; remaining?: { what: string; command: string }[] };

const anEnd = ({ exitCode, next = "", remaining = [] }: Said): CommandEnd => ({
  ...withoutRun({
    verb: "switchover",
    environment: "test",
    outcome: "done",
    exitCode,
    findings: [{ id: "LEASE_HELD", severity: "refuse", now: "", next }],
  }),
  remaining,
});

describe("a simulated operator, once nothing goes wrong any more", () => {
  const operator = () => new Operator(buildWorld(USUAL));
  const doesAfter = (verb: CommandName, end: CommandEnd, who = operator()) =>
    who.next({ command: { verb }, host: "laptop", end }, true)?.command.verb ?? "rests";

  it("does what the command names: what is left to do before what to do about a refusal", () => {
    const remaining = [{ what: "reattach", command: "vault-dr reattach test" }];
    const next = "Go on with: vault-dr resume test";
    expect(doesAfter("failover", anEnd({ exitCode: 13, next, remaining }))).to.equal("reattach");
    expect(doesAfter("failover", anEnd({ exitCode: 10, next }))).to.equal("resume");
  });

  it("runs the command again where he is to wait, and takes up a run whose process died", () => {
    expect(doesAfter("switchover", anEnd({ exitCode: 11, next: "Wait for it." }))).to.equal(
      "switchover",
    );
    expect(doesAfter("switchover", null)).to.equal("resume");
  });

  it("ends no lease by hand, although the message says how", () => {
    const next = "A run that hangs is stopped with: vault-dr lock release test";
    expect(commandsIn(next)).to.deep.equal(["lock release"]);
    expect(doesAfter("abort", anEnd({ exitCode: 11, next }))).to.equal("abort");
  });

  it("goes back to what he was at once a tool has cleared the way", () => {
    const who = operator();
    const next = "Bring the file up to date: vault-dr config pull test";
    expect(doesAfter("switchover", anEnd({ exitCode: 10, next }), who)).to.equal("config pull");
    expect(doesAfter("config pull", anEnd({ exitCode: 0 }), who)).to.equal("switchover");
  });

  it("rests when everything that he was told is done, by whomever", () => {
    const who = operator();
    const remaining = [{ what: "the stack", command: "vault-dr reconcile test" }];
    who.hears({
      command: { verb: "failover" },
      host: "other",
      end: anEnd({ exitCode: 13, remaining }),
    });
    expect(doesAfter("resume", anEnd({ exitCode: 0 }), who)).to.equal("reconcile");
    expect(doesAfter("reconcile", anEnd({ exitCode: 0 }), who)).to.equal("rests");
  });

  it("has what one machine alone can do be done there", () => {
    const who = operator();
    const remaining = [{ what: "join, from this machine", command: "vault-dr reconcile test" }];
    const command = { verb: "failover" } as const;
    who.hears({ command, host: "other", end: anEnd({ exitCode: 13, remaining }) });
    const ran = { command: { verb: "resume" } as const, host: "desk", end: anEnd({ exitCode: 0 }) };
    expect(who.next(ran, true)).to.deep.equal({ command: { verb: "reconcile" }, host: "other" });
  });
});
