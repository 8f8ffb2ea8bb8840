import { expect } from "chai";
import { type Looking, observe } from "../../../automation/plan/observe.ts";
import type { Ports } from "../../../automation/ports/ports.ts";
import { refused } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import type { VersionLine } from "../../../sandbox/model/vault/versions.ts";
import { aConfig } from "../../helpers/healthyCase.ts";
import { EAST, WEST } from "../../helpers/vaultWorld.ts";
import { Driver } from "../../helpers/virtual/driver.ts";
import { anEstate, countOf, type Estate, nameOf } from "../../helpers/virtual/estate.ts";

const NEVER = new Promise<never>(() => undefined);

describe("a look around", () => {
  let estate: Estate;
  let ports: Ports;
  beforeEach(() => {
    estate = anEstate();
    ports = new Driver(estate).ports;
  });
  const look = async (more: Partial<Looking> = {}, with_ = ports) => {
    const startedAt = estate.clock.now();
    const observed = await estate.clock.until(
      observe(with_, {
        config: aConfig(),
        providerRegion: null,
        unfinished: null,
        stack: "live",
        service: false,
        ...more,
      }),
    );
    return { ...observed, ms: estate.clock.now() - startedAt };
  };

  it("sees clusters, records, resolvers and credentials, in one go", async () => {
    const { snapshot, ms } = await look();
    expect(ms).to.be.below(20);
    expect(snapshot.clusters[WEST]).to.have.nested.property("value.role", "primary");
    expect(snapshot.clusters[EAST]).to.have.nested.property("value.role", "secondary");
    expect(snapshot.record).to.have.nested.property("value.value", nameOf(WEST));
    expect(snapshot.stackFile).to.deep.equal({
      is: "ok",
      value: { activeRegion: WEST, takeover: 1 },
    });
    expect(snapshot.stack).to.have.nested.property("value.takeover", 1);
    expect(snapshot.token).to.deep.equal({ [WEST]: { is: "ok", value: [] } });
    expect(snapshot.lag.now).to.include({ region: EAST, wals: 0, atMostMs: 0 });
    expect(snapshot.resolvers[0]?.answer).to.have.nested.property("value.cname", nameOf(WEST));
  });

  for (const region of [WEST, EAST]) {
    it(`takes a silent cluster for a value, and waits for it no longer than its bound (${region})`, async () => {
      estate.pair.setReach(region, "hanging");
      const { snapshot, ms } = await look();
      expect(snapshot.clusters[region]).to.include({ is: "unknown", why: "timed-out" });
      expect(ms).to.be.within(1_990, 2_020);
      expect(snapshot.lag.now).to.equal(null);
    });
  }

  it("does not wait for a cluster where nothing listens", async () => {
    estate.pair.setReach(WEST, "refused");
    const { snapshot, ms } = await look();
    expect(snapshot.clusters[WEST]).to.include({ is: "unknown", why: "unreachable" });
    expect(ms).to.be.below(20);
  });

  it("bounds Route 53 as well", async () => {
    const traffic = { ...ports.traffic, record: () => NEVER };
    const { snapshot, ms } = await look({}, { ...ports, traffic });
    expect(snapshot.record).to.include({ is: "unknown", why: "timed-out" });
    expect(ms).to.equal(2_000);
  });

  it("asks for the record again when Route 53 says that the account asks too often, while the look lasts", async () => {
    const throttled = refused(400, "Throttling: Rate exceeded");
    const answers = [throttled, throttled];
    const record = async () => answers.pop() ?? ports.traffic.record();
    const seen = await look({}, { ...ports, traffic: { ...ports.traffic, record } });
    expect(seen.snapshot.record).to.have.nested.property("value.value", nameOf(WEST));
    const always = { ...ports.traffic, record: async () => throttled };
    const { snapshot, ms } = await look({}, { ...ports, traffic: always });
    expect(snapshot.record).to.deep.equal(throttled);
    expect(ms).to.be.at.most(2_000);
  });

  it("does not ask the stack's backend when a failover looks: it takes the copy in the run store", async () => {
    const stack = { ...ports.stack, lastOutput: () => NEVER };
    const { snapshot: kept } = await look({ stack: "kept" }, { ...ports, stack });
    expect(kept.stack).to.deep.equal({ is: "ok", value: null });
    const { snapshot: none } = await look({ stack: "none" }, { ...ports, stack });
    expect(none.stack).to.equal(null);
  });

  it("asks as a client whether the service serves", async () => {
    const { snapshot } = await look({ service: true });
    expect(snapshot.service).to.deep.equal({ is: "ok", value: undefined });
    estate.pair.setReach(WEST, "refused");
    expect((await look({ service: true })).snapshot.service).to.include({ is: "unknown" });
  });

  it("does not take a secondary behind the service's name for one that serves", async () => {
    estate.pair.demote(WEST);
    estate.pair.pass(3_000);
    expect((await look({ service: true })).snapshot.service).to.include({ is: "refused" });
  });

  it("writes and reads the canary where there is one: a primary that only answers is not enough", async () => {
    const config = aConfig({ probe: { path: "secret/data/canary" } });
    expect((await look({ service: true, config })).snapshot.service).to.include({ is: "ok" });
    expect(estate.pair.read(WEST, "canary")).to.match(/^observed \d+$/);
    const denied = { kind: "answer", status: 403, text: "permission denied" } as const;
    estate.pair.faults.add({ call: `${WEST} kv-write`, times: 1, effect: denied });
    expect((await look({ service: true, config })).snapshot.service).to.include({ status: 403 });
  });

  it("says that a name which does not resolve does not serve", async () => {
    const dns = { resolve: async () => [] };
    const { snapshot } = await look({ service: true }, { ...ports, dns });
    expect(snapshot.service).to.include({ is: "unknown", why: "unreachable" });
  });

  it("samples the lag, with what earlier looks kept", async () => {
    estate.pair.world.link.lagMs = 60_000;
    estate.pair.write(WEST, "team/a", "1");
    const first = await look();
    expect(first.snapshot.lag.now).to.include({ wals: 1, atLeastMs: 0, atMostMs: null });
    await estate.clock.until(ports.store.putDocument("lag", first.lagHistory ?? fail(), null));
    await estate.clock.pass(4_000);
    const second = await look();
    expect(second.snapshot.lag.now?.atLeastMs).to.be.within(4_000, 4_050);
    expect(second.snapshot.lag.now?.atMostMs).to.equal(null);
    expect(second.snapshot.lag.last).to.deep.equal(first.snapshot.lag.now);
  });

  it("asks a secondary of Vault 2.x whether its key ceremony does without a Vault token, where there is none", async () => {
    const openIn = async (version: VersionLine, openGeneration: boolean, token: Secret | null) => {
      estate = anEstate({ version, settings: { openGeneration } });
      ports = new Driver(estate).ports;
      const credentials = { ...ports.credentials, vaultToken: () => token };
      const { snapshot } = await look({}, { ...ports, credentials });
      return [snapshot.openCeremony, countOf(estate, "generate-operation-token/attempt")];
    };
    expect(await openIn("2.0", false, null)).to.deep.equal([[], 1]);
    expect(await openIn("2.0", true, null)).to.deep.equal([[EAST], 1]);
    expect(await openIn("2.0", true, new Secret("hvs.some"))).to.deep.equal([[], 0]);
    expect(await openIn("1.21", true, null)).to.deep.equal([[], 0]);
  });

  it("changes nothing in Vault, DNS, file or store", async () => {
    await look({ service: true });
    const changes = estate.arrivals.filter(({ what }) =>
      /demote|promote|upsert|update-primary|pulumi|hook/.test(what),
    );
    expect(changes).to.deep.equal([]);
    expect(estate.store.bytes()).to.equal("");
  });
});

const fail = (): never => {
  throw new Error("nothing was sampled");
};
