import { createServer, type Server } from "node:net";

const DRAWS_MAX = 50;

/** Resolves when the server listens there; rejects when it cannot. */
export function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

/** A port that is free on every one of these loopback addresses. */
export async function drawPort(hosts: string[]): Promise<number> {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const port = await freeOnAll(hosts);
    if (port !== null) return port;
  }
  throw new Error(`no port is free on all of ${hosts.join(", ")}`);
}

async function freeOnAll(hosts: string[]): Promise<number | null> {
  const servers: Server[] = [];
  let port = 0;
  try {
    for (const host of hosts) {
      const server = createServer();
      await listenOn(server, host, port);
      servers.push(server);
      const address = server.address();
      port = typeof address === "object" && address !== null ? address.port : 0;
    }
    return port;
  } catch (error) {
    if (servers.length === 0) throw error;
    return null; // taken on another address: draw again
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
