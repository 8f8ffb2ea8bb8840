import { holdsToken, mintServiceToken } from "../../../sandbox/model/vault/tokens.ts";
import { clusterIn } from "../../../sandbox/model/vault/world.ts";
import { EAST, WEST } from "../vaultWorld.ts";
import { Driver } from "./driver.ts";
import { anEstate, type Estate, type EstateOptions } from "./estate.ts";
import { aDisaster, onVault } from "./moves.ts";

export type Split = {
  estate: Estate;
  /** A root token that was made in us-east-1 after the split: us-west-2 knows nothing of it. */
  token: string;
};

/** us-west-2 was lost, us-east-1 serves, and us-west-2 has come back as a primary. */
export async function aSplit(options: EstateOptions = {}): Promise<Split> {
  const estate = anEstate(options);
  estate.pair.setReach(WEST, "refused");
  await new Driver(estate, "both").begin(
    onVault(aDisaster({ oldPrimarySilent: true }), options.version ?? "1.21"),
  );
  estate.pair.setReach(WEST, "up");
  estate.pair.pass(1_000);
  estate.store.lines.clear();
  const token = mintServiceToken(estate.pair.world, clusterIn(estate.pair.world, EAST), ["root"]);
  return { estate, token };
}

/** How many root tokens made of key shares the data of each Region hold. */
export function rootTokensIn({ pair: { world } }: Estate): Record<string, number> {
  const made = [...world.generatedRoots.keys()];
  const held = (region: string) =>
    made.filter((token) => holdsToken(clusterIn(world, region), token)).length;
  return { made: made.length, [WEST]: held(WEST), [EAST]: held(EAST) };
}
