import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Consents } from "./plan/snapshot.ts";
import { VERBS, type VerbName } from "./verbs.ts";

const HISTORY_RUNS = 20;

/** What was typed, before anything is read or contacted. */
export type Invocation = {
  verb: VerbName;
  environment: string;
  /** `check --for` and `plan`'s argument: the move that is meant. */
  move: "switchover" | "failover" | "failback";
  to: string | null;
  yes: boolean;
  message: string | null;
  json: boolean;
  eventLog: string | null;
  cwd: string;
  configFile: string | null;
  rollbackAfter: string | null;
  enforceRto: boolean;
  nonInteractive: boolean;
  color: "auto" | "always" | "never";
  watch: boolean;
  drift: boolean;
  /** `history`: how many runs, the newest first. */
  limit: number;
  /** A command of the operator's that prints key shares, one a line. */
  keyShareCommand: string | null;
  /** `init`: the predecessor's configuration file. */
  from: string | null;
  consents: Consents;
};

export type Parsed =
  | { is: "invocation"; invocation: Invocation }
  /** Help or version was asked for and is to be printed on stdout. */
  | { is: "told"; text: string }
  | { is: "usage"; problem: string };

/** argv without node and script → what was asked, help text, or what is wrong with it. Loads nothing of Pulumi, AWS or Vault. */
export function parseCommandLine(argv: string[], release: string): Parsed {
  let found: Invocation | null = null;
  let told = "";
  let problem = "";
  const program = makeProgram(release, (invocation) => {
    found = invocation;
  });
  const output = {
    writeOut: (text: string) => {
      told += text;
    },
    writeErr: (text: string) => {
      problem += text;
    },
  };
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.configureOutput(output).exitOverride();
  }
  try {
    program.parse(argv.length === 0 ? ["--help"] : argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { is: "told", text: told };
    return { is: "usage", problem: (problem || error.message).trim() };
  }
  if (found === null) return { is: "usage", problem: "no verb was given" };
  return contradiction(found) ?? { is: "invocation", invocation: found };
}

function makeProgram(release: string, found: (invocation: Invocation) => void): Command {
  const program = new Command("vault-dr")
    .description(
      "Moves HashiCorp Vault Enterprise between AWS Regions, and tells the truth about it.",
    )
    .version(release)
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nFirst steps: vault-dr status ENV, vault-dr check ENV, vault-dr plan switchover ENV\n",
    );
  const groups = new Map(Object.entries(GROUPS).map(([word, does]) => [word, group(word, does)]));
  for (const [name, verb] of Object.entries(VERBS) as [VerbName, (typeof VERBS)[VerbName]][]) {
    const [word = "", sub] = name.split(" ");
    const command = new Command(sub ?? word).description(verb.does);
    if (name === "plan") command.argument("<move>", "switchover, failover or failback");
    if (name !== "init")
      command.argument(
        "<environment>",
        "prod, staging, test, or another Pulumi.<environment>.yaml",
      );
    addOptions(command, name);
    command.action((...given: unknown[]) => found(toInvocation(name, given, command.opts())));
    (groups.get(word) ?? program).addCommand(command);
  }
  for (const made of groups.values()) program.addCommand(made);
  return program;
}

/** Words that stand before several verbs. */
const GROUPS: Record<string, string> = {
  config: "the stack file's serving Region",
  lock: "the lease: one run at a time",
};

const group = (word: string, does: string): Command => new Command(word).description(does);

