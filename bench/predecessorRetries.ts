/** What Vault answered; the fields that the sequence reads. */
export type Body = {
  nonce?: string;
  otp?: string;
  complete?: boolean;
  encoded_token?: string;
  data?: { mode?: string; state?: string } | null;
  wrap_info?: { token: string } | null;
};

export type Method = "GET" | "POST" | "DELETE";

/** One call to Vault; status 0 where nobody answered, the body null where there was none. */
export type Send = (
  place: string,
  method: Method,
  path: string,
  body?: object,
) => Promise<{ status: number; body: Body | null; text: string }>;

type Call = (place: string, method: Method, path: string, body?: object) => Promise<Body>;

/**
 * Calls as the predecessor makes them: whatever is not 2xx is sent again after `retryMs`, then twice that, and so on,
 * calls that must not be repeated included. A call that is not answered at its first attempt ends the program: its
 * handler prints an answer that it does not have.
 */
export const retrying =
  (
    { send, pause }: { send: Send; pause: (ms: number) => Promise<void> },
    { retryMs, attempts }: { retryMs: number; attempts: number },
  ): Call =>
  async (place, method, path, body) => {
    let last = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await pause(retryMs * 2 ** (attempt - 1));
      const answer = await send(place, method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer.body ?? {};
      last = `${answer.status} ${answer.text}`;
      if (answer.status === 0 && attempt === 0) break;
    }
    throw new Error(`${method} ${path} did not come through: ${last}`);
  };
