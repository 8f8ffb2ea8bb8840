import { dirname, resolve } from "node:path";
import {
  type Answer,
  ok,
  type Refused,
  refused,
  type Unknown,
  unknown,
} from "../../ground/answer.ts";
import type { Clock } from "../../ground/clock.ts";
import { type DrOutput, drOutputSchema } from "../../infra/contract.ts";
import type { StackPort } from "../ports/stack.ts";
import { differsFrom } from "./stack/checkout.ts";
import { CliFailure, isMissingStack, lockIn, PulumiCli, reasonIn } from "./stack/cli.ts";

export type PulumiStackOptions = {
  /** The folder of `Pulumi.yaml`. */
  workDir: string;
  stackName: string;
  /** Path of the CLI; default: `pulumi` on the PATH of `env`. */
  pulumiCommand?: string;
  /** Another stack file than `Pulumi.<stack>.yaml` in `workDir`. */
  configFile?: string;
  /** The whole environment of the CLI: PATH, HOME, all `AWS_*` and `PULUMI_*`. */
  env: Record<string, string | undefined>;
  /** `readMs` for each look; `updateMs` for an update as a whole. */
  bounds: { readMs: number; updateMs: number };
  clock: Clock;
};

/** The service's records, and the component that they belong to. */
const TARGETS = [
  "**::vault-dr:infra:ServiceName::**",
  "**ServiceName$aws:route53/record:Record::**",
];
const OLDEST_CLI = [3, 259, 0];

/** Status of a refusal: 404 no such stack, 409 locked, 412 another or a stale checkout, 422 the update failed, 501 no CLI. */
export function pulumiStack(options: PulumiStackOptions): StackPort {
  return {
    lastOutput: () => answering(options, () => lastOutput(options)),
    update: ({ message }) => answering(options, () => update(options, message)),
    ready: () => answering(options, () => ready(options)),
    prepare: () => void import("execa"),
  };
}

async function lastOutput(options: PulumiStackOptions): Promise<Answer<DrOutput | null>> {
  try {
    const { stdout } = await reader(options).run(
      ["stack", "output", "--json", "--stack", options.stackName],
      options.workDir,
    );
    const { dr } = JSON.parse(stdout) as { dr?: unknown };
    if (dr === undefined) return ok(null);
    const parsed = drOutputSchema.safeParse(dr);
    return parsed.success
      ? ok(parsed.data)
      : unknown("unreadable", "the stack's output `dr` is not of this release");
  } catch (error) {
    if (error instanceof CliFailure && isMissingStack(error.output)) return ok(null);
    throw error;
  }
}

async function update(
  options: PulumiStackOptions,
  message: string,
): Promise<Answer<{ changed: number }>> {
  const { workDir, stackName, configFile, clock, bounds } = options;
  const deadline = clock.now() + bounds.updateMs;
  const command = new PulumiCli(options.pulumiCommand ?? "pulumi", cliEnv(options), () =>
    Math.max(1, deadline - clock.now()),
  );
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  const stack = await LocalWorkspace.selectStack(
    { stackName, workDir },
    { pulumiCommand: command },
  );
  const { summary } = await stack.up({
    message,
    target: TARGETS,
    refresh: false,
    showSecrets: false,
    suppressProgress: true,
    color: "never",
    ...(configFile === undefined ? {} : { configFile: resolve(workDir, configFile) }),
  });
  const counts = Object.entries(summary?.resourceChanges ?? {});
  const changed = counts.filter(([kind]) => kind !== "same" && kind !== "read");
  return ok({ changed: changed.reduce((sum, [, count]) => sum + (count ?? 0), 0) });
}

async function ready(options: PulumiStackOptions): Promise<Answer<{ cliVersion: string }>> {
  const { stdout } = await reader(options).run(["version"], options.workDir);
  const cliVersion = stdout.trim();
  if (!isNewEnough(cliVersion)) {
    return refused(501, `pulumi ${cliVersion} is older than v${OLDEST_CLI.join(".")}`);
  }
  const last = await lastOutput(options);
  if (last.is !== "ok") return last;
  if (last.value === null) return ok({ cliVersion });
  const { workDir, configFile, stackName } = options;
  const stackFile = resolve(workDir, configFile ?? `Pulumi.${stackName}.yaml`);
  const difference = await differsFrom(last.value.revision, {
    workDir,
    stackFile,
    env: cliEnv(options),
  });
  return difference === null
    ? ok({ cliVersion })
    : refused(412, `this checkout cannot update the stack: ${difference}`);
}

const reader = (options: PulumiStackOptions): PulumiCli =>
  new PulumiCli(options.pulumiCommand ?? "pulumi", cliEnv(options), () => options.bounds.readMs);

/** What the CLI and the program are told; the command's own credentials are not among it. */
function cliEnv({ env, workDir, configFile }: PulumiStackOptions): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^VAULT_(TOKEN|RECOVERY_KEY_|DR_OPERATION_TOKEN)/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(passed),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    VAULT_DR_TARGETED: "1",
    VAULT_DR_STACK_FOLDER:
      configFile === undefined ? workDir : dirname(resolve(workDir, configFile)),
  };
}

/** Every failure as an answer, in words that hold no value of the environment that could be a secret. */
async function answering<T>(
  { env, stackName }: PulumiStackOptions,
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    const answer = answerOf(error, stackName);
    return { ...answer, text: withoutSecrets(answer.text, env) };
  }
}

function answerOf(error: unknown, stackName: string): Refused | Unknown {
  if (!(error instanceof CliFailure)) {
    return unknown("unreadable", error instanceof Error ? error.message : String(error));
  }
  if (error.kind === "no-cli") return refused(501, `${error.output}: run npm run tools`);
  if (error.kind === "timed-out") {
    return unknown(
      "timed-out",
      `pulumi: ${error.output}; should the stack stay busy: pulumi cancel --stack ${stackName}`,
    );
  }
  const lock = lockIn(error.output);
  if (lock !== null) {
    return refused(409, `${lock}; once that process is gone: pulumi cancel --stack ${stackName}`);
  }
  if (isMissingStack(error.output)) {
    return refused(404, `there is no stack ${stackName} in the backend`);
  }
  const reason = reasonIn(error.output);
  // The program's own guard speaks before the first resource.
  if (reason.includes("Nothing was changed.")) return refused(412, reason);
  return refused(422, reason, false);
}

function withoutSecrets(text: string, env: Record<string, string | undefined>): string {
  const secrets = Object.entries(env).filter(
    ([name, value]) => /KEY|TOKEN|SECRET|PASS|CREDENTIAL/.test(name) && (value?.length ?? 0) > 5,
  );
  return secrets.reduce((left, [, value]) => left.replaceAll(value ?? "", "[secret]"), text);
}

function isNewEnough(version: string): boolean {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const [major = 0, minor = 0, patch = 0] = parts;
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = OLDEST_CLI;
  if (major !== oldMajor) return false;
  return minor > oldMinor || (minor === oldMinor && patch >= oldPatch);
}
