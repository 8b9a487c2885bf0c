import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { AwsCredentialIdentity } from '@aws-sdk/types'
import type * as z from 'zod'
import type { PortfolioId } from '../contracts/ids.ts'
import type { EvidenceUpload, NewEvidence } from '../contracts/package.ts'

/** How long an address to upload to holds, seconds. */
const UPLOAD_SECONDS = 300
/** How long an address of a picture holds, seconds. */
const SHOWN_SECONDS = 900

/** What lies at an evidence id. */
export interface StoredEvidence {
  readonly contentType: string
  readonly bytes: number
  readonly roomId: string
}

/** Key of a picture or clip. */
export const evidenceKey = (portfolioId: string, evidenceId: string): string => `${portfolioId}/evidence/${evidenceId}`
const readingKey = (portfolioId: string, readingId: string) => `${portfolioId}/readings/${readingId}.json`

/** Not there: 404, or 403, which S3 says of what is not there to those who may not list. */
const isMissing = (error: unknown): boolean => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status === 404 || status === 403
}

/**
 * Evidence (pictures, clips) and label readings of portfolios in the one bucket, each with credentials that reach only the
 * portfolio’s own prefix. `credentials` gives those of a portfolio.
 */
export const makeEvidenceBucket = ({
  bucket,
  credentials,
}: {
  readonly bucket: string
  readonly credentials: (portfolioId: PortfolioId) => Promise<AwsCredentialIdentity>
}) => {
  const clients = new WeakMap<AwsCredentialIdentity, S3Client>()
  const clientOf = async (portfolioId: PortfolioId): Promise<S3Client> => {
    const own = await credentials(portfolioId)
    const found = clients.get(own)
    if (found) return found
    // Path style works at every endpoint; no checksum, which would be signed for an upload that is not there yet.
    const client = new S3Client({
      credentials: own,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
    clients.set(own, client)
    return client
  }

  return {
    /** A signed address to PUT one file to, of exactly this type and size. The room travels with the object. */
    upload: async (
      portfolioId: PortfolioId,
      evidenceId: string,
      { roomId, kind, contentType, bytes }: z.output<typeof NewEvidence>,
      nowMs: number,
    ): Promise<z.infer<typeof EvidenceUpload>> => {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: evidenceKey(portfolioId, evidenceId),
        ContentType: contentType,
        ContentLength: bytes,
        Metadata: { room: roomId, kind },
      })
      const url = await getSignedUrl(await clientOf(portfolioId), command, {
        expiresIn: UPLOAD_SECONDS,
        signingDate: new Date(nowMs),
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      })
      return {
        id: evidenceId,
        upload: {
          method: 'PUT',
          url,
          headers: { 'content-type': contentType },
          expiresAt: new Date(nowMs + UPLOAD_SECONDS * 1000).toISOString(),
        },
      }
    },

    /** What lies at an evidence id, or null where nothing was uploaded. */
    head: async (portfolioId: PortfolioId, evidenceId: string): Promise<StoredEvidence | null> => {
      try {
        const found = await (await clientOf(portfolioId)).send(
          new HeadObjectCommand({ Bucket: bucket, Key: evidenceKey(portfolioId, evidenceId) }),
        )
        return {
          contentType: found.ContentType ?? '',
          bytes: found.ContentLength ?? 0,
          roomId: found.Metadata?.room ?? '',
        }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },

    /** An address that shows a picture for 15 minutes. Signed without a look whether it is there. */
    pictureUrl: async (portfolioId: PortfolioId, evidenceId: string): Promise<string> =>
      getSignedUrl(
        await clientOf(portfolioId),
        new GetObjectCommand({ Bucket: bucket, Key: evidenceKey(portfolioId, evidenceId) }),
        { expiresIn: SHOWN_SECONDS },
      ),

    /** Keeps a label reading; once more with the same id replaces it by itself. */
    keepReading: async (portfolioId: PortfolioId, readingId: string, reading: unknown): Promise<void> => {
      await (await clientOf(portfolioId)).send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: readingKey(portfolioId, readingId),
          ContentType: 'application/json',
          Body: JSON.stringify(reading),
        }),
      )
    },

    /** A label reading as it was kept, not parsed by a schema; null where there is none. */
    reading: async (portfolioId: PortfolioId, readingId: string): Promise<unknown> => {
      try {
        const { Body } = await (await clientOf(portfolioId)).send(
          new GetObjectCommand({ Bucket: bucket, Key: readingKey(portfolioId, readingId) }),
        )
        return Body ? JSON.parse(await Body.transformToString()) : null
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}

/** See {@link makeEvidenceBucket}. */
export type EvidenceBucket = ReturnType<typeof makeEvidenceBucket>
