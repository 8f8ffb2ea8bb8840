import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** P-256: a handshake costs a fraction of an RSA one. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** PEM texts. */
export type KeyAndCertificate = { key: string; cert: string };
export type Authority = {
  /** The CA's certificate, PEM. */
  ca: string;
  /** A server certificate for these host names and this IP address. */
  issue(names: string[], ipAddress: string): Promise<KeyAndCertificate>;
};

/** A certificate authority that lives as long as the process; nothing of it is ever stored in the repository. */
export async function makeAuthority(): Promise<Authority> {
  const keys = await makeKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Vault sandbox CA",
    keys,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const issue = async (names: string[], ipAddress: string): Promise<KeyAndCertificate> => {
    const own = await makeKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${names[0] ?? ipAddress}`,
      issuer: ca.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new SubjectAlternativeNameExtension([
          ...names.map((value) => ({ type: "dns" as const, value })),
          { type: "ip" as const, value: ipAddress },
        ]),
      ],
    });
    return { key: await privatePem(own), cert: certificate.toString("pem") };
  };
  return { ca: ca.toString("pem"), issue };
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, [
    "sign",
    "verify",
  ]) as Promise<webcrypto.CryptoKeyPair>;

const validity = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + 30 * DAY_MS),
});

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", privateKey), "PRIVATE KEY");
}
