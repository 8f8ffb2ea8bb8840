/** One HTTP request to the AWS endpoint. */
export type AwsRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

export type AwsAnswer = {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
};

/** A request that a service has understood, and not carried out yet. */
export type AwsCall = {
  /** As faults name it: `route53 GetChange`. */
  name: string;
  /** Whether it may change something. */
  changes: boolean;
  /** Whether the service is gone: nobody answers, the connection breaks. */
  gone: boolean;
  carryOut(): AwsAnswer;
  /** The service's own form of an error. `text` is `Code: message`, or a message alone. */
  refuse(status: number, text: string): AwsAnswer;
};

/** Splits `Throttling: Rate exceeded`, `SlowDown: …`; a text without a code gets the one that AWS has for the status. */
export function codeAndMessage(status: number, text: string): { code: string; message: string } {
  const [, code, message] = /^([A-Z][A-Za-z]+): (.*)$/s.exec(text) ?? [];
  if (code !== undefined && message !== undefined) return { code, message };
  return { code: CODE_OF[status] ?? "InternalFailure", message: text };
}

const CODE_OF: Record<number, string> = {
  400: "InvalidInput",
  403: "AccessDenied",
  404: "NotFound",
  429: "Throttling",
  503: "ServiceUnavailable",
};
