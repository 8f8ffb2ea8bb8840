import { expect } from "chai";
import { quorumFor } from "../../../../automation/commands/run/quorum.ts";
import type { Phase } from "../../../../automation/journal/events.ts";
import type { RunState } from "../../../../automation/journal/fold.ts";
import type { CredentialsView } from "../../../../automation/ports/credentials.ts";
import type { VersionLine } from "../../../../sandbox/model/vault/versions.ts";
import { aSnapshot } from "../../../helpers/healthyCase.ts";
import { Story } from "../../../helpers/story.ts";
import { EAST, WEST } from "../../../helpers/vaultWorld.ts";
import { aDisaster, aPlannedMove, aReattachment, onVault } from "../../../helpers/virtual/moves.ts";

const TERMINAL = { command: false, terminal: true };
const NOBODY = { command: false, terminal: false };

describe("whether a run needs key shares of holders", () => {
  const asked = (
    state: RunState,
    view: Partial<CredentialsView> = {},
    phase: Phase = state.phase,
  ) =>
    quorumFor(state, phase, {
      ...aSnapshot().credentials,
      operationToken: false,
      shares: 0,
      usableShares: 0,
      holders: TERMINAL,
      ...view,
    });
  const whyNotKnown = (state: RunState): RunState => ({
    ...state,
    findings: [{ id: "EXPIRY_UNKNOWN", severity: "warn", now: "", next: "" }],
  });

  it("is yes without an operation token: the target's for a move, the old primary's to attach it", () => {
    expect(asked(new Story(aPlannedMove()).state)).to.deep.equal({ region: EAST, why: "token" });
    expect(asked(new Story(aDisaster()).state)).to.deep.equal({ region: EAST, why: "token" });
    expect(asked(new Story(aReattachment()).state)).to.deep.equal({ region: WEST, why: "token" });
  });

  it("is no with one, or where nobody can be asked", () => {
    const { state } = new Story(aPlannedMove());
    expect(asked(state, { operationToken: true })).to.equal(null);
    expect(asked(state, { holders: NOBODY })).to.equal(null);
  });

  it("is yes beside a batch token that Vault 1.1 does not take", () => {
    const view = { operationToken: true };
    const state = (line: VersionLine) => new Story(onVault(aPlannedMove(), line)).state;
    expect(asked(state("1.1"), view)).to.deep.equal({ region: EAST, why: "token" });
    expect(asked(state("1.9"), view)).to.equal(null);
  });

  it("is yes all the same for a root token, which nothing but shares makes", () => {
    const { state } = new Story(aReattachment({ generateRoot: true }));
    expect(asked(state, { operationToken: true })).to.deep.equal({ region: WEST, why: "token" });
  });

  it("is yes again for a root token that died with its process, until the old primary is demoted", () => {
    const had = () => new Story(aReattachment({ generateRoot: true })).done("obtain-root-token");
    const view = { operationToken: true };
    expect(asked(had().state, view)).to.equal(null);
    expect(asked(had().resumed().state, view)).to.deep.equal({ region: WEST, why: "token" });
    expect(asked(had().done("demote-old-primary").resumed().state, view)).to.equal(null);
  });

  it("is yes for the way back of a planned move whose token's end is not known, until it has begun", () => {
    const story = new Story(aPlannedMove());
    const view = { operationToken: true, holders: NOBODY };
    expect(asked(whyNotKnown(story.state), view)).to.deep.equal({ region: EAST, why: "way back" });
    expect(asked(whyNotKnown(story.started("prime-record").state), view)).to.equal(null);
  });

  it("is no when what is left of a run needs no token", () => {
    const promoted = new Story(aPlannedMove())
      .done("demote-old-primary")
      .done("promote-new-primary");
    expect(asked(promoted.state)).to.deep.equal({ region: WEST, why: "token" });
    expect(asked(promoted.done("attach-old-primary").state)).to.equal(null);
  });

  it("is yes for an attachment that was waited for in vain, and is looked at again", () => {
    const attached = () => new Story(aPlannedMove()).done("promote-new-primary");
    const waiting = attached().done("attach-old-primary");
    expect(asked(waiting.done("await-attached").state)).to.equal(null);
    const inVain = attached().done("attach-old-primary").failed("await-attached");
    expect(asked(inVain.state)).to.deep.equal({ region: WEST, why: "token" });
  });

  it("is asked of the old primary on the way back, and not where no role was changed and the target still follows", () => {
    const story = new Story(aPlannedMove()).done("prime-record");
    expect(asked(story.state, {}, "back")).to.equal(null);
    const back = new Story(aPlannedMove()).done("prime-record").wentBack();
    const attached = back.started("attach-new-secondary").unknown("attach-new-secondary");
    expect(asked(attached.state), "it was found to follow nobody").to.deep.equal({
      region: EAST,
      why: "token",
    });
    story.started("demote-old-primary");
    expect(asked(story.state, {}, "back")).to.deep.equal({ region: WEST, why: "token" });
    story.wentBack().done("promote-back");
    expect(asked(story.state)).to.deep.equal({ region: EAST, why: "token" });
  });
});
