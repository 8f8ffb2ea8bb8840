import type { RequestListener } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";

/** An HTTPS server on a free port of loopback. */
export async function tlsServer(
  { key, cert }: Required<Pick<ServerOptions, "key" | "cert">>,
  listener: RequestListener,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer({ key, cert }, listener);
  const port = await listen(server);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, stop };
}

/** Starts on a free port of loopback and answers with it. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}
