import { expect } from "chai";
import type { SandboxOptions } from "../../sandbox/doors/loopback/options.ts";
import { idsOf } from "../helpers/endState.ts";
import { giveShares, STRANGE_SHARE, shareCommand, timesRun } from "../helpers/people/keyShares.ts";
import { type CommandEnd, Rehearsal } from "../helpers/rehearsal.ts";

const WEST = "us-west-2";
const EAST = "us-east-1";

describe("an old primary that accepts no token", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  let tokenOfBoth: string | undefined;
  afterEach(() => world.stop());

  /** us-west-2 was lost and is back as a primary; VAULT_TOKEN was made in us-east-1 in between. */
  const split = async (options: SandboxOptions = {}): Promise<void> => {
    world = await Rehearsal.start(options);
    await world.sandbox.setReach(WEST, "refused");
    const lost = await world.run("failover", "test", "--yes", "-m", "us-west-2 is gone");
    expect(lost.exitCode, lost.stderr).to.equal(13);
    await world.sandbox.setReach(WEST, "up");
    tokenOfBoth = world.env.VAULT_TOKEN;
    world.setEnv({ VAULT_TOKEN: world.sandbox.mintToken(EAST) });
  };
  const reattach = (...more: string[]) => world.run("reattach", "test", "--yes", ...more);
  const rootTokens = (region: string) => world.sandbox.truth().regions[region]?.rootTokens;
  const expectUntouched = () => {
    const { regions, calls } = world.sandbox.truth();
    expect(regions[WEST]).to.include({ mode: "primary", generationRunning: false });
    expect(calls).to.not.have.property(`${WEST} demote`);
  };
  const expectAttached = (end: CommandEnd) => {
    expect(end.exitCode, end.stderr).to.equal(0);
    const { regions } = world.sandbox.truth();
    expect(regions[WEST]).to.include({ mode: "secondary", state: "stream-wals", upstream: EAST });
    expect(regions[WEST]?.merkleRoot).to.equal(regions[EAST]?.merkleRoot);
    for (const region of [WEST, EAST]) expect(rootTokens(region)).to.include({ left: 0 });
  };

  it("is not reattached: 3, nothing is touched, and the way with key shares is named", async () => {
    await split();
    const end = await reattach();
    expect(end.exitCode, end.stderr).to.equal(3);
    const finding = end.document.findings.find(({ id }) => id === "TOKEN_NOT_ACCEPTED");
    expect(finding?.next).to.include("vault-dr reattach test --generate-root");
    expectUntouched();
    expect(rootTokens(WEST)).to.deep.equal({ issued: 0, left: 0 });
  });

  it("is reattached with a root token made of key shares, and none is left anywhere", async () => {
    await split();
    const end = await reattach("--generate-root");
    expectAttached(end);
    expect(rootTokens(WEST)).to.deep.equal({ issued: 1, left: 0 });
    expect(end.document.findings.find(({ id }) => id === "ROOT_DISCARDED")?.now).to.equal(
      "The root token generated in us-west-2 is gone with the data that it was in.",
    );
    expect(end.document.steps.map(({ name }) => name)).to.deep.equal([
      "obtain-root-token",
      "demote-old-primary",
      "attach-old-primary",
      "await-attached",
      "discard-root-token",
      "delete-generated-tokens",
    ]);
  });

  it("is reattached with shares that holders give to this run alone", async () => {
    await split({ operationToken: { ttlMs: 3_600_000 } });
    giveShares(world);
    const command = shareCommand(world, world.sandbox.shares.slice(0, 3));
    expectAttached(await reattach("--generate-root", ...command));
    expect(timesRun(world)).to.equal(1);
  });

  it("needs key shares for that: without any 10, with a wrong one 3, and nothing is touched", async () => {
    await split({ operationToken: { ttlMs: 3_600_000 } });
    giveShares(world);
    const none = await reattach("--generate-root");
    expect(none.exitCode, none.stderr).to.equal(10);
    expect(idsOf(none)).to.include("CREDENTIAL_MISSING");

    const [first = "", , third = ""] = world.sandbox.shares;
    giveShares(world, first, STRANGE_SHARE, third);
    const end = await reattach("--generate-root");
    expect(end.exitCode, end.stderr).to.equal(3);
    expect(end.document).to.include({ outcome: "refused" });
    expect(idsOf(end)).to.include("CREDENTIAL_REFUSED").and.to.not.include("TOKENS_LEFT");
    expectUntouched();
    expect(rootTokens(WEST)).to.deep.equal({ issued: 0, left: 0 });
  });

  it("gets no root token when VAULT_TOKEN is accepted after all, and that is said", async () => {
    await split();
    world.setEnv({ VAULT_TOKEN: tokenOfBoth });
    const end = await reattach("--generate-root");
    expectAttached(end);
    expect(idsOf(end)).to.include("ROOT_NOT_NEEDED");
    expect(rootTokens(WEST)).to.deep.equal({ issued: 0, left: 0 });
  });

  it("loses the root token with the process that had it: resume makes another, and both are gone", async () => {
    await split();
    await world.killAfterNth(
      3,
      `${WEST} generate-root-update`,
      ...["reattach", "test", "--yes", "--generate-root"],
    );
    expect(rootTokens(WEST)).to.deep.equal({ issued: 1, left: 1 });
    expectAttached(await world.run("resume", "test", "--yes"));
    expect(rootTokens(WEST)).to.deep.equal({ issued: 2, left: 0 });
  });

  it("may be left with a root token by a run that is called off: it is said, and the next one ends it", async () => {
    await split();
    await world.killAfterNth(
      3,
      `${WEST} generate-root-update`,
      ...["reattach", "test", "--yes", "--generate-root"],
    );
    const off = await world.run("abort", "test", "--yes");
    expect(off.exitCode, off.stderr).to.equal(10);
    expect(off.document.findings.find(({ id }) => id === "TOKENS_LEFT")?.next).to.include(
      "vault-dr reattach test --generate-root",
    );
    expectAttached(await reattach("--generate-root"));
  });

  it("is attached by resume without another root token when it was demoted already", async () => {
    await split();
    await world.killAfter(`${WEST} demote`, "reattach", "test", "--yes", "--generate-root");
    expectAttached(await world.run("resume", "test", "--yes"));
    expect(rootTokens(WEST)).to.deep.equal({ issued: 1, left: 0 });
  });

  it("that refuses the demotion all the same has its root token revoked; resume goes on with another", async () => {
    await split();
    const denied = { kind: "answer", status: 403, text: "permission denied" } as const;
    world.sandbox.addFault({ call: `${WEST} demote`, times: 1, effect: denied });
    const end = await reattach("--generate-root");
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(end.document.findings.find(({ id }) => id === "ROOT_DISCARDED")?.now).to.include(
      "was revoked",
    );
    expect(rootTokens(WEST)).to.deep.equal({ issued: 1, left: 0 });
    expectAttached(await world.run("resume", "test", "--yes"));
  });

  it("may be left with a root token by a run that stopped: 14, it is said, and resume ends it", async () => {
    await split();
    world.sandbox.addFault({
      call: `${WEST} update-primary`,
      times: 50,
      effect: { kind: "answer", status: 400, text: "error decrypting secondary key" },
    });
    const end = await reattach("--generate-root");
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(idsOf(end)).to.include("TOKENS_LEFT");
    expect(rootTokens(WEST)).to.deep.equal({ issued: 1, left: 1 });
    world.sandbox.clearFaults();
    expectAttached(await world.run("resume", "test", "--yes"));
  });

  it("of Vault 2.x makes no root token for a token that it does not know: 3, explained", async () => {
    await split({ version: "2.0" });
    const end = await reattach("--generate-root");
    expect(end.exitCode, end.stderr).to.equal(3);
    expect(end.document.findings.find(({ id }) => id === "CREDENTIAL_REFUSED")?.now)
      .to.include("Since 2.0 Vault takes a token that is valid there")
      .and.to.include('enable_unauthenticated_access = ["generate-root"]');
    expectUntouched();
  });
});
