import nodeVault from "node-vault";
import { type Answer, ok, refused, unknown } from "../../ground/answer.ts";
import { type Clock, TOO_LATE, withinMs } from "../../ground/clock.ts";
import { Secret } from "../../ground/secret.ts";
import { type HttpsRequest, type HttpsResponse, httpsExchange } from "./network/httpsExchange.ts";
import { silenceOf } from "./network/silence.ts";
import { refusal } from "./vault/refusal.ts";

/** One request to one Vault address. `path` is what follows `/v1/`. */
export type VaultCall = {
  /** `https://host:port` */
  address: string;
  /** The name that the certificate must carry; also sent as SNI and Host. */
  serverName: string;
  method: "GET" | "POST" | "DELETE";
  path: string;
  token: Secret | null;
  /** Sent as JSON. Secrets in it are opened here and nowhere before. */
  body?: Readonly<Record<string, unknown>>;
  /** From the call to the last byte of the answer. */
  boundMs: number;
  /** A new connection, closed afterwards: what a client that comes now would meet. */
  fresh?: boolean;
  /** For `sys/health`, which speaks by status codes: a JSON body is taken whatever the code. */
  anyStatus?: boolean;
};

export type VaultReply = { status: number; body: unknown };

export type VaultTransport = { request(call: VaultCall): Promise<Answer<VaultReply>> };

export type VaultTransportOptions = {
  clock: Clock;
  /** PEM certificates to trust, instead of Node's and the system's. */
  ca?: string | undefined;
  /** Where the KV mounts are. `sys/` and `auth/` calls always go to the root namespace, where DR lives. */
  namespace?: string | undefined;
};

/** The only door to Vault. Certificates are always verified; no environment variable changes anything here. */
export function vaultTransport({ clock, ca, namespace }: VaultTransportOptions): VaultTransport {
  const exchange = httpsExchange(ca);
  return {
    request: async (call) => {
      if (call.token !== null && !/^[\x21-\x7e]+$/.test(call.token.reveal())) {
        return refused(400, "not sent: the Vault token holds a character that no token has");
      }
      const scope = /^(sys|auth)\//.test(call.path) ? "" : (namespace ?? "");
      const late = new AbortController();
      const client = clientFor(call, scope, (request) =>
        exchange({ ...request, signal: late.signal }),
      );
      const answer = await withinMs(clock, call.boundMs, send(client, call));
      if (answer !== TOO_LATE) return answer;
      late.abort();
      return unknown("timed-out", `${hostOf(call)}: no answer after ${call.boundMs} ms`);
    },
  };
}

type Exchange = (request: Omit<HttpsRequest, "signal">) => Promise<HttpsResponse>;
type Prepared = { method: string; uri: string; headers: Record<string, string>; json?: unknown };

/**
 * node-vault over an HTTP client of ours. Its own takes proxies from the environment, prints headers under `DEBUG=*`,
 * bounds neither the handshake nor a slow answer, and throws errors that hold the token and the body.
 */
function clientFor(call: VaultCall, namespace: string, exchange: Exchange): nodeVault.client {
  const { serverName, fresh = false } = call;
  const send = ({ uri, ...prepared }: Prepared) =>
    exchange({ ...prepared, url: new URL(uri), serverName, fresh });
  const client = nodeVault({
    endpoint: call.address,
    apiVersion: "v1",
    commands: {},
    debug: () => {},
    "request-promise": { defaults: () => send },
  });
  // Set afterwards, because node-vault replaces an empty option by a variable of the environment. And answers are
  // passed on as they came: node-vault keeps the status of an error only, and none for sys/health.
  return Object.assign(client, {
    token: call.token?.reveal() ?? "",
    namespace,
    pathPrefix: "",
    handleVaultResponse: async (response: unknown) => response,
  });
}

async function send(client: nodeVault.client, call: VaultCall): Promise<Answer<VaultReply>> {
  try {
    const response: HttpsResponse = await client.request({
      path: `/${call.path}`,
      method: call.method,
      headers: { Host: namedHostOf(call), "Content-Type": "application/json" },
      ...(call.body === undefined ? {} : { json: opened(call.body) }),
    });
    return answerOf(response, call);
  } catch (error) {
    const { why, reason } = silenceOf(error);
    return unknown(why, scrubbed(`${hostOf(call)}: ${reason}`, call));
  }
}

function answerOf(
  { statusCode: status, body }: HttpsResponse,
  call: VaultCall,
): Answer<VaultReply> {
  const isJson = typeof body === "object" && body !== null;
  if (isJson && call.anyStatus === true && !("errors" in body)) return ok({ status, body });
  if (status >= 400) return refusal(status, body, (text) => scrubbed(text, call));
  if (status >= 200 && status < 300 && typeof body !== "string") return ok({ status, body });
  return unknown("unreadable", `${hostOf(call)}: ${status} with nothing that Vault would say`);
}

function opened(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(body);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]),
  );
}

function scrubbed(text: string, { token, body }: VaultCall): string {
  const secrets = [token, ...Object.values(body ?? {})].filter((value) => value instanceof Secret);
  return secrets.reduce(
    (rest, secret) =>
      secret.reveal() === "" ? rest : rest.replaceAll(secret.reveal(), "[secret]"),
    text,
  );
}

const hostOf = ({ address }: VaultCall): string => address.replace(/^https:\/\//, "");

/** What a client that knows the server by its name sends as Host. */
function namedHostOf({ address, serverName }: VaultCall): string {
  const port = /:\d+$/.exec(address)?.[0] ?? "";
  return `${serverName}${port}`;
}
