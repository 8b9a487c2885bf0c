import { describe, expect, test } from 'vitest'
import type { EvidenceBytes } from '../../shared/adapters/evidence-reader.ts'
import { type LabelReader, PictureRefused } from '../../shared/adapters/label-reader/reader.ts'
import type { LabelReading } from '../../shared/contracts/label.ts'
import { makeReadLabel } from './read-evidence.ts'

const reading = { trackingNumber: '1Z999AA10123456784' } as LabelReading
const setUp = (found: EvidenceBytes, read: LabelReader['read'] = async () => reading) =>
  makeReadLabel({
    evidence: { read: async () => found },
    reader: { read, close: async () => undefined },
    clock: () => Date.UTC(2026, 10, 23, 12),
  })
const event = { bucket: 'evidence', key: 'PF#1/label.jpg', directory: [] }
const picture: EvidenceBytes = { ok: true, bytes: new Uint8Array([1]) }

describe('reading a label of the evidence bucket', () => {
  test('answers the reading; the day is the clock’s unless the caller names one', async () => {
    const days: string[] = []
    const readLabel = setUp(picture, async (_bytes, { today }) => {
      days.push(today)
      return reading
    })
    expect(await readLabel(event)).toEqual({ ok: true, reading })
    await readLabel({ ...event, today: '2027-01-01' })
    expect(days).toEqual(['2026-11-23', '2027-01-01'])
  })

  test.each([
    [{ ok: false, reason: 'missing' } as const, 'picture.missing'],
    [{ ok: false, reason: 'too_large', size: 20_000_000 } as const, 'picture.too_many_bytes'],
  ])('%o is refused by name', async (found, code) => {
    expect(await setUp(found)(event)).toMatchObject({ ok: false, refusal: { code } })
  })

  test('a picture that the reader refuses is answered, any other fault throws', async () => {
    const refusal = { code: 'picture.not_a_picture', message: 'no picture' } as const
    expect(await setUp(picture, () => Promise.reject(new PictureRefused(refusal)))(event)).toEqual({
      ok: false,
      refusal,
    })
    await expect(setUp(picture, () => Promise.reject(new Error('out of memory')))(event)).rejects.toThrow(
      'out of memory',
    )
  })

  test('an event of another shape throws', async () => {
    await expect(setUp(picture)({ bucket: 'evidence' })).rejects.toThrow()
  })
})
