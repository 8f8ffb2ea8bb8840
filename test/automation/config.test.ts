import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { processEnvironment, readConfig } from "../../automation/config.ts";
import { temporaryFolder } from "../helpers/temporaryFolder.ts";

const STACK_FILE = readFileSync(new URL("../../Pulumi.test.yaml", import.meta.url), "utf8");
const CANARY = "canary-4711";

describe("the configuration", () => {
  const folder = temporaryFolder();
  beforeEach(() => put(STACK_FILE));

  const put = (text: string, name = "Pulumi.test.yaml") =>
    writeFileSync(join(folder(), name), text);
  const read = (changes: Partial<Parameters<typeof readConfig>[0]> = {}) =>
    readConfig({ env: {}, cwd: folder(), environment: "test", flags: {}, ...changes });
  const config = (changes = {}) => {
    const result = read(changes);
    if ("problems" in result) throw new Error(inspect(result.problems));
    return result.config;
  };
  const problems = (changes = {}) => {
    const result = read(changes);
    return "problems" in result ? result.problems : [];
  };
  const keys = (changes = {}) => problems(changes).map(({ key }) => key);

  describe("of the stack file", () => {
    it("is checked, with durations in milliseconds and absolute paths", () => {
      const { stack, ...rest } = config();
      expect(stack).to.deep.include({ activeRegion: "us-west-2", takeover: 1 });
      expect(stack.recovery.rollbackAfterMs).to.equal(15_000);
      expect(rest).to.deep.include({
        environment: "test",
        stackFilePath: join(folder(), "Pulumi.test.yaml"),
        workDir: folder(),
        awsRegion: "us-east-2",
        store: { is: "folder", path: join(folder(), ".vault-dr", "test") },
      });
    });

    it("comes from another file when one is named, and the run store lies beside that", () => {
      mkdirSync(join(folder(), "elsewhere"));
      put(STACK_FILE, "elsewhere/mine.yaml");
      const { stackFilePath, store, workDir } = config({
        configFile: "elsewhere/mine.yaml",
      });
      expect(stackFilePath).to.equal(join(folder(), "elsewhere", "mine.yaml"));
      const path = join(folder(), "elsewhere", ".vault-dr", "test");
      expect(store).to.deep.equal({ is: "folder", path });
      expect(workDir).to.equal(folder());
    });

    it("takes an absolute folder for the run store", () => {
      put(STACK_FILE.replace("file:./.vault-dr/test", "file:/var/lib/vault-dr"));
      expect(config().store).to.deep.equal({ is: "folder", path: "/var/lib/vault-dr" });
    });

    it("takes a bucket with a prefix and its own Region", () => {
      put(
        STACK_FILE.replace("file:./.vault-dr/test", "s3://acme-runs/vault/test?region=us-west-1"),
      );
      const place = { bucket: "acme-runs", prefix: "vault/test", region: "us-west-1" };
      expect(config().store).to.deep.equal({ is: "bucket", ...place });
    });

    it("may do without the provider's Region", () => {
      put(STACK_FILE.replace(/ {2}aws:region.*\n/, ""));
      expect(config().awsRegion).to.equal(null);
    });

    it("that is missing is named, with the environments that exist", () => {
      put(STACK_FILE, "Pulumi.prod.yaml");
      expect(problems({ environment: "tset" })).to.deep.equal([
        {
          key: join(folder(), "Pulumi.tset.yaml"),
          found: "no file that can be read",
          allowed: "an environment that exists: prod, test",
          example: "test",
        },
      ]);
      expect(keys({ cwd: join(folder(), "nowhere") })).to.have.length(1);
    });

    it("that is no YAML is shown by line and column", () => {
      put("config:\n  vault-dr:activeRegion: us-west-2\n  vault-dr:regions: {\n");
      const [first] = problems();
      expect(first?.key).to.match(/^Pulumi\.test\.yaml, line \d+, column \d+$/);
      put("config:\n  a:b: 1\n  a:b: 2\n");
      expect(problems()[0]).to.include({
        key: "Pulumi.test.yaml, line 3, column 3",
        found: "Map keys must be unique",
      });
    });

    it("that has no config is told what is missing", () => {
      for (const text of ["", "config:\n", "config: text\n", "- a\n- b\n"]) {
        put(text);
        expect(keys(), JSON.stringify(text)).to.deep.equal(["config"]);
      }
    });

    it("with a key that has no namespace is told the whole key", () => {
      put(STACK_FILE.replace("vault-dr:takeover", "takeover"));
      expect(problems()).to.deep.include({
        key: "takeover",
        found: "no namespace",
        allowed: "namespace:key",
        example: "vault-dr:takeover",
      });
    });

    it("leaves other namespaces alone", () => {
      put(STACK_FILE.replace("config:", "encryptionsalt: v1:a\nconfig:\n  other:thing: [1]"));
      expect(config().environment).to.equal("test");
    });

    it("with an aws:region that is no name is a problem", () => {
      put(STACK_FILE.replace("aws:region: us-east-2", "aws:region: 2"));
      expect(keys()).to.deep.equal(["aws:region"]);
    });

    it("is not looked for outside the folder", () => {
      expect(keys({ environment: "../prod" })).to.deep.equal(["environment"]);
    });
  });

  describe("of the environment", () => {
    it("keeps tokens and shares closed, shares in the order of their numbers", () => {
      const numbers = Array.from({ length: 11 }, (_, index) => index + 1).reverse();
      const shares = Object.fromEntries(
        numbers.map((n) => [`VAULT_RECOVERY_KEY_${n}`, `share-${n}`]),
      );
      const { secrets } = config({
        env: { VAULT_TOKEN: "hvs.1", VAULT_DR_OPERATION_TOKEN: "hvb.2", ...shares },
      });
      expect(secrets.vaultToken?.reveal()).to.equal("hvs.1");
      expect(secrets.operationToken?.reveal()).to.equal("hvb.2");
      expect(secrets.shares.map((share) => share.reveal())).to.deep.equal(
        numbers.reverse().map((n) => `share-${n}`),
      );
    });

    it("may say nothing at all", () => {
      const { secrets, vault, notes } = config({ env: { VAULT_TOKEN: "", VAULT_CACERT: "" } });
      expect(secrets).to.deep.equal({ vaultToken: null, operationToken: null, shares: [] });
      expect(vault).to.deep.equal({ caPem: undefined, namespace: undefined });
      expect(notes).to.deep.equal([]);
    });

    it("with a gap among the shares is a problem that names the missing one", () => {
      const env = { VAULT_RECOVERY_KEY_1: CANARY, VAULT_RECOVERY_KEY_3: CANARY };
      expect(problems({ env })).to.deep.include({
        key: "VAULT_RECOVERY_KEY_2",
        found: "nothing, though VAULT_RECOVERY_KEY_3 is set",
        allowed: "shares numbered VAULT_RECOVERY_KEY_1 … VAULT_RECOVERY_KEY_n, without a gap",
        example: "VAULT_RECOVERY_KEY_1 and VAULT_RECOVERY_KEY_2",
      });
      expect(keys({ env: { VAULT_RECOVERY_KEY_0: "a" } })).to.deep.equal(["VAULT_RECOVERY_KEY_1"]);
      expect(keys({ env: { VAULT_RECOVERY_KEY_01: "a" } })).to.deep.equal(["VAULT_RECOVERY_KEY_1"]);
    });

    it("reads the certificate of the authority", () => {
      const pem = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n";
      put(pem, "ca.pem");
      expect(config({ env: { VAULT_CACERT: "ca.pem" } }).vault.caPem).to.equal(pem);
      expect(problems({ env: { VAULT_CACERT: "none.pem" } })[0]?.found).to.contain(
        "cannot be read",
      );
      put("a text", "text.pem");
      expect(problems({ env: { VAULT_CACERT: "text.pem" } })[0]?.found).to.contain(
        "no certificate",
      );
    });

    it("takes the predecessor's delay, and says that nobody needs it", () => {
      expect(config({ env: { DNS_PROPAGATION_DELAY: "60" } }).notes[0]).to.contain(
        "no longer needed",
      );
    });

    it("is handed on to child processes without what authorises a role change", () => {
      const env = {
        PATH: "/bin",
        AWS_SECRET_ACCESS_KEY: "aws",
        VAULT_TOKEN: CANARY,
        VAULT_DR_OPERATION_TOKEN: CANARY,
        VAULT_RECOVERY_KEY_1: CANARY,
        UNSET: undefined,
      };
      expect({ ...config({ env }).processEnv }).to.deep.equal({
        PATH: "/bin",
        AWS_SECRET_ACCESS_KEY: "aws",
      });
    });

    it("is the process's own, and a copy of it", () => {
      expect(processEnvironment().PATH).to.equal(process.env.PATH);
      expect(processEnvironment()).to.not.equal(process.env);
    });
  });

  it("takes --rollback-after over the file", () => {
    const { recovery } = config({ flags: { rollbackAfter: "2m" } }).stack;
    expect(recovery).to.include({ rollbackAfterMs: 120_000, drainTimeoutMs: 10_000 });
    expect(keys({ flags: { rollbackAfter: "90" } })).to.deep.equal(["--rollback-after"]);
  });

  it("lists the problems of file, environment and flags at once, and no secret among them", () => {
    put(
      STACK_FILE.replace("ttlSeconds: 5", "ttlSeconds: 500").replace("takeover: 1", "takeover: x"),
    );
    const env = {
      VAULT_TOKEN: `${CANARY} broken`,
      VAULT_DR_OPERATION_TOKEN: `${CANARY}\n`,
      VAULT_RECOVERY_KEY_1: `${CANARY} `,
      VAULT_NAMESPACE: "two words",
      VAULT_CACERT: "none.pem",
    };
    const all = { env, flags: { rollbackAfter: "soon" } };
    expect(keys(all)).to.have.members([
      "vault-dr:takeover",
      "vault-dr:service.ttlSeconds",
      "VAULT_TOKEN",
      "VAULT_DR_OPERATION_TOKEN",
      "VAULT_RECOVERY_KEY_1",
      "VAULT_NAMESPACE",
      "VAULT_CACERT",
      "--rollback-after",
    ]);
    expect(JSON.stringify(problems(all))).to.not.contain(CANARY);
  });

  it("is frozen all the way down, and prints no secret", () => {
    const env = {
      VAULT_TOKEN: CANARY,
      VAULT_RECOVERY_KEY_1: CANARY,
      AWS_SECRET_ACCESS_KEY: CANARY,
    };
    const found = config({ env });
    expect(Object.isFrozen(found.stack.regions)).to.equal(true);
    expect(Object.isFrozen(found.secrets.shares)).to.equal(true);
    expect(Object.isFrozen(found.processEnv)).to.equal(true);
    expect(`${JSON.stringify(found)} ${inspect(found, { depth: null })}`).to.not.contain(CANARY);
  });
});
