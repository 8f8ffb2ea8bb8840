import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";
import { type Invocation, parseCommandLine } from "../../automation/commandLine.ts";
import { VERBS } from "../../automation/verbs.ts";

const parse = (line: string) => parseCommandLine(line === "" ? [] : line.split(" "), "1.2.3");
const invocation = (line: string): Invocation => {
  const parsed = parse(line);
  if (parsed.is !== "invocation") throw new Error(JSON.stringify(parsed));
  return parsed.invocation;
};
const problem = (line: string): string => {
  const parsed = parse(line);
  if (parsed.is !== "usage") throw new Error(`${line} was understood`);
  return parsed.problem;
};

describe("the command line", () => {
  it("knows every verb", () => {
    for (const verb of Object.keys(VERBS)) {
      if (verb === "init") continue; // it makes the environments, and takes none
      const line = verb === "plan" ? "plan switchover test" : `${verb} test`;
      expect(invocation(line)).to.include({ verb, environment: "test" });
    }
  });

  it("has cautious defaults: nothing is agreed to, nothing is chosen", () => {
    expect(invocation("failover test")).to.deep.equal({
      verb: "failover",
      environment: "test",
      move: "switchover",
      to: null,
      yes: false,
      message: null,
      json: false,
      eventLog: null,
      cwd: ".",
      configFile: null,
      rollbackAfter: null,
      enforceRto: false,
      nonInteractive: false,
      color: "auto",
      watch: false,
      drift: false,
      limit: 20,
      keyShareCommand: null,
      from: null,
      consents: {
        acceptLoss: false,
        forceIncomplete: false,
        treatAsLost: false,
        acceptUnfenced: false,
        generateRoot: false,
      },
    });
  });

  it("takes every flag of a run, long or short", () => {
    const given = invocation(
      "switchover prod --to us-east-1 -y -m why -j --event-log out.ndjson -C /p --config-file f.yaml --rollback-after 20s --enforce-rto --non-interactive --no-color",
    );
    expect(given).to.deep.include({
      to: "us-east-1",
      yes: true,
      message: "why",
      json: true,
      eventLog: "out.ndjson",
      cwd: "/p",
      configFile: "f.yaml",
      rollbackAfter: "20s",
      enforceRto: true,
      nonInteractive: true,
      color: "never",
    });
  });

  it("colours by itself, always or never", () => {
    const colour = (flags: string) => invocation(`status test${flags}`).color;
    const flags = ["", " --color always", " --color never", " --no-color"];
    expect(flags.map(colour)).to.deep.equal(["auto", "always", "never", "never"]);
  });

  it("keeps a message of several words as it was quoted", () => {
    const parsed = parseCommandLine(["failover", "test", "-m", "the Region is on fire"], "1");
    expect(parsed).to.have.nested.property("invocation.message", "the Region is on fire");
  });

  for (const [flag, consent] of Object.entries({
    "--accept-loss": "acceptLoss",
    "--force-incomplete": "forceIncomplete",
    "--treat-as-lost": "treatAsLost",
    "--accept-unfenced": "acceptUnfenced",
  })) {
    it(`${flag} gives this consent and no other`, () => {
      const { consents } = invocation(`failover test ${flag}`);
      const given = Object.entries(consents).flatMap(([name, is]) => (is ? [name] : []));
      expect(given).to.deep.equal([consent]);
    });
  }

  it("--key-share-command belongs to runs, and to check and plan, which say what a run would", () => {
    const flag = "--key-share-command=./print";
    for (const verb of ["switchover", "failover", "reattach", "resume", "abort", "check"])
      expect(invocation(`${verb} test ${flag}`).keyShareCommand, verb).to.equal("./print");
    expect(invocation(`plan failover test ${flag}`).keyShareCommand).to.equal("./print");
    expect(problem(`status test ${flag}`)).to.include("--key-share-command");
  });

  it("--generate-root belongs to reattach, and to resume of one", () => {
    for (const verb of ["reattach", "resume"]) {
      expect(invocation(`${verb} test --generate-root`).consents).to.include({
        generateRoot: true,
      });
    }
    for (const verb of ["switchover", "failover", "failback", "reconcile", "abort", "check"]) {
      expect(problem(`${verb} test --generate-root`)).to.include("--generate-root");
    }
  });

  it("--accept-no-lease belongs to failover, and to resume of one", () => {
    for (const verb of ["failover", "resume"]) {
      const { consents } = invocation(`${verb} test --accept-no-lease`);
      expect(consents).to.include({ acceptNoLease: true, acceptUnfenced: false });
      expect(invocation(`${verb} test`).consents).not.to.have.property("acceptNoLease");
    }
    for (const verb of ["switchover", "reattach", "failback", "reconcile", "abort", "check"]) {
      expect(problem(`${verb} test --accept-no-lease`)).to.include("--accept-no-lease");
    }
  });

  it("--yes is no consent to a loss", () => {
    expect(Object.values(invocation("failover test --yes").consents)).to.not.include(true);
  });

  it("takes the move that plan and check mean", () => {
    expect(invocation("plan failback test")).to.include({ move: "failback", environment: "test" });
    expect(invocation("check test --for failover")).to.include({ move: "failover" });
    expect(invocation("check test")).to.include({ move: "switchover" });
  });

  it("makes stack files from the predecessor's, for no environment in particular", () => {
    const line = "init --from vault_dr.cfg -C new --json";
    const expected = {
      verb: "init",
      environment: "",
      from: "vault_dr.cfg",
      cwd: "new",
      json: true,
    };
    expect(invocation(line)).to.include(expected);
  });

  it("takes how many past runs are wanted", () => {
    expect(invocation("history test")).to.include({ verb: "history", limit: 20 });
    expect(invocation("history test --limit 3")).to.include({ limit: 3 });
  });

  it("watches status, and asks it for drift", () => {
    expect(invocation("status test --watch")).to.include({ watch: true, drift: false });
    expect(invocation("status test --check")).to.include({ watch: false, drift: true });
  });

  const wrong: [string, RegExp][] = [
    ["failovr test", /unknown command 'failovr'[\s\S]*failover/],
    ["failover", /missing required argument 'environment'/],
    ["failover test prod", /too many arguments/],
    ["failover test --too us-east-1", /unknown option '--too'[\s\S]*--to/],
    ["failover test --to", /argument missing/],
    ["status test --yes", /unknown option '--yes'/],
    ["status test --to us-east-1", /unknown option '--to'/],
    ["plan test", /missing required argument/],
    ["plan sideways test", /plan takes switchover, failover or failback, not sideways/],
    ["check test --for sideways", /Allowed choices are switchover, failover, failback/],
    ["failover test --json --event-log -", /both want stdout/],
    ["status test --watch --json", /one document/],
    ["history test --limit none", /--limit.*none.*whole number from 1/],
    ["history test --limit 0", /whole number from 1/],
    ["lock", /show[\s\S]*release/],
    ["lock show test --yes", /unknown option '--yes'/],
    ["init", /required option '--from <file>'/],
    ["init test --from vault_dr.cfg", /too many arguments/],
    ["init --from vault_dr.cfg --event-log -", /unknown option '--event-log'/],
    ["init --from vault_dr.cfg --config-file a.yaml", /unknown option '--config-file'/],
    ["config", /pull/],
    ["config push test", /unknown command 'push'/],
  ];
  for (const [line, expected] of wrong) {
    it(`refuses: ${line}`, () => expect(problem(line)).to.match(expected));
  }

  it("prints help for nothing at all, and for --help, with every verb", () => {
    for (const line of ["", "--help"]) {
      const told = parse(line);
      expect(told.is).to.equal("told");
      for (const verb of Object.keys(VERBS)) {
        expect(told.is === "told" && told.text).to.include(verb.split(" ")[0]);
      }
    }
  });

  it("prints a verb's own help, and the release", () => {
    expect(parse("failover --help")).to.have.property("text").that.includes("--treat-as-lost");
    expect(parse("status --help")).to.have.property("text").that.not.includes("--treat-as-lost");
    expect(parse("--version")).to.deep.equal({ is: "told", text: "1.2.3\n" });
  });

  it("loads nothing of Pulumi, AWS or Vault to print help", () => {
    const loaded = loadedBy("--help");
    expect(loaded.some((url) => url.endsWith("/automation/commandLine.ts"))).to.equal(true);
    const packages = loaded.flatMap(
      (url) => /node_modules\/((@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [],
    );
    expect([...new Set(packages)]).to.deep.equal(["commander"]);
  });

  it("loads nothing of them to refuse a line that cannot be read", () => {
    const heavy = /@pulumi|@aws-sdk|node-vault|axios|execa/;
    expect(loadedBy("failovr", "test").filter((url) => heavy.test(url))).to.deep.equal([]);
  });
});

/** Every module that `node automation/cli.ts` loads, by address. */
function loadedBy(...args: string[]): string[] {
  const hook = `
    import { registerHooks } from "node:module";
    import { writeSync } from "node:fs";
    registerHooks({ load: (url, context, next) => (writeSync(2, "loaded " + url + "\\n"), next(url, context)) });`;
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const cli = resolve(import.meta.dirname, "../../automation/cli.ts");
  const { stderr } = spawnSync(process.execPath, ["--import", preload, cli, ...args], {
    encoding: "utf8",
  });
  return stderr.split("\n").flatMap((line) => /^loaded (.+)$/.exec(line)?.[1] ?? []);
}
