import { EAST, SERVICE, WEST } from "../../../../sandbox/sim/world.ts";
import { DONE, type Meanwhile, planned } from "../../../helpers/sim/meanwhile.ts";

const CASES: Meanwhile[] = [
  {
    what: "a target that compares its tree for ever",
    kind: "merkle-loop",
    given: { target: EAST },
    meanwhile: [10, "MERKLE_SYNC"],
  },
  {
    what: "a corrupt tree",
    kind: "merkle-corrupt",
    given: { target: WEST },
    meanwhile: [10, "MERKLE_CORRUPT"],
  },
  {
    what: "a target whose replication is idle",
    kind: "replication-idle",
    given: { target: EAST },
    meanwhile: [10, "LINK_DOWN"],
  },
  {
    what: "a primary whose replication is idle",
    kind: "replication-idle",
    given: { target: WEST },
    meanwhile: [10, "PRIMARY_NOT_RUNNING", "LINK_DOWN"],
  },
  {
    what: "a primary that does not tell its mode",
    kind: "mode-unknown",
    given: { target: WEST },
    meanwhile: [10, "PRIMARY_NOT_RUNNING"],
  },
  {
    what: "a primary without a leader",
    kind: "no-leader",
    given: { target: WEST },
    meanwhile: [10, "PRIMARY_SILENT", "LINK_DOWN"],
  },
  {
    what: "a target whose node was removed",
    kind: "node-removed",
    given: { target: EAST },
    meanwhile: [10, "TARGET_SILENT"],
  },
  {
    what: "a target whose node does not reach the active one",
    kind: "node-unhealthy",
    given: { target: EAST },
    meanwhile: [10, "TARGET_SILENT"],
  },
  {
    what: "a terminated licence",
    kind: "license-ends",
    given: { target: EAST, amount: 1 },
    meanwhile: [10, "TARGET_NOT_SECONDARY", "SEALED"],
  },
  {
    what: "an expired licence, of which only sys/health tells",
    kind: "license-ends",
    given: { target: EAST, amount: 0 },
    meanwhile: DONE,
  },
  {
    what: "a primary that is a set of its own",
    kind: "set-separated",
    given: {},
    meanwhile: [10, "CLUSTER_ID_DIFFERS", "LINK_DOWN"],
  },
  {
    what: "a target that follows others",
    kind: "set-of-others",
    given: {},
    meanwhile: [10, "CLUSTER_ID_DIFFERS", "MERKLE_SYNC"],
  },
  {
    what: "a target that is newer",
    kind: "upgraded",
    given: { target: EAST },
    settings: { version: "1.9" },
    meanwhile: [10, "VERSION_ORDER"],
  },
  {
    what: "a primary that is newer: nothing comes from it any more",
    kind: "upgraded",
    given: { target: WEST },
    settings: { version: "1.9" },
    meanwhile: [10, "LINK_DOWN"],
  },
  {
    what: "no record of the service",
    kind: "record-deleted",
    given: { target: SERVICE },
    meanwhile: [10, "RECORD_MISSING"],
  },
  {
    what: "a record that points elsewhere",
    kind: "record-elsewhere",
    given: { target: SERVICE },
    meanwhile: [10, "RECORD_NOT_AS_DECLARED"],
  },
];

describe("a planned move, and the state of clusters and records", function () {
  this.timeout(20_000);
  planned(CASES);
});
