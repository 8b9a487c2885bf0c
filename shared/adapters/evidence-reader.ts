import { GetObjectCommand, NoSuchKey, NotFound, S3Client } from '@aws-sdk/client-s3'

/** The bytes of a piece of evidence, or why they are not handed out. */
export type EvidenceBytes =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: 'missing' }
  | { readonly ok: false; readonly reason: 'too_large'; readonly size: number }

/** Reads evidence from its bucket, never more than `maxBytes`: larger objects are not downloaded. */
export function makeEvidenceReader({
  s3 = new S3Client({ forcePathStyle: true }),
  maxBytes,
}: {
  /** @default - a client of this function's own role */
  readonly s3?: Pick<S3Client, 'send'>
  readonly maxBytes: number
}) {
  return {
    read: async (bucket: string, key: string): Promise<EvidenceBytes> => {
      try {
        const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        const size = found.ContentLength ?? 0
        if (size > maxBytes || found.Body === undefined) {
          const stream = found.Body as { destroy?: () => void } | undefined
          stream?.destroy?.()
          return found.Body === undefined ? { ok: false, reason: 'missing' } : { ok: false, reason: 'too_large', size }
        }
        return { ok: true, bytes: await found.Body.transformToByteArray() }
      } catch (error) {
        if (error instanceof NoSuchKey || error instanceof NotFound) return { ok: false, reason: 'missing' }
        throw error
      }
    },
  }
}

/** Reads evidence from its bucket. */
export type EvidenceReader = ReturnType<typeof makeEvidenceReader>
