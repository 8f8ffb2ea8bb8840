import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters, styleText } from "node:util";
import { expect } from "chai";
import { type ScreenOptions, screenOn } from "../../../automation/adapters/screen.ts";
import { VirtualClock } from "../../../sandbox/doors/inProcess/virtualClock.ts";
import { Timeline } from "../../../sandbox/model/timeline.ts";

const START = 1_000_000;

/** A stream that keeps what was written; with `terminal` it says that it is one, of 80 columns. */
class Paper extends PassThrough {
  text = "";
  isTTY: boolean;
  columns = 80;
  colours = 24;
  constructor(terminal: boolean) {
    super();
    this.isTTY = terminal;
    this.on("data", (chunk) => {
      this.text += chunk;
    });
  }
  getColorDepth = () => this.colours;
  cursorTo = () => true;
  moveCursor = () => true;
  clearLine = () => true;
}

describe("the screen", () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock(new Timeline(START));
  });
  const on = (paper: Paper, options: Partial<ScreenOptions> = {}) =>
    screenOn(paper, { clock, spin: true, color: "never", silenceMs: 15_000, ...options });
  const since = (now: number) => `promote us-east-1, ${(now - START) / 1000} s`;

  describe("without a terminal", () => {
    it("gives every line a line, and every step that begins one too", async () => {
      const paper = new Paper(false);
      const screen = await on(paper);
      screen.line("run 1");
      screen.begun("… promote us-east-1");
      screen.working(since);
      screen.line("✔ promote us-east-1 (2.10 s)");
      screen.quiet();
      expect(paper.text).to.equal("run 1\n… promote us-east-1\n✔ promote us-east-1 (2.10 s)\n");
    });

    it("says every fifteen seconds that something still goes on, and for how long", async () => {
      const paper = new Paper(false);
      const screen = await on(paper);
      screen.working(since);
      await clock.pass(14_999);
      expect(paper.text).to.equal("");
      await clock.pass(15_002);
      expect(paper.text).to.equal(
        "… still: promote us-east-1, 15 s\n… still: promote us-east-1, 30 s\n",
      );
    });

    it("counts from the last line: who has just read something is told nothing", async () => {
      const paper = new Paper(false);
      const screen = await on(paper);
      screen.working(since);
      await clock.pass(10_000);
      screen.line("✔ another step");
      screen.working(since);
      await clock.pass(14_999);
      expect(paper.text).to.equal("✔ another step\n");
      await clock.pass(1);
      expect(paper.text).to.include("still: promote us-east-1, 25 s");
    });

    it("does not begin the wait anew when what is under way changes without a line", async () => {
      const paper = new Paper(false);
      const screen = await on(paper);
      screen.working(() => "one");
      await clock.pass(10_000);
      screen.working(() => "the other");
      await clock.pass(5_000);
      expect(paper.text).to.equal("… still: the other\n");
    });

    it("says nothing once nothing is under way", async () => {
      const paper = new Paper(false);
      const screen = await on(paper);
      screen.working(since);
      screen.quiet();
      screen.line("done");
      await clock.pass(60_000);
      expect(paper.text).to.equal("done\n");
    });
  });

  describe("on a terminal", () => {
    it("shows what is under way and its time, and a step that begins in no line of its own", async () => {
      const paper = new Paper(true);
      const screen = await on(paper);
      screen.begun("… promote us-east-1");
      screen.working(since);
      await clock.pass(3_000);
      screen.quiet();
      expect(paper.text).to.include("promote us-east-1, 0 s").and.to.include(", 3 s");
      expect(stripVTControlCharacters(paper.text)).to.not.include("…");
    });

    it("goes on showing it after a line, until it is quiet", async () => {
      const paper = new Paper(true);
      const screen = await on(paper);
      screen.working(since);
      screen.line("✔ another step");
      const after = paper.text.length;
      await clock.pass(2_000);
      expect(paper.text.slice(after)).to.include("promote us-east-1, 2 s");
      screen.quiet();
      const atEnd = paper.text;
      await clock.pass(60_000);
      expect(paper.text).to.equal(atEnd);
    });

    it("prints lines as in a log where movement is not wanted", async () => {
      const paper = new Paper(true);
      const screen = await on(paper, { spin: false });
      screen.begun("… promote us-east-1");
      expect(paper.text).to.equal("… promote us-east-1\n");
    });
  });

  describe("colour", () => {
    const LINES = ["✔ done", "✖ failed", "■ stopped", "↩ going back", "! a warning", "run 1"];
    const written = async (paper: Paper, color: ScreenOptions["color"]) => {
      const screen = await on(paper, { color, spin: false });
      for (const line of LINES) screen.line(line);
      return paper.text;
    };
    const PLAIN = `${LINES.join("\n")}\n`;

    it("is only on the sign: without it the same text stands there", async () => {
      const coloured = await written(new Paper(false), "always");
      expect(coloured).to.include(`${styleText("green", "✔", { validateStream: false })} done`);
      expect(coloured).to.not.equal(PLAIN);
      expect(stripVTControlCharacters(coloured)).to.equal(PLAIN);
      expect(await written(new Paper(true), "never")).to.equal(PLAIN);
    });

    /** These variables alone speak of colour. */
    const env = (change: Record<string, string>) => {
      const names = ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "TERM"];
      const found = names.map((name) => [name, process.env[name]] as const);
      before(() => {
        for (const name of names) delete process.env[name];
        Object.assign(process.env, change);
      });
      after(() => {
        for (const [name, value] of found) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      });
    };

    describe("by itself", () => {
      env({});
      it("is on a terminal that has it, and nowhere else", async () => {
        expect(await written(new Paper(true), "auto")).to.not.equal(PLAIN);
        expect(await written(new Paper(false), "auto")).to.equal(PLAIN);
        const monochrome = new Paper(true);
        monochrome.colours = 1;
        expect(await written(monochrome, "auto")).to.equal(PLAIN);
      });
    });

    describe("with FORCE_COLOR", () => {
      env({ FORCE_COLOR: "1" });
      it("is everywhere, and --no-color is stronger", async () => {
        expect(await written(new Paper(false), "auto")).to.not.equal(PLAIN);
        expect(await written(new Paper(false), "never")).to.equal(PLAIN);
      });
    });

    describe("with NO_COLOR", () => {
      env({ NO_COLOR: "1", TERM: "xterm-256color" });
      it("is nowhere, and --color is stronger", async () => {
        const terminal = () => {
          const paper = new Paper(true);
          paper.getColorDepth = () => WriteStream.prototype.getColorDepth();
          return paper;
        };
        expect(await written(terminal(), "auto")).to.equal(PLAIN);
        expect(await written(terminal(), "always")).to.not.equal(PLAIN);
      });
    });

    describe("with FORCE_COLOR=0", () => {
      env({ FORCE_COLOR: "0" });
      it("is nowhere", async () => {
        expect(await written(new Paper(true), "auto")).to.equal(PLAIN);
      });
    });
  });
});
