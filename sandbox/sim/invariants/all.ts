import { exitCodeAgrees, remainingAgrees } from "./exitCodes.ts";
import { endsInTime } from "./heals.ts";
import type { Invariant, Moments } from "./invariant.ts";
import { keptAsWritten, readAsWritten, writtenAsTold } from "./journals.ts";
import { noLossAtEnd, noLossAtRest, noLossByPromotion } from "./lostWrites.ts";
import { noSecretKept, noSecretLeaves } from "./noSecret.ts";
import { followedInTime, inTime, lateIsRefused, leaseGrows, oneDriver } from "./oneDriver.ts";
import { onePrimary } from "./onePrimary.ts";
import {
  asClaimed,
  attachedAtRest,
  declaredAtRest,
  oneRegionAtRest,
  writersAtRest,
} from "./oneRegion.ts";
import { startedBeforeCall, startedBeforeRole } from "./onRecord.ts";

/** Everything that must hold, by the moment in which it is asked. One name may be asked in several. */
export const INVARIANTS: { readonly [When in keyof Moments]: readonly Invariant<When>[] } = {
  step: [{ name: "one primary", holds: onePrimary }],
  roleChange: [
    { name: "on record", holds: startedBeforeRole },
    { name: "no lost write", holds: noLossByPromotion },
  ],
  call: [
    { name: "on record", holds: startedBeforeCall },
    { name: "one driver", holds: oneDriver },
    { name: "in time", holds: inTime },
  ],
  answer: [
    { name: "journal", holds: readAsWritten },
    { name: "one driver", holds: lateIsRefused },
  ],
  lease: [
    { name: "lease", holds: leaseGrows },
    { name: "one driver", holds: followedInTime },
  ],
  entry: [{ name: "journal", holds: writtenAsTold }],
  text: [{ name: "no secret", holds: noSecretLeaves }],
  end: [
    { name: "one Region", holds: asClaimed },
    { name: "no lost write", holds: noLossAtEnd },
    { name: "exit code", holds: exitCodeAgrees },
    { name: "remaining", holds: remainingAgrees },
    { name: "heals", holds: endsInTime },
  ],
  rest: [
    { name: "one Region", holds: oneRegionAtRest },
    { name: "attached", holds: attachedAtRest },
    { name: "as declared", holds: declaredAtRest },
    { name: "writers", holds: writersAtRest },
    { name: "no lost write", holds: noLossAtRest },
  ],
  over: [
    { name: "journal", holds: keptAsWritten },
    { name: "no secret", holds: noSecretKept },
  ],
};

export const INVARIANT_NAMES: readonly string[] = [
  ...new Set(Object.values(INVARIANTS).flatMap((some) => some.map(({ name }) => name))),
];
