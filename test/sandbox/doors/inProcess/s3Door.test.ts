import { expect } from "chai";
import { thisMachine } from "../../../../automation/adapters/machine.ts";
import { s3Store } from "../../../../automation/adapters/s3/s3Store.ts";
import { sdkCalls } from "../../../../automation/adapters/s3/sdk.ts";
import type { StorePort } from "../../../../automation/ports/store.ts";
import { ok } from "../../../../ground/answer.ts";
import { type DoorCalls, S3Door } from "../../../../sandbox/doors/inProcess/s3Door.ts";
import { VirtualClock } from "../../../../sandbox/doors/inProcess/virtualClock.ts";
import { type Effect, Faults } from "../../../../sandbox/model/faults.ts";
import { Objects } from "../../../../sandbox/model/objects.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { anS3Stage, BUCKET, type S3Stage } from "../../../helpers/s3Stage.ts";
import { aLease, itIsARunStore } from "../../../helpers/storeContract.ts";

const REGION = "us-east-2";
const PUT = "s3 PutObject";
const RUN = "2026-11-23T20-36-amber-fox";
const never = new AbortController().signal;

/** The door, and an adapter behind it for each process; every call of the store is waited for in virtual time. */
function aDoor() {
  const clock = new VirtualClock(new Timeline(Date.parse("2026-11-27T00:00:00Z")));
  const objects = new Objects([{ name: BUCKET, region: REGION }]);
  const faults = new Faults();
  const door = new S3Door({ objects, faults, clock, bucket: BUCKET });
  const store = (host = "laptop"): StorePort => {
    const calls = async () => door.from(host, REGION);
    const around = { clock, prefix: "test", boundMs: 5_000, self: thisMachine() };
    return inTime(clock, s3Store({ calls, ...around }));
  };
  return { clock, objects, faults, door, store };
}

const inTime = <T extends object>(clock: VirtualClock, port: T): T =>
  new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      return (...args: unknown[]): unknown => {
        const made: unknown = Reflect.apply(member as () => unknown, target, args);
        return made instanceof Promise ? clock.until(made) : made;
      };
    },
  });

describe("the run store in S3, in virtual time", () => {
  let world: ReturnType<typeof aDoor>;
  beforeEach(() => {
    world = aDoor();
  });

  itIsARunStore(() => world.store());

  for (const applied of [true, false]) {
    it(`counts an entry once whose answer was lost, ${applied ? "made" : "not made"}`, async () => {
      const { store, faults } = world;
      const one = store();
      await one.append(RUN, 0, ["first"], 1);
      faults.add({ call: PUT, times: 1, effect: { kind: "lose-answer", applied } });
      expect(await one.append(RUN, 1, ["second"], 1)).to.deep.equal(ok(undefined));
      expect(await store().read(RUN)).to.deep.equal(ok(["first", "second"]));
    });

    it(`waits two seconds for a call that hangs, ${applied ? "made" : "not made"}`, async () => {
      const { store, faults, clock } = world;
      faults.add({ call: PUT, times: 1, effect: { kind: "hang", applied } });
      const begun = clock.now();
      expect(await store().putLease(aLease(1), null)).to.deep.equal(ok(undefined));
      expect(clock.now() - begun).to.be.within(2_000, 2_500);
    });
  }

  it("lands what its sender has given up, and the condition keeps it from harm", async () => {
    const { store, door, clock } = world;
    const [late, next] = [store(), store()];
    await late.append(RUN, 0, ["first"], 1);
    door.slowMs = 60_000;
    expect(await late.append(RUN, 1, ["late"], 1)).to.include({ is: "unknown", why: "timed-out" });
    door.slowMs = 0;
    await next.append(RUN, 1, ["next"], 2);
    await clock.pass(120_000);
    expect(await next.read(RUN)).to.deep.equal(ok(["first", "next"]));
  });

  it("is silent to the machine that is cut off, and to no other", async () => {
    const { store, door } = world;
    door.cutOff.add("desk");
    expect(await store("desk").lease()).to.include({ is: "unknown", why: "cut" });
    expect(await store("laptop").lease()).to.deep.equal(ok(null));
  });
});

describe("the two doors of S3", () => {
  let s3: S3Stage;
  before(async () => {
    s3 = await anS3Stage();
  });
  after(() => s3.stop());

  type Scene = {
    what: string;
    given?: (world: { objects: Objects; faults: Faults }) => unknown;
    region?: string;
    call: (calls: DoorCalls) => Promise<unknown>;
  };
  const put = (text: string, etag: string | null) => (calls: DoorCalls) =>
    calls.put("a/one", text, etag, never);
  const get = (calls: DoorCalls) => calls.get("a/one", never);
  const answered = (status: number, text: string): Effect => ({ kind: "answer", status, text });
  const scenes: Scene[] = [
    { what: "nothing there", call: get },
    { what: "a writing where something should be", call: put("1", '"0"') },
    { what: "the first writing", call: put("1", null) },
    { what: "what was written", call: get },
    { what: "a first writing once more", call: put("2", null) },
    { what: "another text's ETag", call: put("2", '"0"') },
    {
      what: "a writing on what stands there",
      call: async (calls) => put("2", (await calls.get("a/one", never)).etag)(calls),
    },
    {
      what: "another writing that is under way",
      given: ({ objects }) => Object.assign(objects.settings, { conflicting: 1 }),
      call: put("3", null),
    },
    { what: "a list", call: (calls) => calls.list("a/", undefined, never) },
    { what: "a list of nothing", call: (calls) => calls.list("b/", undefined, never) },
    {
      what: "too many calls",
      given: ({ objects }) => Object.assign(objects.settings, { throttled: 1 }),
      call: get,
    },
    {
      what: "a refusal of the test's own",
      given: ({ faults }) =>
        faults.add({ call: PUT, times: 1, effect: answered(500, "InternalError: again") }),
      call: put("4", null),
    },
    {
      what: "a connection that is cut",
      given: ({ faults }) =>
        faults.add({ call: PUT, times: 1, effect: { kind: "lose-answer", applied: false } }),
      call: put("4", null),
    },
    { what: "a bucket in another Region", region: "us-east-1", call: get },
    {
      what: "no right to it",
      given: ({ objects }) => Object.assign(objects.settings, { denied: true }),
      call: get,
    },
    {
      what: "nobody there",
      given: ({ objects }) => Object.assign(objects.settings, { down: true }),
      call: get,
    },
  ];

  it("say the same", async () => {
    const { clock, door, objects, faults } = aDoor();
    for (const { what, given = () => undefined, region = REGION, call } of scenes) {
      given({ objects, faults });
      given(s3);
      const loopback = await sdkCalls({ bucket: BUCKET, region })();
      const [one, other] = [
        await saidBy(clock.until(call(door.from("laptop", region)))),
        await saidBy(call(loopback)),
      ];
      expect(one, what).to.deep.equal(other);
    }
  });
});

/** What the adapter tells one answer from another by. */
const saidBy = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: { name: string; code?: string; message: string; $metadata?: object }) => {
    const status = (error.$metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode;
    return status === undefined
      ? { code: error.code }
      : { status, name: error.name, message: error.message };
  });
