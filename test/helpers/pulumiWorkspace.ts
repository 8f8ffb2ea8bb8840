import { startAwsDoor } from "../../sandbox/doors/loopback/aws.ts";
import {
  makePulumiWorkspace,
  type PulumiWorkspace,
} from "../../sandbox/doors/loopback/pulumiWorkspace.ts";
import { Faults } from "../../sandbox/model/faults.ts";
import { Objects } from "../../sandbox/model/objects.ts";
import { Timeline } from "../../sandbox/model/timeline.ts";
import { Zone, type ZoneRecord } from "../../sandbox/model/zone.ts";
import { ensurePulumi } from "../../tools/pulumi.ts";

export { makePulumiWorkspace, type PulumiWorkspace };

export type StackWorld = {
  zone: Zone;
  objects: Objects;
  faults: Faults;
  awsUrl: string;
  pulumiCommand: string;
  workspace: PulumiWorkspace;
  stop(): Promise<void>;
};

/** The real engine with a workspace of its own, beside the zone in which its records come to exist. */
export async function aStackWorld(
  options: { records?: ZoneRecord[]; stackFile?: string; init?: boolean } = {},
): Promise<StackWorld> {
  const pulumiCommand = await ensurePulumi();
  const timeline = new Timeline(Date.now());
  const zone = new Zone(timeline, {
    id: "Z3DG6IL3SJCGPX",
    name: "acme.com",
    records: options.records ?? [],
    insyncMs: 50,
  });
  const faults = new Faults();
  const objects = new Objects([{ name: "acme-runs", region: "us-east-2" }]);
  const door = await startAwsDoor({ zone, objects, faults, timeline });
  const workspace = await makePulumiWorkspace({
    pulumiCommand,
    awsUrl: door.url,
    baseEnv: process.env,
    ...(options.stackFile === undefined ? {} : { stackFile: options.stackFile }),
    ...(options.init === undefined ? {} : { init: options.init }),
  });
  const stop = async () => {
    await workspace.remove();
    await door.stop();
  };
  return { zone, objects, faults, awsUrl: door.url, pulumiCommand, workspace, stop };
}
