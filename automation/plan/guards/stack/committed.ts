import { type Guard, warn } from "../guard.ts";

/** A move that is not committed yet leaves every other checkout stale. */
export const committedGuard: Guard = ({ snapshot, request }) =>
  snapshot.stackFileCommitted === false
    ? [
        warn(
          "STACK_FILE_UNCOMMITTED",
          `Pulumi.${request.environment}.yaml has a change that is not committed.`,
          "Commit and push it: other checkouts are stale until then.",
        ),
      ]
    : [];
