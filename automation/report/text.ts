import type { Finding } from "../../ground/errors.ts";
import type { OutcomeDocument } from "./outcome.ts";
import { seconds } from "./progress.ts";

const WORDS: Record<OutcomeDocument["outcome"], string> = {
  done: "done",
  refused: "refused: nothing was changed",
  "rolled-back": "rolled back: the old primary serves",
  incomplete: "done, and something is left to do",
  halted: "stopped half-way",
  failed: "failed: nothing was changed",
};

/** The end of a run as a person reads it: what is true, how long it took, what was lost, what is left. */
export function outcomeText(document: OutcomeDocument): string {
  const lines = [
    `${`${document.verb} ${document.environment}`.trim()}: ${WORDS[document.outcome]} (exit ${document.exitCode})`,
    ...document.findings.map(findingText),
  ];
  if (document.serving !== null && document.steps.some(({ state }) => state !== "pending"))
    lines.push(`serving: ${document.serving}`);
  if (document.run !== null && !["refused", "failed"].includes(document.outcome))
    lines.push(...runText(document));
  if (document.remaining.length > 0) {
    lines.push(
      "left to do:",
      ...document.remaining.map(({ what, command }) => `  ${what}: ${command}`),
    );
  }
  return `${lines.join("\n")}\n`;
}

export const findingText = ({ id, severity, now, next }: Finding): string =>
  `${{ refuse: "✖", warn: "!", info: "·" }[severity]} ${id}: ${now}\n    ${next}`;

function runText({ timings, dataLoss, fence, verb }: OutcomeDocument): string[] {
  const lines: string[] = [];
  if (timings?.writeOutageMs != null)
    lines.push(`write outage, as the command saw it: ${seconds(timings.writeOutageMs)}`);
  if (timings !== null) {
    lines.push(
      `time: ${seconds(timings.totalMs)}, of it Vault ${seconds(timings.waitedForVaultMs)}, DNS and AWS ${seconds(timings.waitedForDnsMs)}, our own ${seconds(timings.overheadMs)}`,
    );
  }
  if (verb === "failover")
    lines.push(`old primary: ${fence === "unproven" ? "silent, so not proven fenced" : fence}`);
  if (verb !== "reattach" && verb !== "reconcile") lines.push(`lost writes: ${lossText(dataLoss)}`);
  return lines;
}

function lossText({
  possible,
  lastReceivedWal,
  secondsSinceLastHeartbeat,
}: OutcomeDocument["dataLoss"]): string {
  if (possible === "no") return "none";
  const heartbeat =
    secondsSinceLastHeartbeat === null
      ? ""
      : `, last heartbeat ${secondsSinceLastHeartbeat.toFixed(1)} s before`;
  const known = lastReceivedWal === null ? "" : ` after WAL ${lastReceivedWal}${heartbeat}`;
  return possible === "yes" ? `yes, accepted${known}` : `not known: what was written${known}`;
}
