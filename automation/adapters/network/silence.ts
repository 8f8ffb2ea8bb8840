import type { Silence } from "../../../ground/answer.ts";

/** Why no answer came, with words for an operator. */
export type SilenceReason = { why: Silence; reason: string };

/** Reads the error of a network call. Only its code or name and, for TLS, its message: the rest may hold what was sent. */
export function silenceOf(error: unknown): SilenceReason {
  const { code, message } = codeAndMessage(error);
  const known = KNOWN[code];
  if (known !== undefined) return { why: known[0], reason: `${known[1]} (${code})` };
  if (TLS.test(code)) return { why: "unreachable", reason: `TLS: ${oneLine(message)} (${code})` };
  return { why: "unreadable", reason: `the call failed (${code})` };
}

/** White space of any kind becomes one space; long texts are cut. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX - 1)}…` : line;
}

const TEXT_LENGTH_MAX = 300;

const KNOWN: Readonly<Record<string, [Silence, string]>> = {
  ECONNREFUSED: ["unreachable", "connection refused"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  EHOSTDOWN: ["unreachable", "the host is down"],
  ENETUNREACH: ["unreachable", "no route to the network"],
  EADDRNOTAVAIL: ["unreachable", "no address to connect from"],
  ENOTFOUND: ["unreachable", "no such host name"],
  EAI_AGAIN: ["unreachable", "the host name could not be resolved"],
  ERR_INVALID_PROTOCOL: ["unreachable", "only HTTPS is spoken"],
  ERR_INVALID_URL: ["unreachable", "not an address"],
  ETIMEDOUT: ["timed-out", "no answer in time"],
  ECONNABORTED: ["timed-out", "no answer in time"],
  ABORT_ERR: ["timed-out", "no answer in time"],
  TimeoutError: ["timed-out", "no answer in time"],
  ECONNRESET: ["cut", "the connection broke off"],
  EPIPE: ["cut", "the connection broke off"],
  ETOOMANYREDIRECTS: ["unreadable", "sent on in a circle"],
  EBODYTOOLONG: ["unreadable", "the answer has no end"],
};

/** Codes of Node's TLS and of OpenSSL's certificate verification. */
const TLS =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_MISMATCH)/;

function codeAndMessage(error: unknown): { code: string; message: string } {
  if (typeof error !== "object" || error === null) return { code: "", message: "" };
  const { code, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  return {
    code: typeof code === "string" ? code : String(name ?? ""),
    message: typeof message === "string" ? message : "",
  };
}
