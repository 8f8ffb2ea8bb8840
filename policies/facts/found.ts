import { veiled } from "./secretShapes.ts";

const SHOWN_MAX = 120;

/** What stands there, for a message. A secret is masked before the text is cut: half of one is none that is known. */
export function found(value: string | number | boolean | null | undefined): string {
  if (value === undefined || value === null) return "found nothing";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `found ${veiled(text).slice(0, SHOWN_MAX)}`;
}
