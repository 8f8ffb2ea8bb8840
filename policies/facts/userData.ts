/** The script of a node as text, whether it was given plain or in base64. */
export function scriptOf(userData: string): string {
  const packed = userData.replace(/\s/g, "");
  const isPacked =
    packed.length > 0 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed);
  return isPacked ? Buffer.from(packed, "base64").toString("utf8") : userData;
}
