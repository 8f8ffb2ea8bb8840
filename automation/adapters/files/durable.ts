import { constants } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** A file's bytes, or null where there is none. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Replaces a file as a whole: whoever reads sees the old text or the new one, after a power cut too. `mode` are the
 * permissions to have; without it, those of any new file.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w");
  try {
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/**
 * Writes lines behind the first `keep` bytes, all of them or none; what a killed writer left half-written there is cut
 * off.
 */
export async function appendLines(
  path: string,
  lines: readonly string[],
  keep: number,
): Promise<void> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const file = await open(path, constants.O_RDWR | constants.O_CREAT);
  try {
    await file.truncate(keep);
    const { bytesWritten } = await file.write(bytes, 0, bytes.length, keep);
    if (bytesWritten < bytes.length) {
      await file.truncate(keep); // the first lines were whole, and nobody is told of them
      throw new Error(`the disk took only a part of ${path}`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (keep === 0) await syncFolder(dirname(path));
}

/** Makes a folder with its parents, and makes their names last. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** A new name lasts only once the folder that holds it is on the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
