import { randomBytes } from "node:crypto";
import type { ClientLedger } from "../../../model/clientLedger.ts";
import { type ServiceClient, type ServiceDoor, serviceClient } from "./serviceCall.ts";

export type ClientOptions = { keepAlive: boolean };
export type ClientState = {
  running: boolean;
  paused: boolean;
  writesPerSecond: number;
  readsPerSecond: number;
};

const WORKERS = 12;
const RETRY_PAUSE_MS = 50;
const FOLDER = "clients";

/** The applications: they write and read through the service's name, at a steady pace, and tell the ledger. */
export class Clients {
  readonly #ledger: ClientLedger;
  readonly #client: ServiceClient;
  #state: ClientState = { running: false, paused: false, writesPerSecond: 0, readsPerSecond: 0 };
  /** Grows with every start and stop: workers of an older generation end. */
  #generation = 0;
  #written = 0;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(door: ServiceDoor, ledger: ClientLedger, { keepAlive }: ClientOptions) {
    this.#ledger = ledger;
    this.#client = serviceClient(door, { keepAlive });
  }

  state(): ClientState {
    return { ...this.#state };
  }

  /** Begins, or goes on at another pace. */
  start({
    writesPerSecond,
    readsPerSecond,
  }: {
    writesPerSecond: number;
    readsPerSecond: number;
  }): void {
    this.#generation += 1;
    this.#state = { ...this.#state, running: true, writesPerSecond, readsPerSecond };
    const now = Date.now();
    if (writesPerSecond > 0) this.#ledger.begin("write", now);
    if (readsPerSecond > 0) this.#ledger.begin("read", now);
    this.#crew(writesPerSecond, () => this.#write());
    this.#crew(readsPerSecond, () => this.#read());
  }

  /** Ends; resolves when no call is under way any more. */
  async stop(): Promise<void> {
    this.#generation += 1;
    this.#state = { ...this.#state, running: false };
    await Promise.all(this.#inFlight);
    this.#ledger.end("write", Date.now());
    this.#ledger.end("read", Date.now());
  }

  /** No client writes any more once this resolves. Reads go on. */
  async pause(): Promise<void> {
    this.#state = { ...this.#state, paused: true };
    await Promise.all(this.#inFlight);
  }

  resume(): void {
    this.#state = { ...this.#state, paused: false };
  }

  async end(): Promise<void> {
    await this.stop();
    this.#client.stop();
  }

  #crew(perSecond: number, work: () => Promise<boolean>): void {
    if (perSecond <= 0) return;
    const pace = paceOf(perSecond);
    for (let worker = 0; worker < WORKERS; worker++) void this.#toil(pace, work);
  }

  async #toil(pace: () => Promise<void>, work: () => Promise<boolean>): Promise<void> {
    const generation = this.#generation;
    for (;;) {
      await pace();
      if (generation !== this.#generation) return;
      if (!(await work())) await pauseFor(RETRY_PAUSE_MS);
    }
  }

  async #write(): Promise<boolean> {
    if (this.#state.paused) return false;
    return this.#track(this.#writeOnce());
  }

  async #writeOnce(): Promise<boolean> {
    this.#written += 1;
    const key = `${FOLDER}/${this.#written}`;
    const value = randomBytes(6).toString("hex");
    const result = await this.#client.call("PUT", `secret/data/${key}`, { data: { value } });
    const good = result.is === "status" && result.status === 200;
    if (good) this.#ledger.acknowledged(key, value, Date.now());
    else this.#ledger.failed("write", result.is === "status" ? String(result.status) : result.why);
    return good;
  }

  async #read(): Promise<boolean> {
    const wanted = this.#ledger.lastAcknowledged();
    if (wanted === null) return false;
    const result = await this.#client.call("GET", `secret/data/${wanted.key}`);
    const good = result.is === "status" && (result.status === 200 || result.status === 404);
    if (good) this.#ledger.read(valueIn(result.body) === wanted.value, Date.now());
    else this.#ledger.failed("read", result.is === "status" ? String(result.status) : result.why);
    return good;
  }

  async #track(work: Promise<boolean>): Promise<boolean> {
    const ended = work.then(() => {});
    this.#inFlight.add(ended);
    const result = await work;
    this.#inFlight.delete(ended);
    return result;
  }
}

/** Slots at a steady pace for all workers of a crew; time that was missed is not made up for. */
function paceOf(perSecond: number): () => Promise<void> {
  const stepMs = 1_000 / perSecond;
  let next = Date.now();
  return () => {
    next = Math.max(next + stepMs, Date.now());
    return pauseFor(next - Date.now());
  };
}

const pauseFor = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());

/** The value that a client wrote, in an answer of KV v2. */
function valueIn(body: unknown): unknown {
  const answer = body as { data?: { data?: { value?: unknown } } } | null;
  return answer?.data?.data?.value;
}
