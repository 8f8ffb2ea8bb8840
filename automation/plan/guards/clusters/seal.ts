import { clusterOf, type Guard, isDisaster, refuse } from "../guard.ts";

/** A sealed or uninitialised cluster can neither be left in order nor take over. */
export const sealGuard: Guard = (look) => {
  const asked = isDisaster(look) ? [look.to] : [look.from, look.to];
  return asked.flatMap((region) => {
    const cluster = clusterOf(look, region);
    if (cluster === null || (cluster.initialized && !cluster.sealed)) return [];
    const is = cluster.initialized ? "sealed" : "not initialised";
    return [
      refuse(
        "SEALED",
        `${region} is ${is}.`,
        "Unseal it with the pair's keys, then run this again.",
      ),
    ];
  });
};
