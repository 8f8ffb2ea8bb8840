import { expect } from "chai";
import { API_HEALTH_PATH, CLUSTER_HEALTH_PATH } from "../../infra/healthPath.ts";

describe("the path of a health check", () => {
  const asked = (path: string) => Object.fromEntries(new URL(path, "https://vault").searchParams);

  it("of the API keeps every usable node in service, a passive Region's too", () => {
    expect(API_HEALTH_PATH).to.match(/^\/v1\/sys\/health\?/);
    expect(asked(API_HEALTH_PATH)).to.deep.equal({
      standbyok: "true",
      perfstandbyok: "true",
      drsecondarycode: "200",
    });
  });

  it("of replication lets the active node alone through, or all of a DR secondary", () => {
    expect(asked(CLUSTER_HEALTH_PATH)).to.deep.equal({ drsecondarycode: "200" });
  });
});
