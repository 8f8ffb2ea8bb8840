import { inWords } from "../../../../ground/answer.ts";
import { type Guard, refuse } from "../guard.ts";

/** The run store answers, and does not lie in the Region that is being left. */
export const storeGuard: Guard = ({ snapshot, config, from }) => {
  const journal = config.recovery.journal;
  if (snapshot.serving.is !== "ok") {
    return [
      refuse(
        "STORE_UNREACHABLE",
        `The run store does not answer (${inWords(snapshot.serving)}).`,
        `Make ${journal} reachable from here.`,
      ),
    ];
  }
  const region = /[?&]region=([a-z0-9-]+)/.exec(journal)?.[1];
  if (region !== from) return [];
  return [
    refuse(
      "STORE_IN_LOST_REGION",
      `The run store lies in ${from}, which is being left.`,
      "Use a bucket in a third Region.",
    ),
  ];
};
