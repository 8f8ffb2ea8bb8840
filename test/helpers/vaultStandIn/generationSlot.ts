/** One answer of Vault's: a status and the JSON body, null for none. */
export type SlotAnswer = { status: number; body: object | null };

type Strategy = "dr-operation" | "root";
type Attempt = { strategy: Strategy; nonce: string; otp: string; progress: string[] };

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SECONDARY = "/v1/sys/replication/dr/secondary";
const KINDS: Record<string, Strategy> = {
  [`${SECONDARY}/generate-operation-token`]: "dr-operation",
  "/v1/sys/generate-root": "root",
};

/**
 * The slot in which a token of either kind is generated, as strict as Vault's: the order of the checks, the texts, an
 * attempt that outlives a wrong share. `shares` are the right ones, hex; any `threshold` of them make a token.
 */
export class GenerationSlot {
  attempt: Attempt | null = null;
  tokens: string[] = [];
  roots: string[] = [];
  /** The only Vault token that Vault 2.x would accept here; null for Vault 1.x, which asks for none. */
  vaultToken: string | null = null;
  isSecondary = true;
  tokenPrefix: "s." | "hvs." = "hvs.";
  #made = 0;
  readonly shares: string[];
  readonly threshold: number;

  constructor(shares: string[], threshold: number) {
    this.shares = shares;
    this.threshold = threshold;
  }

  /** `path` with `/v1`; `token` from the request's header. */
  answer(method: string, path: string, body: string, token: string | undefined): SlotAnswer {
    if (this.vaultToken !== null && token !== this.vaultToken) return no(403, "permission denied");
    const [, family = "", end = ""] = /^(.*)\/(attempt|update)$/.exec(path) ?? [];
    const strategy = KINDS[family];
    if (strategy === "root" && this.isSecondary) return no(400, DISABLED);
    if (strategy !== undefined) return this.#generation(`${method} ${end}`, body, strategy);
    switch (`${method} ${path}`) {
      case `POST ${SECONDARY}/operation-token/delete`:
        return this.#delete(JSON.parse(body).dr_operation_token);
      case "POST /v1/auth/token/revoke-self":
        return this.#revoke(token ?? "");
      default:
        return no(404, `unsupported path ${method} ${path}`);
    }
  }

  #generation(call: string, body: string, strategy: Strategy): SlotAnswer {
    switch (call) {
      case "GET attempt":
        return this.#status(this.attempt, "");
      case "POST attempt":
        return this.#start(strategy);
      case "DELETE attempt":
        this.attempt = null;
        return { status: 204, body: null };
      case "POST update":
        return this.#update(body, strategy);
      default:
        return no(405, "unsupported operation");
    }
  }

  #start(strategy: Strategy): SlotAnswer {
    if (this.attempt !== null) return no(400, "root generation already in progress");
    this.#made++;
    const length = this.tokenPrefix.length + 24;
    const otp = Array.from({ length }, (_, index) => LETTERS[(index * 7 + this.#made) % 62]);
    this.attempt = { strategy, nonce: `nonce-${this.#made}`, otp: otp.join(""), progress: [] };
    return this.#status(this.attempt, this.attempt.otp);
  }

  #update(text: string, strategy: Strategy): SlotAnswer {
    if (text === "") return no(400, "EOF");
    const { key, nonce } = JSON.parse(text);
    if (!key) return no(400, "'key' must be specified in request body as JSON");
    const bytes = /^[0-9a-f]+$/i.test(key) ? Buffer.from(key, "hex") : Buffer.from(key, "base64");
    if (bytes.length === 0) return no(400, "'key' must be a valid hex or base64 string");
    if (bytes.length < 16) return no(400, "invalid key: key is shorter than minimum 16 bytes");
    if (bytes.length > 33) return no(400, "invalid key: key is longer than maximum 33 bytes");
    if (this.attempt === null) return no(400, "no root generation in progress");
    if (nonce !== this.attempt.nonce) {
      const right = `nonce for this root generation operation is "${this.attempt.nonce}"`;
      return no(400, `incorrect nonce supplied; ${right}`);
    }
    if (strategy !== this.attempt.strategy) return no(400, OTHER_KIND);
    const { progress } = this.attempt;
    const share = bytes.toString("hex");
    if (progress.includes(share)) {
      return no(400, "given key has already been provided during this generation operation");
    }
    progress.push(share);
    return progress.length < this.threshold
      ? this.#progress(nonce, { encoded: "", isRoot: false })
      : this.#combine(this.attempt);
  }

  #combine(attempt: Attempt): SlotAnswer {
    const right = attempt.progress.every((share) => this.shares.includes(share));
    if (!right) {
      attempt.progress = [];
      const inner =
        "recovery key verification failed: recovery key does not match submitted values";
      return no(400, `root generation aborted: unable to authenticate: ${inner}`);
    }
    const isRoot = attempt.strategy === "root";
    const token = `${this.tokenPrefix}${`${isRoot ? "ROOT" : "OPERATION"}${this.#made}`.padEnd(24, "x")}`;
    (isRoot ? this.roots : this.tokens).push(token);
    const mixed = Buffer.from(token).map((byte, index) => byte ^ attempt.otp.charCodeAt(index));
    const encoded = Buffer.from(mixed).toString("base64");
    const answer = this.#progress(attempt.nonce, { encoded, isRoot });
    this.attempt = null;
    return answer;
  }

  #revoke(token: string): SlotAnswer {
    if (this.isSecondary) return no(400, DISABLED);
    if (!this.roots.includes(token)) return no(403, "permission denied");
    this.roots = this.roots.filter((other) => other !== token);
    return { status: 204, body: null };
  }

  #delete(token: string): SlotAnswer {
    if (!this.isSecondary) return no(400, "Not a DR secondary.");
    if (!this.tokens.includes(token)) return no(403, "permission denied");
    this.tokens = this.tokens.filter((other) => other !== token);
    return { status: 204, body: null };
  }

  #status(attempt: Attempt | null, otp: string): SlotAnswer {
    return this.#answered({
      started: attempt !== null,
      nonce: attempt?.nonce ?? "",
      progress: attempt?.progress.length ?? 0,
      otp,
      otp_length: this.tokenPrefix.length + 24,
    });
  }

  #progress(nonce: string, { encoded, isRoot }: { encoded: string; isRoot: boolean }): SlotAnswer {
    const progress = this.attempt?.progress.length ?? 0;
    const bare = encoded.replace(/=+$/, "");
    return this.#answered({
      started: true,
      nonce,
      progress,
      complete: progress === this.threshold,
      encoded_token: bare,
      encoded_root_token: isRoot ? bare : "",
      otp: "",
      otp_length: 0,
    });
  }

  #answered(fields: object): SlotAnswer {
    const rest = {
      complete: false,
      encoded_token: "",
      encoded_root_token: "",
      pgp_fingerprint: "",
    };
    return { status: 200, body: { required: this.threshold, ...rest, ...fields } };
  }
}

const DISABLED = "path disabled in replication DR secondary mode";
const OTHER_KIND =
  "incorrect strategy supplied; a generate root operation of another type is already in progress";

const no = (status: number, text: string): SlotAnswer => ({ status, body: { errors: [text] } });
