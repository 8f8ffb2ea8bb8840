/** What a secret looks like in plain text. The kinds are words for a message; a value is never part of one. */
const SHAPES: Record<string, RegExp> = {
  "a Vault token": /(?<!\w)(hv[sbr]\.[\w-]{16,}|(?<!\.)s\.[A-Za-z0-9]{24}(?!\w))/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/,
  "an AWS access key": /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  "an AWS secret key": /aws_?secret_?(access_?)?key\W{1,4}[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])/i,
  // 33 bytes: 44 signs of base64, all three kinds of them, or 66 of hexadecimal
  "a recovery key":
    /(?<![\w+/=-])(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*\d)[A-Za-z0-9+/]{44}(?![\w+/=-])|(?<![\w-])[0-9a-f]{66}(?![\w-])/,
};

/** `a Vault token`; null for a text without any secret that can be told by its looks. */
export function secretIn(text: string): string | null {
  const [kind] = Object.entries(SHAPES).find(([, shape]) => shape.test(text)) ?? [];
  return kind ?? null;
}

/** The text with a mask in the place of every secret: what a message may say. */
export const veiled = (text: string): string =>
  Object.values(SHAPES).reduce(
    (sofar, { source, flags }) => sofar.replace(new RegExp(source, `g${flags}`), "[secret]"),
    text,
  );
