import { expect } from "chai";
import type { ResolverView } from "../../../../automation/ports/dns.ts";
import { verifyClients } from "../../../../automation/steps/service/verifyClients.ts";
import type { Past } from "../../../../automation/steps/step.ts";
import { ok, unknown } from "../../../../ground/answer.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { Driver } from "../../../helpers/virtual/driver.ts";
import { ADDRESSES, anEstate, type Estate, nameOf } from "../../../helpers/virtual/estate.ts";
import { aMove } from "../../../helpers/virtual/moves.ts";

const NO_PAST: Past = {
  facts: {},
  attempts: [],
  since: 0,
  lost: () => ({ calls: 0, sent: 0, busyUntil: 0 }),
  run: "r",
  phase: "forward",
  leaseNumber: 1,
  mayStillSend: () => true,
};

describe("the proof of service by the service's name", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
    estate.pair.demote(WEST);
    estate.pair.promote(EAST);
    estate.pair.pass(3_000);
  });
  const says = (resolver: string, region: string): ResolverView => ({
    resolver,
    answer: ok({ cname: nameOf(region), addresses: [ADDRESSES[region] ?? ""], ttlSeconds: 1 }),
  });
  const probe = async (...views: ResolverView[]) => {
    const { ports } = new Driver(estate);
    const dns = { resolve: async () => views };
    return estate.clock.until(verifyClients.probe({ ...ports, dns }, aMove(), NO_PAST));
  };

  it("is given when every resolver names the new Region, and what is behind it serves", async () => {
    expect(await probe(says("a", EAST), says("b", EAST))).to.include({ is: "done" });
  });

  it("is not given while one resolver holds the old answer", async () => {
    expect(await probe(says("a", EAST), says("b", WEST))).to.deep.equal({
      is: "unclear",
      why: `a resolver still answers ${nameOf(WEST)}`,
    });
  });

  it("does not wait for a resolver that answers nobody, as long as another does", async () => {
    const silent = { resolver: "b", answer: unknown("timed-out", "") };
    expect(await probe(says("a", EAST), silent)).to.include({ is: "done" });
    expect(await probe(silent)).to.include({ is: "unclear" });
  });

  it("is not given by a Region that is only on its way, or answers nobody", async () => {
    estate = anEstate();
    expect(await probe(says("a", EAST)), "a secondary").to.include({ is: "unclear" });
    estate.pair.setReach(EAST, "refused");
    expect(await probe(says("a", EAST)), "nobody").to.include({ is: "unclear" });
  });

  it("is not given by a name without an address", async () => {
    const answer = ok({ cname: nameOf(EAST), addresses: [], ttlSeconds: 1 });
    expect(await probe({ resolver: "a", answer })).to.include({ is: "unclear" });
  });
});
