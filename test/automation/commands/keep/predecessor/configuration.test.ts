import { expect } from "chai";
import { readPredecessor } from "../../../../../automation/commands/keep/predecessor/configuration.ts";
import { loadBalancer, predecessorFile } from "../../../../helpers/predecessorFile.ts";

const read = (text: string) => readPredecessor("vault_dr.cfg", text);
const taken = (text: string) => {
  const { environments, problems } = read(text);
  expect(problems).to.deep.equal([]);
  return environments;
};
/** The test environment alone, with parts of its text replaced. */
const changed = (...changes: [from: string | RegExp, to: string][]) =>
  changes.reduce((text, [from, to]) => text.replace(from, to), predecessorFile(["Test"]));
const problemsOf = (...changes: [from: string | RegExp, to: string][]) =>
  read(changed(...changes)).problems;
const CNAME = "[Vault-Cluster-Test] test_cluster_cname";
const PRIMARY = "[Vault-Cluster-Test] test_primary_vault_cluster_domain";
const SECONDARY = "[Vault-Cluster-Test] test_secondary_vault_cluster_domain";

describe("the predecessor's configuration", () => {
  it("has environments with two load balancers, their Regions, and a name that clients call", () => {
    const environments = taken(predecessorFile());
    expect(environments.map(({ environment }) => environment)).to.deep.equal([
      "prod",
      "staging",
      "test",
    ]);
    expect(environments[2]).to.deep.equal({
      environment: "test",
      service: "vault.test.acme.com",
      hostedZoneId: "Z3DG6IL3SJCGPX",
      port: 443,
      primary: {
        region: "us-west-2",
        host: loadBalancer("us-west-2").slice("https://".length),
        port: 443,
        name: "vault-us-west-2.test.acme.com",
      },
      secondary: {
        region: "us-east-1",
        host: loadBalancer("us-east-1").slice("https://".length),
        port: 443,
        name: "vault-us-east-1.test.acme.com",
      },
    });
  });

  it("may lack environments, and may have others", () => {
    expect(taken(predecessorFile(["Staging"])).map(({ service }) => service)).to.deep.equal([
      "vault.staging.acme.com",
    ]);
    expect(taken(predecessorFile(["Load"])).map(({ environment }) => environment)).to.deep.equal([
      "load",
    ]);
  });

  it("gives Regions names that no other environment's Regions have", () => {
    const text = predecessorFile(["Prod", "Test"])
      .replace("vault.prod.acme.com", "vault.acme.com")
      .replace("vault.test.acme.com", "vault-test.acme.com");
    expect(taken(text).map(({ primary }) => primary.name)).to.deep.equal([
      "vault-us-west-2.acme.com",
      "vault-test-us-west-2.acme.com",
    ]);
  });

  it("may name a port, a network load balancer, a zone as AWS prints it, and capitals in a host", () => {
    const [network] = taken(
      changed(
        [loadBalancer("us-west-2"), "https://vault-1.elb.eu-west-1.amazonaws.com:8200/"],
        [loadBalancer("us-east-1"), "https://Vault-2.us-east-1.elb.amazonaws.com:8200"],
        ["=Z3DG6IL3SJCGPX", " : /hostedzone/Z3DG6IL3SJCGPX"],
        ["vault.test.acme.com", "Vault.test.acme.com"],
      ),
    );
    expect(network).to.deep.include({ port: 8200, hostedZoneId: "Z3DG6IL3SJCGPX" });
    expect(network?.primary).to.include({ region: "eu-west-1" });
    expect(network?.secondary).to.include({ host: "vault-2.us-east-1.elb.amazonaws.com" });
    expect(network?.service).to.equal("vault.test.acme.com");
  });

  it("with the zone of the published sample is told the nearest id that is one", () => {
    for (const [zone, meant] of [
      ["hZ3DG6IL3SJCGPX", "Z3DG6IL3SJCGPX"],
      ["z3dg6il3sjcgpx", "Z3DG6IL3SJCGPX"],
      ["acme.com", "Z3DG6IL3SJCGPX"],
    ] as const) {
      const [problem, ...more] = problemsOf(["Z3DG6IL3SJCGPX", zone]);
      expect(problem).to.include({
        key: "[AWS-Route-53] HostedZoneID",
        found: JSON.stringify(zone),
        example: meant,
      });
      expect(more).to.deep.equal([]);
    }
  });

  it("with values that are none is told what is allowed, for each", () => {
    const wrong: [string, string][] = [
      ["http://vault-1.us-west-2.elb.amazonaws.com", "https:// and a host, no path"],
      ["vault-1.us-west-2.elb.amazonaws.com", "https:// and a host, no path"],
      ["https://vault-1.us-west-2.elb.amazonaws.com/v1", "https:// and a host, no path"],
      ["https://kim:pw@vault-1.us-west-2.elb.amazonaws.com", "https:// and a host, no path"],
      ["https://10.0.0.1", "a load balancer's own name, which shows its Region"],
      ["https://vault-west.acme.com", "a load balancer's own name, which shows its Region"],
      ["https://vault-1.westcoast.elb.amazonaws.com", "a load balancer's own name, which shows"],
      ["", "https:// and a host, no path"],
    ];
    for (const [value, allowed] of wrong) {
      const [problem, ...more] = problemsOf([loadBalancer("us-west-2"), value]);
      expect(problem?.key, value).to.equal(PRIMARY);
      expect(problem?.allowed, value).to.include(allowed);
      expect(more, value).to.deep.equal([]);
    }
    for (const cname of ["https://vault.test.acme.com", "vault test", "acme.com", "vault."]) {
      const [problem] = problemsOf(["vault.test.acme.com", cname]);
      expect(problem, cname).to.include({ key: CNAME, example: "vault.test.acme.com" });
    }
  });

  it("that goes on with a value in a deeper line is told so", () => {
    const [problem] = problemsOf(["vault.test.acme.com", "vault.test.acme.com\n  and.more.com"]);
    expect(problem).to.include({ key: CNAME });
  });

  it("with one Region twice, or two ports, is told which", () => {
    const [twice] = problemsOf([
      loadBalancer("us-east-1"),
      "https://vault-9.us-west-2.elb.amazonaws.com",
    ]);
    expect(twice).to.include({ key: SECONDARY, found: "us-west-2, as for the primary" });
    const [ports] = problemsOf([loadBalancer("us-east-1"), `${loadBalancer("us-east-1")}:8200`]);
    expect(ports).to.include({ key: SECONDARY, found: "port 8200, and 443 for the primary" });
  });

  it("with names that are not known is told the nearest known ones", () => {
    const problems = problemsOf(
      ["[Vault-Cluster-Test]", "[Logging]\nlevel=debug\n[Vault-Cluster-Test]\ntest_cluster_cnam=a"],
      ["HostedZoneID=", "HostedZone=Z1\nHostedZoneID="],
    );
    expect(problems.map(({ key, allowed }) => [key, allowed])).to.deep.equal([
      ["[Logging]", "AWS-Route-53, Vault-Cluster-Prod, Vault-Cluster-Staging, Vault-Cluster-Test"],
      ["[AWS-Route-53] hostedzone", "did you mean HostedZoneID?"],
      ["[Vault-Cluster-Test] test_cluster_cnam", "did you mean test_cluster_cname?"],
    ]);
    expect(problemsOf(["[Vault-Cluster-Test]", "[vault-cluster-test]"])[0]?.allowed).to.equal(
      "did you mean Vault-Cluster-Test?",
    );
  });

  it("is told everything that is missing at once", () => {
    const { problems } = read("[Vault-Cluster-Test]\n");
    expect(problems.map(({ key, found }) => [key, found])).to.deep.equal([
      ["[AWS-Route-53] HostedZoneID", "nothing"],
      [CNAME, "nothing"],
      [PRIMARY, "nothing"],
      [SECONDARY, "nothing"],
    ]);
    expect(read("").problems.map(({ key }) => key)).to.deep.equal([
      "[AWS-Route-53] HostedZoneID",
      "[Vault-Cluster-…]",
    ]);
  });

  it("with two environments of one name is told so", () => {
    const shared = predecessorFile(["Prod", "Test"]).replace("vault.test.", "vault.prod.");
    expect(read(shared).problems).to.have.length(1);
    expect(read(shared).problems[0]).to.include({ key: "test_cluster_cname" });
    const twice = predecessorFile(["Test", "TEST"]);
    expect(read(twice).problems[0]).to.include({ key: "test", found: "a second section" });
  });
});
