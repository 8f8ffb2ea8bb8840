import { Agent, request as startRequest } from "node:https";
import { isIP } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** What is sent, and how far it may go. `url` is absolute; `json` becomes the body. */
export type HttpsRequest = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  json?: unknown;
  /** The name that the certificate must carry, sent as SNI. */
  serverName: string;
  /** A new connection, closed afterwards. */
  fresh: boolean;
  /** Ends this request and its connection, and no other. */
  signal: AbortSignal;
};

/** `body` is parsed JSON, null where there is none, and text where it is not JSON. */
export type HttpsResponse = { statusCode: number; body: unknown };

export type HttpsExchange = (request: HttpsRequest) => Promise<HttpsResponse>;

/** Younger than the idle limits of the load balancers that may stand between: 60 s and 350 s. */
const IDLE_MS_MAX = 30_000;
const REDIRECTS_MAX = 3;
const BODY_LENGTH_MAX = 4_000_000;

/**
 * HTTPS with verified certificates, without proxies, and without anybody who could print what is sent. Connections
 * are kept for the next request, which saves a handshake in the middle of a move; idle ones keep no process alive.
 */
export function httpsExchange(ca: string | undefined): HttpsExchange {
  const kept = new Agent({ keepAlive: true, timeout: IDLE_MS_MAX });
  let trust: SecureContext | null = null;
  return async (request) => {
    trust ??= createSecureContext({ ca: ca ?? trustedByDefault() });
    const agent = request.fresh ? new Agent({ keepAlive: false }) : kept;
    return follow(request, { agent, secureContext: trust, rejectUnauthorized: true });
  };
}

type Tls = { agent: Agent; secureContext: SecureContext; rejectUnauthorized: true };

/** Node's own list and, as the `vault` command does, the system's. */
const trustedByDefault = (): string[] => [
  ...new Set([...getCACertificates("default"), ...getCACertificates("system")]),
];

/** A standby may send a request on to the active node: 307, same method, same body. */
async function follow(request: HttpsRequest, tls: Tls): Promise<HttpsResponse> {
  let next = request;
  for (let hop = 0; hop <= REDIRECTS_MAX; hop++) {
    const { location, ...response } = await exchange(next, tls);
    if (location === null) return response;
    next = { ...request, ...targetOf(new URL(location, next.url), request) };
  }
  throw withCode("ETOOMANYREDIRECTS");
}

/** Nodes that are named by address share the server's name. Node refuses any protocol but HTTPS here, so that no token leaves TLS. */
function targetOf(url: URL, { headers, serverName }: HttpsRequest): Partial<HttpsRequest> {
  const name = isIP(url.hostname) === 0 ? url.hostname : serverName;
  return { url, serverName: name, headers: { ...headers, Host: url.host } };
}

function exchange(
  { method, url, headers, json, serverName: servername, signal }: HttpsRequest,
  tls: Tls,
): Promise<HttpsResponse & { location: string | null }> {
  const body = json === undefined ? "" : JSON.stringify(json);
  const sized = { ...headers, "Content-Length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = startRequest(url, { ...tls, method, headers: sized, servername, signal });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("error", reject);
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > BODY_LENGTH_MAX) request.destroy(withCode("EBODYTOOLONG"));
      });
      response.on("end", () => {
        const { statusCode = 0, headers: answered } = response;
        const location = [307, 308].includes(statusCode) ? (answered.location ?? null) : null;
        resolve({ statusCode, body: parsed(text), location });
      });
    });
    request.end(body);
  });
}

function parsed(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const withCode = (code: string): Error => Object.assign(new Error(code), { code });
