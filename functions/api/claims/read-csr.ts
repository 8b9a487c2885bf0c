import 'reflect-metadata'
import { createHash, createPublicKey } from 'node:crypto'
import { Pkcs10CertificateRequest } from '@peculiar/x509'

/** A signing request that holds: PEM as the broker takes it, the device’s public key (PEM), and a hash that names it. */
export interface SigningRequest {
  readonly pem: string
  readonly publicKeyPem: string
  readonly hash: string
}

/** Reads a PKCS #10 request; null where it is none, its key is not on P-256, or it was not signed with that key. */
export const readCsr = async (pem: string): Promise<SigningRequest | null> => {
  try {
    const request = new Pkcs10CertificateRequest(pem)
    const publicKeyPem = request.publicKey.toString('pem')
    if (createPublicKey(publicKeyPem).asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null
    if (!(await request.verify())) return null
    const hash = createHash('sha256').update(Buffer.from(request.rawData)).digest('base64url')
    return { pem: request.toString('pem'), publicKeyPem, hash }
  } catch {
    return null
  }
}
