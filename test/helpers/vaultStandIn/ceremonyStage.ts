import { inspect } from "node:util";
import { expect } from "chai";
import type { KeyShareCommand } from "../../../automation/adapters/ceremony/keyShareCommand.ts";
import { credentialsAdapter } from "../../../automation/adapters/credentials.ts";
import { systemClock } from "../../../automation/adapters/systemClock.ts";
import { vaultAdapter } from "../../../automation/adapters/vault.ts";
import { vaultTransport } from "../../../automation/adapters/vaultHttp.ts";
import type { CredentialsPort, OperationToken } from "../../../automation/ports/credentials.ts";
import type { Answer, Refused } from "../../../ground/answer.ts";
import { Secret } from "../../../ground/secret.ts";
import {
  type KeyAndCertificate,
  makeAuthority,
} from "../../../sandbox/doors/loopback/certificates.ts";
import { GenerationSlot, type SlotAnswer } from "./generationSlot.ts";
import { tlsServer } from "./tlsServer.ts";
import { textOf } from "./transportStage.ts";

const NAME = "vault.test.acme.com";
export const [EAST, WEST] = ["us-east-1", "us-west-2"];
export const VAULT_TOKEN = "hvs.CANARY0123456789ABCDEFGH";
export const shareOf = (digit: string): string => digit.repeat(66);
export const RIGHT = ["a", "b", "c", "d", "e"].map(shareOf);
export const WRONG = shareOf("9");

type Asked = { method: string; path: string; body: string };
type Given = { shares?: string[]; operationToken?: string; vaultToken?: string };

/** Credentials before a Vault over HTTPS whose only talent is the slot: any 3 of RIGHT make a token. */
export function ceremonyStage() {
  let ca: string;
  let certificate: KeyAndCertificate;
  let server: Awaited<ReturnType<typeof tlsServer>>;
  const stage = {
    slot: new GenerationSlot(RIGHT, 3),
    asked: [] as Asked[],
    notices: [] as string[],
    /** Stands in front of the slot; null lets the slot answer. */
    meddle: (_: Asked): SlotAnswer | "cut" | null => null,
  };
  before(async () => {
    const authority = await makeAuthority();
    ca = authority.ca;
    certificate = await authority.issue([NAME], "127.0.0.1");
  });
  beforeEach(async () => {
    const fresh = {
      slot: new GenerationSlot(RIGHT, 3),
      asked: [],
      notices: [],
      meddle: () => null,
    };
    Object.assign(stage, fresh);
    server = await tlsServer(certificate, async (request, response) => {
      const body = await textOf(request);
      const asked = { method: request.method ?? "", path: request.url ?? "", body };
      stage.asked.push(asked);
      const token = request.headers["x-vault-token"] as string | undefined;
      const { method, path } = asked;
      const answer = stage.meddle(asked) ?? stage.slot.answer(method, path, body, token);
      if (answer === "cut") return void response.destroy();
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body === null ? "" : JSON.stringify(answer.body));
    });
  });
  afterEach(() => server.stop());

  const credentials = (
    given: Given,
    bounds = { attempts: 3, combinations: 20 },
    keyShareCommand: KeyShareCommand | null = null,
  ): CredentialsPort => {
    const place = { address: `https://127.0.0.1:${server.port}`, serverName: NAME };
    const secret = (text?: string) => (text === undefined ? null : new Secret(text));
    return credentialsAdapter({
      vault: vaultAdapter({
        regions: { [EAST]: place, [WEST]: place },
        service: { name: NAME, port: server.port },
        transport: vaultTransport({ clock: systemClock, ca }),
        clock: systemClock,
        bounds: { callMs: 2_000, demoteMs: 2_000, promoteMs: 2_000 },
      }),
      clock: { sleep: async () => {} },
      vaultToken: secret(given.vaultToken),
      operationToken: secret(given.operationToken),
      shares: (given.shares ?? []).map((share) => new Secret(share)),
      keyShareCommand,
      bounds,
      notice: (text) => stage.notices.push(text),
    });
  };
  /** `POST update`, in the order in which Vault was asked. */
  const verbs = () => stage.asked.map(({ method, path }) => `${method} ${path.split("/").pop()}`);
  return Object.assign(stage, { credentials, verbs });
}

export const tokenOf = (answer: Answer<OperationToken>) =>
  answer.is === "ok" ? answer.value.token.reveal() : answer;

/** The refusal, in which no share and no token may stand. */
export function refusalOf(answer: Answer<OperationToken>): Refused {
  if (answer.is !== "refused") return expect.fail(`it was ${inspect(answer)}`);
  expect([...RIGHT, WRONG, VAULT_TOKEN].filter((secret) => answer.text.includes(secret))).to.be
    .empty;
  return answer;
}
