import { WEST } from "../vaultWorld.ts";
import { countOf, type Estate } from "./estate.ts";

/** A client writes until the last of `demotions` is sent, and what it writes last has not travelled yet. */
export function letWritesSlipIn(estate: Estate, demotions = 1): void {
  const { pair, clock } = estate;
  pair.world.link.lagMs = 60_000;
  const write = () => {
    if (countOf(estate, "vault.demote") >= demotions) return;
    pair.write(WEST, "team/a", String(clock.now()));
    clock.after(10, write);
  };
  clock.after(6_000, write);
}

/** The machine sleeps once, for `ms`, when the next key share for `region` has arrived. */
export function sleepInCeremony({ arrivals, clock }: Estate, region: string, ms: number): void {
  const before = arrivals.length;
  const isShare = (what: string) =>
    what.startsWith(region) && what.endsWith("generate-operation-token/update");
  const look = () => {
    if (arrivals.slice(before).some(({ what }) => isShare(what))) clock.jump(ms);
    else clock.after(1, look);
  };
  clock.after(1, look);
}
