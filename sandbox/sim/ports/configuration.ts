import type { Config } from "../../../automation/config.ts";
import { ENVIRONMENT, type SimWorld } from "../world.ts";

/** What the command reads before it contacts anybody. */
export const configIn = ({ config, stackFile, settings }: SimWorld): Config => ({
  environment: ENVIRONMENT,
  stack: { ...config, ...stackFile },
  stackFilePath: "Pulumi.test.yaml",
  workDir: ".",
  awsRegion: settings.providerRegion,
  store: { is: "folder", path: "runs" },
  vault: { caPem: undefined, namespace: undefined },
  secrets: { vaultToken: null, operationToken: null, shares: [] },
  notes: [],
  processEnv: {},
});
