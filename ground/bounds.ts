/** Every limit in one table: waits, polls, retries. Names carry their units; the plan shows them to the operator. */
export const BOUNDS = {
  /** One look at one cluster, resolver or record. */
  observeMs: 2_000,
  /** A silent old primary is asked once more before it is recorded as unproven; nothing waits on a dead Region. */
  lastLookMs: 500,
  /** An ordinary call to Vault. */
  vaultCallMs: 10_000,
  /** Demote and promote take 1 to 2 s as a rule; past this the probe has to tell. */
  roleCallMs: 15_000,
  /** `update-primary` lets the server unwrap and reconnect: 1 s as a rule, 32 s at worst seen. */
  updatePrimaryMs: 90_000,
  /** One call to Route 53; one reading or writing of a run store in S3, with all its attempts. */
  awsCallMs: 5_000,
  /** One look along the clients' path, by a resolved address. */
  clientLookMs: 1_000,
  /** Between two looks at something that is changing. */
  pollMs: 50,
  /** The same, at something that has been changing for long. */
  pollMsMax: 500,
  /** Between two questions to Route 53, which takes five a second from a whole account. */
  changePollMs: 500,
  /** A role change that was not answered by then is looked at, and again after each pause, until it is or shows. */
  watchAfterMs: 1_000,
  watchEveryMs: 250,
  /** How long an accepted call may take to show before it is sent again. */
  settleMs: 5_000,

  /** Demotion, seen from the outside. */
  demoteMs: 30_000,
  /** Fencing an old primary that answers, in a disaster. */
  fenceMs: 10_000,
  /** From the first promotion sent to a primary that runs; then the run stops and `resume` goes on. */
  promoteMs: 120_000,
  /** What B has received but not applied when A is demoted shows within this. */
  applyReceivedMs: 1_000,
  /** A demoted cluster that does not speak again: the equality seen while it was quiet stands. */
  compareRootsMs: 12_000,
  credentialMs: 20_000,
  trafficMs: 60_000,
  insyncMs: 120_000,
  verifyMs: 120_000,
  attachMs: 90_000,
  streamMs: 120_000,
  fileMs: 10_000,
  stackReadMs: 20_000,
  stackUpMs: 300_000,
  hookMs: 60_000,
  /** The before hooks of a disaster, all of them: they are killed rather than waited for. */
  disasterHookMs: 4_000,
  quiesceDrainMs: 10_000,

  /** By then the first calls to Vault are out, and a run waits for a role change or a TTL: time to load what comes later. */
  prepareAfterMs: 400,

  /** Without a terminal: how long a log may be silent about a step that goes on. */
  silenceMs: 15_000,
  promptMs: 300_000,
  /** A person who read longer than this is shown nothing stale: the world is looked at once more. */
  staleLookMs: 2_000,

  leaseMs: 15_000,
  leaseRenewMs: 5_000,
  /** What came of something is on record by then, if no entry of the journal takes it along before. */
  noteMs: 150,

  /** The operator's own command for key shares: somebody may have to touch a key for it. */
  keyShareCommandMs: 120_000,
  /** How often a holder may mistype one key share. */
  shareTypings: 5,

  /** Key ceremony: strangers' attempts cancelled, attempts started again, combinations of shares tried. */
  generationAttempts: 5,
  shareCombinations: 40,

  /** TTL of the service's record while a planned move is under way. */
  primedTtlSeconds: 1,
  /** A heartbeat older than this means that the link is not alive; Vault sends one every 5 s. */
  heartbeatMs: 15_000,
  /** Seconds that the driver lets a cluster clock differ from its own before it warns. */
  clockSkewMs: 10_000,
} as const;
