import { expect } from "chai";
import { addedDigest, digestOf } from "../../../../sandbox/sim/simulate/digest.ts";
import { type Seen, type Simulation, simulate } from "../../../../sandbox/sim/simulate/threads.ts";
import { storyOf } from "../../../../sandbox/sim/story.ts";

const FROM = 2_000_000;
const ASKED: Simulation = {
  from: FROM,
  runs: 40,
  jobs: 2,
  twice: false,
  signal: new AbortController().signal,
  progress: () => undefined,
};
const go = (given: Partial<Simulation>): Promise<Seen> => simulate({ ...ASKED, ...given });

/** What the same worlds come to in this very thread, one after the other. */
async function oneByOne(runs: number): Promise<Pick<Seen, "counted" | "virtualMs" | "digest">> {
  const all = { counted: {} as Record<string, number>, virtualMs: 0, digest: 0 };
  for (let seed = FROM; seed < FROM + runs; seed++) {
    const { counted, virtualMs, log } = await storyOf(seed);
    all.virtualMs += virtualMs;
    all.digest = addedDigest(all.digest, digestOf(log));
    for (const [what, times] of Object.entries(counted))
      all.counted[what] = (all.counted[what] ?? 0) + times;
  }
  return all;
}

const whatCounts = ({ counted, virtualMs }: Seen) => ({ counted, virtualMs });

describe("many worlds on several threads", function () {
  this.timeout(120_000);

  it("are each the same twice, with a log or without, and the same as in one thread", async () => {
    const seen = await go({ twice: true });
    const different = seen.broken.filter(({ logs }) => logs.length > 0);
    expect(different).to.deep.equal([]);
    expect(seen.worlds).to.equal(40);
    expect(seen).to.deep.include(await oneByOne(40));
    const { counted, virtualMs, digest } = await go({});
    expect({ counted, virtualMs }).to.deep.equal(whatCounts(seen));
    expect(digest).to.equal(0);
  });

  it("tell how far they have come, to the last one", async () => {
    const worlds: number[] = [];
    await go({ runs: 9, jobs: 1, progress: (seen) => worlds.push(seen.worlds) });
    expect(worlds).to.deep.equal([3, 6, 9]);
  });

  it("end when they are to end, with what was seen until then", async () => {
    const stop = new AbortController();
    const seen = await go({ runs: 10_000, signal: stop.signal, progress: () => stop.abort() });
    expect(seen.worlds).to.be.within(1, 100);
    expect(Object.keys(seen.counted)).to.not.deep.equal([]);
  });

  it("lose what the one that breaks was at, say so, and go on with the rest", async () => {
    const text = `
      import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ from, count }) => {
        if (from === ${FROM}) throw new Error("out of memory");
        parentPort.postMessage({ count, broken: [], counted: {}, virtualMs: 1, digest: 0 });
      });`;
    const file = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const seen = await simulate({ ...ASKED, runs: 40 }, file);
    expect(seen.lost).to.deep.equal([
      `a thread could not go on, seeds ${FROM} to ${FROM + 4}: Error: out of memory`,
    ]);
    expect(seen.worlds).to.equal(35);
  });
});
