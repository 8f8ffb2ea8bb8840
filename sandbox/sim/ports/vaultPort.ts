import { vaultAdapter } from "../../../automation/adapters/vault.ts";
import type { VaultTransport } from "../../../automation/adapters/vaultHttp.ts";
import type { VaultPort } from "../../../automation/ports/vault.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import type { Clock } from "../../../ground/clock.ts";
import { ADDRESSES, nameOf, SERVICE } from "../world.ts";

/** The command's own adapter for the pair of Vaults, over a transport without sockets. */
export const vaultPort = (transport: VaultTransport, clock: Clock): VaultPort =>
  vaultAdapter({
    regions: Object.fromEntries(
      Object.entries(ADDRESSES).map(([region, ip]) => [
        region,
        { address: `https://${ip}:8200`, serverName: nameOf(region) },
      ]),
    ),
    service: { name: SERVICE, port: 8200 },
    transport,
    clock,
    bounds: {
      callMs: BOUNDS.vaultCallMs,
      demoteMs: BOUNDS.roleCallMs,
      promoteMs: BOUNDS.roleCallMs,
    },
  });
