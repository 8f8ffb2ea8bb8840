/** The query of Vault's `sys/health`, or null where a path leads elsewhere. */
export function healthQuery(path: string | undefined): URLSearchParams | null {
  if (path === undefined || !URL.canParse(path, "https://vault")) return null;
  const { pathname, searchParams } = new URL(path, "https://vault");
  return pathname === "/v1/sys/health" ? searchParams : null;
}

/** Whether the parameter is given once, with this value: Vault reads the first of several, people the last. */
export function saysOnce(query: URLSearchParams, name: string, value: string): boolean {
  const given = query.getAll(name);
  return given.length === 1 && given[0] === value;
}
