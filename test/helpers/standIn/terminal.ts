// Loaded before a command whose stdin and stderr are pipes: it then finds a terminal there, as a person would give it.
// What the command starts is not meant.
import { clearLine, clearScreenDown, cursorTo, moveCursor } from "node:readline";

delete process.env.NODE_OPTIONS;
const { stdin, stderr } = process;
Object.assign(stdin, { isTTY: true, setRawMode: () => stdin });
Object.assign(stderr, {
  isTTY: true,
  columns: 120,
  rows: 40,
  clearLine: (direction: -1 | 0 | 1) => clearLine(stderr, direction),
  clearScreenDown: () => clearScreenDown(stderr),
  cursorTo: (x: number, y?: number) => cursorTo(stderr, x, y),
  moveCursor: (dx: number, dy: number) => moveCursor(stderr, dx, dy),
});
