import { EAST } from "../../../../sandbox/sim/world.ts";
import { DONE, type Meanwhile, planned } from "../../../helpers/sim/meanwhile.ts";

const SHARES = { credentials: "shares" } as const;
const TOKEN = { credentials: "token" } as const;
const NO_SET_FITS: Meanwhile["meanwhile"] = [3, "CREDENTIAL_REFUSED"];

const CASES: Meanwhile[] = [
  {
    what: "a wrong first share among five: another set is tried",
    kind: "shares-wrong",
    given: { amount: 0 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "a wrong last one among five",
    kind: "shares-wrong",
    given: { amount: 1 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "two wrong ones among five",
    kind: "shares-wrong",
    given: { amount: 2 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "a wrong one among exactly as many as are asked for",
    kind: "shares-wrong",
    given: { amount: 3 },
    settings: SHARES,
    meanwhile: NO_SET_FITS,
  },
  {
    what: "one share twice, and enough besides",
    kind: "shares-twice",
    given: { amount: 0 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "one share twice, and too few besides",
    kind: "shares-twice",
    given: { amount: 1 },
    settings: SHARES,
    meanwhile: NO_SET_FITS,
  },
  {
    what: "those of another cluster before the right ones",
    kind: "shares-of-others",
    given: { amount: 0 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "those of another cluster after the right ones",
    kind: "shares-of-others",
    given: { amount: 1 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "none but those of another cluster",
    kind: "shares-of-others",
    given: { amount: 2 },
    settings: SHARES,
    meanwhile: NO_SET_FITS,
  },
  {
    what: "too few",
    kind: "shares-too-few",
    given: {},
    settings: SHARES,
    meanwhile: NO_SET_FITS,
  },
  {
    what: "an attempt that is cancelled again and again",
    kind: "attempt-cancelled",
    given: { target: EAST, amount: 5 },
    settings: SHARES,
    meanwhile: NO_SET_FITS,
  },
  {
    what: "an attempt that is cancelled once: it is begun anew",
    kind: "attempt-cancelled",
    given: { target: EAST, amount: 0 },
    settings: SHARES,
    meanwhile: DONE,
  },
  {
    what: "an operation token that may not promote, and no share",
    kind: "operation-token-narrow",
    given: { amount: 0 },
    settings: TOKEN,
    meanwhile: [3, "CREDENTIAL_REFUSED"],
  },
  {
    what: "an operation token that may not promote, and shares: they do it",
    kind: "operation-token-narrow",
    given: { amount: 0 },
    meanwhile: DONE,
  },
  {
    what: "an operation token that ends in a moment, and no share",
    kind: "operation-token-ends",
    given: { amount: 1 },
    settings: TOKEN,
    meanwhile: [10, "EXPIRY_UNKNOWN"],
  },
  {
    what: "no operation token, and no share",
    kind: "operation-token-missing",
    given: {},
    settings: TOKEN,
    meanwhile: [10, "CREDENTIAL_MISSING"],
  },
  {
    what: "no VAULT_TOKEN",
    kind: "vault-token-missing",
    given: {},
    meanwhile: [10, "CREDENTIAL_MISSING"],
  },
  {
    what: "a VAULT_TOKEN that may not demote",
    kind: "vault-token-narrow",
    given: {},
    meanwhile: [3, "TOKEN_NOT_ACCEPTED"],
  },
  {
    what: "a VAULT_TOKEN that was revoked",
    kind: "vault-token-revoked",
    given: {},
    meanwhile: [3, "TOKEN_NOT_ACCEPTED"],
  },
];

describe("a planned move, and what operators have in their hands", function () {
  this.timeout(20_000);
  planned(CASES);
});
