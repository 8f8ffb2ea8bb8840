import { inWords } from "../../../../ground/answer.ts";
import { journalPlace } from "../../../../infra/configJournal.ts";
import { type Guard, isDisaster, isPlanned, refuse, warn } from "../guard.ts";

/** The run store answers, and lies neither in the Region that is being left nor, if it can be helped, in another one. */
export const storeGuard: Guard = (look) => {
  const { snapshot, config, from } = look;
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
  const place = journalPlace(journal);
  if (place?.is !== "bucket" || config.regions[place.region] === undefined) return [];
  if (place.region === from && (isPlanned(look) || isDisaster(look))) {
    return [
      refuse(
        "STORE_IN_LOST_REGION",
        `The run store lies in ${from}, which is being left.`,
        "Use a bucket in a third Region.",
      ),
    ];
  }
  return [
    warn(
      "STORE_IN_VAULT_REGION",
      `The run store lies in ${place.region}, one of the Vault Regions: nobody could fail over from there.`,
      "Use a bucket in a third Region for vault-dr:recovery.journal.",
    ),
  ];
};
