import { expect } from "chai";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";
import { Driver } from "../../../../helpers/virtual/driver.ts";
import { anEstate, type Estate, nameOf, SERVICE } from "../../../../helpers/virtual/estate.ts";
import { aPlannedMove } from "../../../../helpers/virtual/moves.ts";
import { letWritesSlipIn } from "../../../../helpers/virtual/weather.ts";

describe("the service's record, where Route 53 gives an old answer", () => {
  let estate: Estate;
  beforeEach(() => {
    estate = anEstate();
  });
  const record = () => estate.zone.record(SERVICE, "CNAME");

  it("is taken back although an old answer of Route 53 does not show it", async () => {
    letWritesSlipIn(estate);
    const driver = new Driver(estate);
    const { traffic } = driver.ports;
    const old = await traffic.record();
    let isOld = false;
    driver.onEvent(({ kind }) => {
      isOld ||= kind === "went-back";
    });
    driver.ports.traffic = { ...traffic, record: async () => (isOld ? old : traffic.record()) };
    expect(await driver.begin(aPlannedMove({ quiesce: false }))).to.include({ is: "went-back" });
    expect(record()?.values).to.deep.equal([nameOf(WEST)]);
  });

  it("is not undone by an old answer when the declared TTL is brought back", async () => {
    const driver = new Driver(estate);
    const { traffic } = driver.ports;
    const old = { is: "ok", value: { name: SERVICE, value: nameOf(WEST), ttlSeconds: 1 } } as const;
    let looks = 0;
    driver.onEvent((event) => {
      if (event.kind === "started" && event.step === "restore-ttl") looks = 1;
    });
    driver.ports.traffic = {
      ...traffic,
      record: async () => (looks-- > 0 ? old : traffic.record()),
    };
    await driver.begin(aPlannedMove());
    expect(record()).to.deep.include({ values: [nameOf(EAST)], ttlSeconds: 5 });
  });
});
