import { type Guard, warn } from "../guard.ts";

/** The provider's own Region must work when a Vault Region is gone. */
export const providerRegionGuard: Guard = ({ snapshot: { providerRegion }, config }) =>
  providerRegion !== null && config.regions[providerRegion] !== undefined
    ? [
        warn(
          "PROVIDER_IN_VAULT_REGION",
          `aws:region is ${providerRegion}, one of the Vault Regions.`,
          "Use a third Region: `pulumi up` must work when a Vault Region is gone.",
        ),
      ]
    : [];
