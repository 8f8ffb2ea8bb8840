import { regionOf, regionOfArn } from "../../facts/regions.ts";
import { LAUNCH_TEMPLATE } from "../../facts/tokens.ts";
import { scriptOf } from "../../facts/userData.ts";
import { defineRule, each } from "../../judge/rule.ts";

const NODES = [
  LAUNCH_TEMPLATE,
  "aws:ec2/launchConfiguration:LaunchConfiguration",
  "aws:ec2/instance:Instance",
] as const;

export const sealKeyIsLocal = defineRule({
  id: "P-31",
  name: "seal-key-is-local",
  says: "Vault's seal uses a key in the cluster's own Region.",
  why: "A cluster whose key stands in the lost Region cannot start again.",
  levels: "M M M",
  checks: [
    each(NODES, (node, resource) => {
      const packed = "userDataBase64" in node ? node.userDataBase64 : undefined;
      const script = scriptOf(node.userData ?? packed ?? "");
      const own = regionOf(resource);
      return sealRegions(script)
        .filter((region) => region !== own)
        .map(
          (region) =>
            `the seal "awskms" of its user data names ${own ?? "its Region"}, found ${region}`,
        );
    }),
  ],
});

/** The Regions that `seal "awskms" { … }` names, by `region` and by the key's ARN. */
function sealRegions(script: string): string[] {
  const stanzas = [...script.matchAll(/seal\s+"awskms"\s*\{([^}]*)\}/g)].map(
    ([, body]) => body ?? "",
  );
  const said = stanzas.flatMap((body) => [
    /\bregion\s*=\s*"([^"]+)"/.exec(body)?.[1] ?? null,
    regionOfArn(/\bkms_key_id\s*=\s*"([^"]+)"/.exec(body)?.[1] ?? ""),
  ]);
  return [...new Set(said.filter((region) => region !== null))];
}
