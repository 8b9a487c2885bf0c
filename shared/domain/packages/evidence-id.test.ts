import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EvidenceId } from '../../contracts/ids.ts'
import { evidenceIdFor, isEvidenceOf } from './evidence-id.ts'
import { pictureOfReading, readingIdOf } from './package-id.ts'

const signerWith = (key: string) => ({
  sign: (text: string) => createHmac('sha256', key).update(text).digest('base64url'),
})
const ours = signerWith('ours')
const fresh = fc.stringMatching(/^evd_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
const room = fc.stringMatching(/^room_[0-7][0-9a-hjkmnp-tv-z]{25}$/)

test('a picture’s id proves its room and portfolio, also by way of its reading', () => {
  fc.assert(
    fc.property(fresh, room, room, (id, roomId, other) => {
      fc.pre(roomId !== other)
      const evidenceId = evidenceIdFor(ours, roomId, id)
      expect(EvidenceId.safeParse(evidenceId).success).toBe(true)
      expect(isEvidenceOf(ours, roomId, pictureOfReading(readingIdOf(evidenceId)))).toBe(true)
      expect(isEvidenceOf(ours, other, evidenceId)).toBe(false)
      expect(isEvidenceOf(signerWith('theirs'), roomId, evidenceId)).toBe(false)
    }),
  )
})

test('an id that somebody made up proves nothing', () => {
  fc.assert(fc.property(fresh, room, (id, roomId) => !isEvidenceOf(ours, roomId, id)))
})
