import { expect, test } from 'vitest'
import type { EvidenceBucket } from '../../../shared/adapters/evidence-bucket.ts'
import { PortfolioId } from '../../../shared/contracts/ids.ts'
import { KeptReading } from './kept-reading.ts'
import { makePictures } from './pictures.ts'

const id = (prefix: string, n = 1) => `${prefix}_01jb${String(n).padStart(22, '0')}`
const [HERE, OTHERS] = [1, 2].map((n) => PortfolioId.parse(id('pf', n))) as [PortfolioId, PortfolioId]
const kept = KeptReading.parse({
  id: id('rdg'),
  propertyId: id('prop'),
  roomId: id('room'),
  evidenceId: id('evd'),
  createdAt: '2026-03-29T18:00:00.000Z',
  reading: {
    sha256: '',
    picture: { width: 1, height: 1 },
    barcodes: [],
    carrier: null,
    carrierWhy: null,
    trackingNumber: null,
    trackingSource: null,
    checkDigitValid: null,
    otherNumbers: [],
    text: [],
    lines: [],
    recipient: null,
    unit: null,
    address: null,
    match: { residentId: null, confidence: 0, reason: 'no_recipient', why: '', candidates: [] },
    hint: null,
    warnings: [],
    ms: { barcode: 0, text: 0, match: 0, total: 0, stages: {} },
  },
})

/** A bucket in memory that counts what it is asked. */
const makeBucket = () => {
  const readings = new Map<string, unknown>()
  let asked = 0
  const evidence = {
    reading: async (portfolioId: string, readingId: string) => {
      asked += 1
      return readings.get(portfolioId + readingId) ?? null
    },
    keepReading: async (portfolioId: string, readingId: string, reading: unknown) =>
      void readings.set(portfolioId + readingId, reading),
    head: async (portfolioId: string, evidenceId: string) =>
      portfolioId === HERE && evidenceId === kept.evidenceId
        ? { roomId: kept.roomId, contentType: 'image/png', bytes: 1 }
        : null,
  } as unknown as EvidenceBucket
  return { evidence, asked: () => asked }
}
const named = (some: { labelReadingId?: string; evidenceId?: string }) => ({
  labelReadingId: null,
  evidenceId: null,
  ...some,
})

test('the room of a reading is known without a call where it was made, and read once elsewhere', async () => {
  const { evidence, asked } = makeBucket()
  const pictures = makePictures({ evidence, now: () => 0 })
  await pictures.keep(HERE, kept)
  expect(await pictures.roomOf(HERE, named({ labelReadingId: kept.id }))).toBe(kept.roomId)
  expect(asked()).toBe(0)
  const elsewhere = makePictures({ evidence, now: () => 0 })
  for (let i = 0; i < 2; i++) expect(await elsewhere.roomOf(HERE, named({ labelReadingId: kept.id }))).toBe(kept.roomId)
  expect(asked()).toBe(1)
})

test('what is invented, or of another portfolio, has no room', async () => {
  const pictures = makePictures({ evidence: makeBucket().evidence, now: () => 0 })
  await pictures.keep(HERE, kept)
  expect(await pictures.roomOf(OTHERS, named({ labelReadingId: kept.id }))).toBeNull()
  expect(await pictures.roomOf(HERE, named({ labelReadingId: id('rdg', 9) }))).toBeNull()
  expect(await pictures.roomOf(OTHERS, named({ evidenceId: kept.evidenceId }))).toBeNull()
  expect(await pictures.roomOf(HERE, named({ evidenceId: kept.evidenceId }))).toBe(kept.roomId)
  expect(await pictures.roomOf(HERE, named({}))).toBeNull()
})
