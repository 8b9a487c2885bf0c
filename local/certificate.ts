import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

/** A server certificate for this machine's loopback names and its private key, both PEM. */
export interface LoopbackCertificate {
  readonly certificate: string
  readonly privateKey: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const LIFETIME_MS = 30 * 24 * 3_600_000

/**
 * Makes a fresh self-signed certificate for `localhost` and `127.0.0.1`. It is no CA: trusting it trusts one server only.
 * Node itself can make keys but no certificates, hence the library.
 */
export const makeLoopbackCertificate = async (nowMs: number): Promise<LoopbackCertificate> => {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost, O=Vestibule on one machine',
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(nowMs - 3_600_000),
    notAfter: new Date(nowMs + LIFETIME_MS),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const body = pkcs8.match(/.{1,64}/g)?.join('\n') ?? ''
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`,
  }
}
