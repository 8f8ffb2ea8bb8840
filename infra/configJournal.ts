/** Where runs are kept. A folder's path is relative to the stack file's; a prefix has no slash at its ends. */
export type JournalPlace =
  | { is: "folder"; path: string }
  | { is: "bucket"; bucket: string; prefix: string; region: string };

const BUCKET =
  /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<path>(\/[\w!.*'()-]+)*)\/?\?region=(?<region>[a-z]{2}(-[a-z]+)+-\d)$/;

/** What `vault-dr:recovery.journal` says, or null where it says neither a folder nor a bucket with its Region. */
export function journalPlace(journal: string): JournalPlace | null {
  const path = /^file:(.+)$/.exec(journal)?.[1];
  if (path !== undefined) return { is: "folder", path };
  const { bucket, path: prefix = "", region } = BUCKET.exec(journal)?.groups ?? {};
  if (bucket === undefined || region === undefined) return null;
  return { is: "bucket", bucket, prefix: prefix.slice(1), region };
}
