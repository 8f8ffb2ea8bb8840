/** The first releases of what not every Vault can do. */
export const SINCE = {
  /** A batch token authorises DR calls. */
  batchOperationToken: "1.4",
  /** The key ceremony wants a Vault token besides the shares. */
  tokenForCeremony: "2.0",
} as const;

/** Below, equal or above zero, by the numbers of `1.21.3+ent`. A text that is no version is equal to all. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  if (a === null || b === null) return 0;
  for (let part = 0; part < 3; part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether Vault is surely older than `release`; null where it did not tell its version. */
export const isBefore = (version: string | null, release: string): boolean =>
  version !== null && compareVersions(version, release) < 0;

/** Whether Vault is surely `release` or newer. */
export const isSince = (version: string | null, release: string): boolean =>
  version !== null && numbersOf(version) !== null && compareVersions(version, release) >= 0;

function numbersOf(text: string): number[] | null {
  const found = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?=$|[+.-])/.exec(text);
  return found === null ? null : found.slice(1).map((part) => Number(part ?? 0));
}
