import { expect } from "chai";
import { WEST } from "../vaultWorld.ts";
import { Driver, storyOf } from "../virtual/driver.ts";
import { aReattachment } from "../virtual/moves.ts";
import { aSplit, rootTokensIn } from "../virtual/split.ts";

/** What must hold of the root token with which an old primary is demoted that accepts no other. */
export const ROOT_TOKEN: Record<string, () => Promise<void>> = {
  "who goes on with a reattachment has a root token of its own": async () => {
    const { estate, token } = await aSplit();
    const dying = new Driver(estate, "both", token).onEvent((event) => {
      if (event.kind === "started" && event.step === "demote-old-primary") dying.die();
    });
    await dying.begin(aReattachment({ generateRoot: true }));
    const ending = await new Driver(estate, "both", token).resume();
    expect(ending).to.deep.equal({ is: "succeeded" });
    expect(rootTokensIn(estate)).to.deep.include({ [WEST]: 0 });
  },

  "a root token is called gone only by what is seen": async () => {
    const { estate, token } = await aSplit();
    const one = new Driver(estate, "both", token).onEvent((event) => {
      if (event.kind !== "finished" || event.step !== "await-attached") return;
      estate.pair.updatePrimary(WEST, { token: "" });
      estate.pair.write("us-east-1", "team/a", "of the new primary alone");
    });
    await one.begin(aReattachment({ generateRoot: true }));
    expect(storyOf(estate)).to.include("failed discard-root-token");
  },
};
