import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, it } from 'vitest'
import type { PortfolioId } from '../contracts/ids.ts'
import { makeEvidenceBucket } from './evidence-bucket.ts'

const PORTFOLIO = 'pf_01jqg3v4e5f6a7b8c9d0e1f2g3' as PortfolioId
const EVIDENCE = 'evd_01jqg3v4e5f6a7b8c9d0e1f2g3'
const ROOM = 'room_01jqg3v4e5f6a7b8c9d0e1f2g3'
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'session' }
const s3 = mockClient(S3Client)
const evidence = makeEvidenceBucket({ bucket: 'bucket', credentials: () => Promise.resolve(credentials) })
const failed = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'X', $fault: 'client', message: 'x', $metadata: { httpStatusCode } })

beforeEach(() => {
  s3.reset()
  process.env.AWS_REGION = 'us-east-1'
})

it('signs the type, the size, the room and five minutes', async () => {
  const nowMs = Date.UTC(2026, 2, 29, 18)
  const body = { roomId: ROOM, kind: 'label', contentType: 'image/jpeg', bytes: 1234 } as const
  const { upload } = await evidence.upload(PORTFOLIO, EVIDENCE, body, nowMs)
  const url = new URL(upload.url)
  expect(url.pathname).toBe(`/bucket/${PORTFOLIO}/evidence/${EVIDENCE}`)
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host')
  expect(url.searchParams.get('X-Amz-Expires')).toBe('300')
  expect(url.searchParams.get('x-amz-meta-room')).toBe(ROOM)
  expect([...url.searchParams.keys()].filter((name) => name.startsWith('x-amz-checksum'))).toEqual([])
  expect(upload.headers).toEqual({ 'content-type': 'image/jpeg' })
  expect(upload.expiresAt).toBe('2026-03-29T18:05:00.000Z')
})

it('says what lies there', async () => {
  s3.on(HeadObjectCommand).resolves({ ContentType: 'image/png', ContentLength: 9, Metadata: { room: ROOM } })
  expect(await evidence.head(PORTFOLIO, EVIDENCE)).toEqual({ contentType: 'image/png', bytes: 9, roomId: ROOM })
  expect(s3.commandCalls(HeadObjectCommand)[0]?.args[0].input.Key).toBe(`${PORTFOLIO}/evidence/${EVIDENCE}`)
})

it.each([404, 403])('takes %i for not there', async (status) => {
  s3.on(HeadObjectCommand).rejects(failed(status))
  s3.on(GetObjectCommand).rejects(failed(status))
  expect(await evidence.head(PORTFOLIO, EVIDENCE)).toBeNull()
  expect(await evidence.reading(PORTFOLIO, 'rdg_1')).toBeNull()
})

it('throws on a fault', async () => {
  s3.on(HeadObjectCommand).rejects(failed(500))
  await expect(evidence.head(PORTFOLIO, EVIDENCE)).rejects.toThrow()
})

it('keeps a reading beside the pictures of its portfolio', async () => {
  s3.on(PutObjectCommand).resolves({})
  await evidence.keepReading(PORTFOLIO, 'rdg_1', { carrier: 'ups' })
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
    Key: `${PORTFOLIO}/readings/rdg_1.json`,
    Body: '{"carrier":"ups"}',
  })
})
