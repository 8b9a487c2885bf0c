import { NoSuchKey } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { makeEvidenceReader } from './evidence-reader.ts'

const reader = (answer: () => Promise<object>) => makeEvidenceReader({ s3: { send: answer as never }, maxBytes: 10 })
const body = (bytes: Uint8Array) => ({ transformToByteArray: async () => bytes, destroy: () => undefined })

describe('reading evidence', () => {
  test('gives the bytes', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const found = await reader(async () => ({ ContentLength: 3, Body: body(bytes) })).read('evidence', 'key')
    expect(found).toEqual({ ok: true, bytes })
  })

  test('an object that is too large is not downloaded', async () => {
    let destroyed = false
    const never = {
      transformToByteArray: () => Promise.reject(new Error('downloaded')),
      destroy: () => {
        destroyed = true
      },
    }
    const found = await reader(async () => ({ ContentLength: 11, Body: never })).read('evidence', 'key')
    expect(found).toEqual({ ok: false, reason: 'too_large', size: 11 })
    expect(destroyed).toBe(true)
  })

  test('a missing object is a value, another fault throws', async () => {
    const missing = () => Promise.reject(new NoSuchKey({ message: 'no', $metadata: {} }))
    expect(await reader(missing).read('evidence', 'key')).toEqual({ ok: false, reason: 'missing' })
    await expect(reader(() => Promise.reject(new Error('denied'))).read('evidence', 'key')).rejects.toThrow('denied')
  })
})
