import { expect } from "chai";
import { clusterIn } from "../../../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../../../../helpers/vaultWorld.ts";
import { Driver, storyOf } from "../../../../helpers/virtual/driver.ts";
import { countOf } from "../../../../helpers/virtual/estate.ts";
import { aReattachment } from "../../../../helpers/virtual/moves.ts";
import { aSplit, rootTokensIn, type Split } from "../../../../helpers/virtual/split.ts";

const GENERATE = `${WEST} sys/generate-root/update`;

describe("a root token for an old primary that accepts no other", () => {
  let split: Split;
  beforeEach(async () => {
    split = await aSplit();
  });
  const reattach = (credentials: "shares" | "token" | "both" = "both", token = split.token) =>
    new Driver(split.estate, credentials, token).begin(aReattachment({ generateRoot: true }));
  const modes = () => [WEST, EAST].map((region) => clusterIn(split.estate.pair.world, region).mode);

  it("is generated before anything is touched, demotes it, and is gone at the end", async () => {
    expect(await reattach()).to.deep.equal({ is: "succeeded" });
    const story = storyOf(split.estate);
    expect(story.indexOf("finished obtain-root-token")).to.be.within(
      1,
      story.indexOf("started demote-old-primary") - 1,
    );
    expect(modes()).to.deep.equal(["secondary", "primary"]);
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 1, [WEST]: 0, [EAST]: 0 });
  });

  it("is why the demotion is taken at all: without it the same run stops", async () => {
    const ending = await new Driver(split.estate, "both", split.token).begin(aReattachment());
    expect(ending).to.have.nested.property("failure.code", "DEMOTE_FAILED");
    expect(modes()).to.deep.equal(["primary", "primary"]);
  });

  it("also makes the key shares' operation token, and the attachment by public key", async () => {
    expect(await reattach("shares")).to.deep.equal({ is: "succeeded" });
    expect(countOf(split.estate, `${WEST} sys/replication/dr/secondary/update-primary`)).to.equal(
      1,
    );
  });

  it("is not generated when VAULT_TOKEN turns out to be accepted", async () => {
    expect(await reattach("both", split.estate.pair.rootToken)).to.deep.equal({ is: "succeeded" });
    expect(countOf(split.estate, GENERATE)).to.equal(0);
    expect(rootTokensIn(split.estate)).to.deep.include({ made: 0 });
  });

  it("is not generated for a cluster that is a secondary already", async () => {
    split.estate.pair.demote(WEST);
    split.estate.pair.pass(3_000);
    expect(await reattach()).to.deep.equal({ is: "succeeded" });
    expect(countOf(split.estate, GENERATE)).to.equal(0);
  });

  it("that cannot be had ends the run before anything is touched", async () => {
    const ending = await reattach("token");
    expect(ending).to.include({ is: "failed" });
    expect(ending).to.have.nested.property("failure.code", "CREDENTIAL_REFUSED");
    expect(countOf(split.estate, "vault.demote")).to.equal(0);
    expect(modes()).to.deep.equal(["primary", "primary"]);
  });

  it("takes the slot from a stranger whose attempt holds it", async () => {
    const { pair } = split.estate;
    expect(pair.ask(WEST, "POST sys/generate-root/attempt", {}, null).status).to.equal(200);
    expect(await reattach()).to.deep.equal({ is: "succeeded" });
  });

  it("is generated anew by whoever goes on after the process that had it died", async () => {
    const dying = new Driver(split.estate, "both", split.token).onEvent((event) => {
      if (event.kind === "started" && event.step === "demote-old-primary") dying.die();
    });
    await dying.begin(aReattachment({ generateRoot: true }));
    expect(storyOf(split.estate)).to.include("finished obtain-root-token");
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 1, [WEST]: 1, [EAST]: 0 });

    const next = new Driver(split.estate, "both", split.token);
    expect(await next.resume()).to.deep.equal({ is: "succeeded" });
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 2, [WEST]: 0, [EAST]: 0 });
  });

  it("is not generated anew once the old primary is demoted", async () => {
    const dying = new Driver(split.estate, "both", split.token).onEvent((event) => {
      if (event.kind === "finished" && event.step === "demote-old-primary") dying.die();
    });
    await dying.begin(aReattachment({ generateRoot: true }));
    const next = new Driver(split.estate, "both", split.token);
    expect(await next.resume()).to.deep.equal({ is: "succeeded" });
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 1, [WEST]: 0, [EAST]: 0 });
  });

  it("is gone at the end wherever a process dies on the way, and another goes on", async () => {
    await reattach();
    const entries = storyOf(split.estate);
    for (let nth = 3; nth <= entries.length; nth++) {
      split = await aSplit();
      const driver = () => new Driver(split.estate, "both", split.token);
      await driver()
        .crashAt({ nth, when: "after" })
        .begin(aReattachment({ generateRoot: true }));
      await driver().resume();
      const where = `after ${entries[nth - 1]}`;
      expect(modes(), where).to.deep.equal(["secondary", "primary"]);
      expect(rootTokensIn(split.estate), where).to.deep.include({ [WEST]: 0, [EAST]: 0 });
    }
  });

  it("may be consented to when the run is resumed", async () => {
    await new Driver(split.estate, "both", split.token).begin(aReattachment());
    const next = new Driver(split.estate, "both", split.token);
    expect(await next.resume({ generateRoot: true })).to.deep.equal({ is: "succeeded" });
    expect(rootTokensIn(split.estate)).to.deep.equal({ made: 1, [WEST]: 0, [EAST]: 0 });
  });
});
