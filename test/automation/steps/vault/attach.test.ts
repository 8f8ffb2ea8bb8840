import { expect } from "chai";
import { leftSteps } from "../../../../automation/journal/fold.ts";
import type { Effect } from "../../../../sandbox/model/faults.ts";
import { settle } from "../../../../sandbox/model/vault/link.ts";
import { clusterIn } from "../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { stateIn } from "../../../helpers/virtual/acts.ts";
import { Driver, RUN } from "../../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate } from "../../../helpers/virtual/estate.ts";
import { aPlannedMove, onVault } from "../../../helpers/virtual/moves.ts";
import { sleepInCeremony } from "../../../helpers/virtual/weather.ts";

const EAST_IP = "127.0.2.1";
const answer = (status: number, text: string): Effect => ({ kind: "answer", status, text });

describe("attaching a cluster", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const upstream = () => clusterIn(estate.pair.world, WEST).upstream;
  const onceAttached = (act: () => void): void =>
    estate.clock.after(500, () => (upstream() === null ? onceAttached(act) : act()));
  const left = () => leftSteps(stateIn(estate.store, RUN)).map(({ step }) => step);

  it("uses an id of its own, the same for each of its first attachments to a primary", async () => {
    await new Driver(estate).begin(aPlannedMove());
    expect(upstream()).to.include({ region: EAST, secondaryId: "vault-dr-us-west-2" });
    expect([...clusterIn(estate.pair.world, EAST).known.keys()]).to.deep.equal([
      "vault-dr-us-west-2",
    ]);
  });

  it("goes by the wrapped token and the primary's own address where Vault knows no public keys", async () => {
    const unsupported = answer(404, "unsupported path");
    const call = `${WEST} generate-public-key`;
    estate.pair.faults.add({ call, times: 10, effect: unsupported });
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(upstream()).to.include({ region: EAST });
  });

  it("by a wrapped token asks each call once on Vault 1.1, and minds no name of the service's", async () => {
    const old = anEstate({
      version: "1.1",
      addressesOf: (host) => (host === EAST_IP ? [host] : []),
    });
    const plan = onVault(aPlannedMove(), "1.1");
    expect(await new Driver(old, "shares").begin(plan)).to.deep.equal({ is: "succeeded" });
    const calls = ["generate-public-key", "primary/secondary-token", "update-primary"];
    expect(calls.map((call) => countOf(old, call))).to.deep.equal([1, 1, 1]);
    expect(clusterIn(old.pair.world, WEST)).to.include({ mode: "secondary", state: "stream-wals" });
  });

  it("is done anew on Vault 1.1 when the answer was lost: nothing there would tell that the link is alive", async () => {
    const old = anEstate({ version: "1.1" });
    const effect = { kind: "lose-answer", applied: true } as const;
    old.pair.faults.add({ call: `${WEST} update-primary`, times: 1, effect });
    const plan = onVault(aPlannedMove(), "1.1");
    expect(await new Driver(old, "shares").begin(plan)).to.deep.equal({ is: "succeeded" });
    expect(countOf(old, "secondary/update-primary")).to.equal(2);
    expect(clusterIn(old.pair.world, WEST).upstream?.session?.streaming).to.equal(true);
  });

  it("is not done by the wrapped token because the member was between two roles for a moment", async () => {
    const effect = answer(503, "no active Vault instance found");
    estate.pair.faults.add({ call: `${WEST} generate-public-key`, times: 2, effect });
    estate.pair.world.addressesOf = () => [];
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    const calls = ["generate-public-key", "primary/secondary-token", "secondary/update-primary"];
    expect(calls.map((call) => countOf(estate, call))).to.deep.equal([3, 1, 1]);
    expect(left()).to.deep.equal([]);
  });

  for (const [when, landsAfterMs] of [
    ["while its stream is awaited", 8_000],
    ["after the run has ended", 60_000],
  ] as const) {
    it(`is not undone by a lost call of its own that lands ${when}`, async () => {
      estate = anEstate({ settings: { attachMs: 10_000 } });
      const call = `${WEST} sys/replication/dr/secondary/update-primary`;
      estate.late.push({ call, landsAfterMs });
      expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
      expect(left()).to.deep.equal([]);
      await estate.clock.pass(landsAfterMs + 11_000);
      expect(upstream()).to.include({ secondaryId: "vault-dr-us-west-2" });
      expect(clusterIn(estate.pair.world, WEST).state).to.equal("stream-wals");
    });
  }

  it("is done anew by resume when somebody revoked its id before it streamed", async () => {
    estate = anEstate({ settings: { attachMs: 10_000 } });
    onceAttached(() => {
      clusterIn(estate.pair.world, EAST).known.clear();
      settle(estate.pair.world);
    });
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(left()).to.deep.equal(["await-attached"]);
    expect(clusterIn(estate.pair.world, WEST).state).to.equal("merkle-diff");
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(left()).to.deep.equal([]);
    expect(clusterIn(estate.pair.world, WEST).state).to.equal("stream-wals");
  });

  it("that is refused fails no move: it is left to do, and nothing waits for its stream", async () => {
    const effect = answer(400, "secondary public key could not be decoded");
    estate.pair.faults.add({ call: `${EAST} secondary-token`, times: 100, effect });
    const startedAt = estate.clock.now();
    expect(await new Driver(estate).begin(aPlannedMove())).to.deep.equal({ is: "succeeded" });
    expect(left()).to.deep.equal(["attach-old-primary", "await-attached"]);
    expect(estate.clock.now() - startedAt).to.be.below(30_000);
  });

  it("is done by the run that resumes", async () => {
    const effect = answer(400, "secondary public key could not be decoded");
    estate.pair.faults.add({ call: `${EAST} secondary-token`, times: 100, effect });
    await new Driver(estate).begin(aPlannedMove());
    estate.pair.faults.clear();
    expect(await new Driver(estate).resume()).to.deep.equal({ is: "succeeded" });
    expect(left()).to.deep.equal([]);
    expect(upstream()).to.include({ region: EAST });
  });

  it("is not sent after its announced end when the key ceremony took its time", async () => {
    sleepInCeremony(estate, WEST, 300_000);
    const code = await new Driver(estate, "shares").begin(aPlannedMove()).catch(codeOf);
    expect(code).to.equal("LEASE_LOST");
    expect(countOf(estate, "vault.updatePrimary")).to.equal(0);
  });

  it("tries the next credential when one is refused", async () => {
    const effect = answer(403, "permission denied");
    estate.pair.faults.add({ call: `${WEST} update-primary`, times: 1, effect });
    expect(await new Driver(estate, "both").begin(aPlannedMove())).to.deep.equal({
      is: "succeeded",
    });
    expect(left()).to.deep.equal([]);
    expect(countOf(estate, "vault.updatePrimary")).to.equal(2);
  });
});

const codeOf = (error: { failure?: { code: string } }): string | undefined => error.failure?.code;
