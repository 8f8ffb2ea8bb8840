import { Agent, type RequestOptions, request } from "node:https";
import { createSecureContext } from "node:tls";

/** How clients reach the service: by its name, as the resolver answers, with the name as SNI. */
export type ServiceDoor = {
  serviceName: string;
  port: number;
  /** The CA's certificate, PEM. */
  ca: string;
  token: string;
  lookup: (name: string) => { addresses: string[] };
};

/** A status with the parsed body, or the short reason why there was none. */
export type CallResult =
  | { is: "status"; status: number; body: unknown }
  | { is: "failed"; why: string };

export type ServiceClient = {
  call(method: "GET" | "PUT", path: string, body?: unknown): Promise<CallResult>;
  stop(): void;
};

const TIMEOUT_MS = 1_000;

/** An ordinary client. With keep-alive it stays with its address until a call fails; else every call resolves anew. */
export function serviceClient(
  door: ServiceDoor,
  { keepAlive }: { keepAlive: boolean },
): ServiceClient {
  // A resumed session of TLS 1.2 costs no key exchange: the load must not disturb what it measures.
  const secureContext = createSecureContext({ ca: door.ca, maxVersion: "TLSv1.2" });
  const agent = new Agent({ keepAlive, secureContext });
  let stuckTo: string | undefined;
  return {
    call: async (method, path, body) => {
      const address = stuckTo ?? door.lookup(door.serviceName).addresses[0];
      if (address === undefined) return { is: "failed", why: "no address" };
      const result = await send(options(door, agent, { method, path, address }), body);
      stuckTo = keepAlive && result.is === "status" && result.status < 400 ? address : undefined;
      return result;
    },
    stop: () => agent.destroy(),
  };
}

const options = (
  { serviceName, port, token }: ServiceDoor,
  agent: Agent,
  { method, path, address }: { method: string; path: string; address: string },
): RequestOptions => ({
  method,
  agent,
  host: address,
  port,
  path: `/v1/${path}`,
  servername: serviceName,
  headers: { host: `${serviceName}:${port}`, "x-vault-token": token },
});

function send(to: RequestOptions, body: unknown): Promise<CallResult> {
  return new Promise((resolve) => {
    const call = request(to, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => finish({ is: "failed", why: "cut" }));
      response.on("end", () => finish(readResult(response.statusCode ?? 0, chunks)));
    });
    const bound = setTimeout(() => {
      finish({ is: "failed", why: "timed out" });
      call.destroy();
    }, TIMEOUT_MS);
    const finish = (result: CallResult) => {
      clearTimeout(bound);
      resolve(result);
    };
    call.on("error", (error) => finish({ is: "failed", why: reasonOf(error) }));
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function readResult(status: number, chunks: Buffer[]): CallResult {
  try {
    const text = Buffer.concat(chunks).toString();
    return { is: "status", status, body: text === "" ? null : JSON.parse(text) };
  } catch {
    return { is: "failed", why: "unreadable" };
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "ECONNREFUSED" ? "refused" : "cut";
}