function addOptions(command: Command, name: VerbName): void {
  const { moves, acts } = VERBS[name];
  if (moves) command.option("--to <region>", "the Region to move to");
  if (acts) {
    command
      .option("-y, --yes", "agree beforehand: no question is asked")
      .option("-m, --message <text>", "the reason, kept in the journal")
      .option("--enforce-rto", "exit 17 when the declared RTO was missed")
      .option("--rollback-after <duration>", "planned move: instead of recovery.rollbackAfter");
  }
  addConsents(command, name);
  if (acts || name === "check" || name === "plan") {
    command.option(
      "--key-share-command <command>",
      "prints key shares, one a line; run without a shell, by runs only",
    );
  }
  if (name === "init") {
    command.requiredOption("--from <file>", "the predecessor's vault_dr.cfg, relative to --cwd");
  }
  if (VERBS[name].asks && !acts) command.option("-y, --yes", "agree beforehand");
  if (name === "check") command.addOption(forMove());
  if (name === "history") command.addOption(ofRuns());
  if (name === "status") {
    command
      .option("--watch", "look again every two seconds until Ctrl-C")
      .option("--check", "exit 16 on drift");
  }
  command
    .option("-j, --json", "one JSON document on stdout")
    .option("-C, --cwd <dir>", "the project's folder", ".")
    .addOption(
      new Option("--color [when]", "colours: auto, always or never")
        .choices(["auto", "always", "never"])
        .preset("always")
        .default("auto"),
    )
    .option("--no-color", "the same as --color never");
  if (name === "init") return; // it reads no stack file, writes no event and asks nobody
  command
    .option("--event-log <file>", "NDJSON events into a file, or - for stdout")
    .option("--config-file <file>", "instead of Pulumi.<environment>.yaml")
    .option("--non-interactive", "never ask");
}

/** Each for one run and one thing, and written into its journal. */
function addConsents(command: Command, name: VerbName): void {
  if (VERBS[name].acts) {
    command
      .option("--accept-loss", "lose what the target lacks")
      .option("--force-incomplete", "promote a secondary in merkle sync")
      .option("--treat-as-lost", "fail over a Region that still serves")
      .option(
        "--accept-unfenced",
        "promote although the old primary answers and cannot be demoted",
      );
  }
  if (name === "failover" || name === "resume") {
    command.option(
      "--accept-no-lease",
      "with more than two Regions, act while the run store does not answer",
    );
  }
  if (name === "reattach" || name === "resume") {
    command.option(
      "--generate-root",
      "demote an old primary that accepts no token with a root token made from key shares",
    );
  }
}

const forMove = (): Option =>
  new Option("--for <move>", "the move that is meant")
    .choices(["switchover", "failover", "failback"])
    .default("switchover");

const ofRuns = (): Option =>
  new Option("--limit <runs>", "how many runs, the newest first")
    .argParser((typed) => {
      if (/^[1-9]\d{0,5}$/.test(typed)) return Number(typed);
      throw new InvalidArgumentError("It is a whole number from 1.");
    })
    .default(HISTORY_RUNS);

function toInvocation(
  verb: VerbName,
  given: unknown[],
  options: Record<string, unknown>,
): Invocation {
  const [first, second] = given;
  const text = (key: string): string | null =>
    typeof options[key] === "string" ? options[key] : null;
  const flag = (key: string): boolean => options[key] === true;
  const move = verb === "plan" ? first : (options.for ?? "switchover");
  return {
    verb,
    environment: verb === "init" ? "" : String(verb === "plan" ? second : first),
    move: move as Invocation["move"],
    to: text("to"),
    yes: flag("yes"),
    message: text("message"),
    json: flag("json"),
    eventLog: text("eventLog"),
    cwd: text("cwd") ?? ".",
    configFile: text("configFile"),
    rollbackAfter: text("rollbackAfter"),
    enforceRto: flag("enforceRto"),
    nonInteractive: flag("nonInteractive"),
    color: options.color === false ? "never" : (options.color as Invocation["color"]),
    watch: flag("watch"),
    drift: flag("check"),
    limit: typeof options.limit === "number" ? options.limit : HISTORY_RUNS,
    keyShareCommand: text("keyShareCommand"),
    from: text("from"),
    consents: {
      acceptLoss: flag("acceptLoss"),
      forceIncomplete: flag("forceIncomplete"),
      treatAsLost: flag("treatAsLost"),
      acceptUnfenced: flag("acceptUnfenced"),
      generateRoot: flag("generateRoot"),
      ...(flag("acceptNoLease") ? { acceptNoLease: true } : {}),
    },
  };
}

function contradiction({ eventLog, json, move, watch }: Invocation): Parsed | null {
  if (eventLog === "-" && json)
    return { is: "usage", problem: "--event-log - and --json both want stdout" };
  if (watch && json)
    return { is: "usage", problem: "--watch prints many screens, --json one document" };
  if (!["switchover", "failover", "failback"].includes(move)) {
    return { is: "usage", problem: `plan takes switchover, failover or failback, not ${move}` };
  }
  return null;
}
