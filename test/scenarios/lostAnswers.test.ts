import { expect } from "chai";
import type { Effect } from "../../sandbox/model/faults.ts";
import { Rehearsal } from "../helpers/rehearsal.ts";

describe("answers that fail or are lost", function () {
  this.timeout(60_000);
  let world: Rehearsal;
  afterEach(() => world.stop());

  const CATCHING_UP: Effect = {
    kind: "answer",
    status: 503,
    text: "replication is still catching up",
  };

  const harmless: [string, string, number, Effect][] = [
    ["promote answers 503 three times", "us-east-1 promote", 3, CATCHING_UP],
    [
      "promote is applied and its answer lost",
      "us-east-1 promote",
      1,
      { kind: "lose-answer", applied: true },
    ],
    [
      "promote is not applied and its answer lost",
      "us-east-1 promote",
      1,
      { kind: "lose-answer", applied: false },
    ],
    [
      "demote is applied and its answer lost",
      "us-west-2 demote",
      1,
      { kind: "lose-answer", applied: true },
    ],
    [
      "demote is not applied and its answer lost",
      "us-west-2 demote",
      1,
      { kind: "lose-answer", applied: false },
    ],
    [
      "the record's change is applied and its answer lost",
      "route53 ChangeResourceRecordSets",
      1,
      { kind: "lose-answer", applied: true },
    ],
    [
      "update-primary is applied and its answer lost",
      "us-west-2 update-primary",
      1,
      { kind: "lose-answer", applied: true },
    ],
    [
      "the activation token's answer is lost",
      "us-east-1 secondary-token",
      1,
      { kind: "lose-answer", applied: true },
    ],
  ];
  for (const [what, call, times, effect] of harmless) {
    it(`is done all the same when ${what}`, async () => {
      world = await Rehearsal.start({ quiesce: true }, { rollbackAfter: "30s" });
      world.sandbox.startWriters({ writesPerSecond: 50 });
      await world.writesFlow();
      world.sandbox.addFault({ call, times, effect });

      const end = await world.run("switchover", "test", "--yes");

      expect(end.exitCode, end.stderr).to.equal(0);
      await world.writesFlow();
      await world.sandbox.stopWriters();
      const truth = world.sandbox.truth();
      expect(truth.serving).to.equal("us-east-1");
      expect(truth.lostKeys).to.deep.equal([]);
      expect(truth.twoPrimaries).to.deep.equal([]);
      expect(truth.regions["us-west-2"]).to.include({ mode: "secondary", upstream: "us-east-1" });
    });
  }

  it("goes back, exit 12, when the promotion is never accepted", async () => {
    world = await Rehearsal.start({ quiesce: true }, { rollbackAfter: "3s" });
    world.sandbox.startWriters({ writesPerSecond: 50 });
    await world.writesFlow();
    world.sandbox.addFault({ call: "us-east-1 promote", times: 100, effect: CATCHING_UP });

    const end = await world.run("switchover", "test", "--yes");

    expect(end.exitCode, end.stderr).to.equal(12);
    expect(end.document).to.include({
      outcome: "rolled-back",
      serving: "us-west-2",
      promoted: false,
    });
    await world.writesFlow();
    await world.sandbox.stopWriters();
    const truth = world.sandbox.truth();
    expect(truth.serving).to.equal("us-west-2");
    expect(truth.lostKeys).to.deep.equal([]);
    expect(truth.regions["us-east-1"]).to.include({ mode: "secondary", upstream: "us-west-2" });
    expect(world.stackKeys()).to.deep.equal({ activeRegion: "us-west-2", takeover: 1 });
  });

  it("ends 14 with the exact change to make when a promoted Region gets no traffic, and resume finishes it", async () => {
    world = await Rehearsal.start();
    await world.sandbox.setReach("us-west-2", "refused");
    world.sandbox.addFault({
      call: "route53 ChangeResourceRecordSets",
      times: 1000,
      effect: { kind: "answer", status: 403, text: "AccessDenied: not authorized" },
    });
    const end = await world.run("failover", "test", "--yes", "-m", "gone");
    expect(end.exitCode, end.stderr).to.equal(14);
    expect(end.document).to.include({ promoted: true, serving: "us-east-1" });
    const finding = end.document.findings.find(({ id }) => id === "TRAFFIC_NOT_MOVED");
    expect(finding?.next).to.include("vault.test.acme.com CNAME vault-us-east-1.test.acme.com");

    world.sandbox.clearFaults();
    const resumed = await world.run("resume", "test", "--yes");
    expect(resumed.exitCode, resumed.stderr).to.equal(13);
    expect(world.sandbox.truth().service.record?.values).to.deep.equal([
      "vault-us-east-1.test.acme.com",
    ]);
  });
});
