import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWeakSecret, secretFrom, unitDigits } from './secret.ts'

const free = { doorDigits: [], isTaken: () => false }
const bytes = fc.uint8Array({ minLength: 64, maxLength: 64 })
const drawing = (...numbers: number[]) => {
  const out = new Uint8Array(numbers.length * 4)
  numbers.forEach((n, i) => {
    new DataView(out.buffer).setUint32(i * 4, n)
  })
  return out
}

describe('a secret', () => {
  it('has six digits and is never weak, whatever the bytes', () => {
    fc.assert(
      fc.property(bytes, fc.stringMatching(/^\d{3,4}$/), (random, unit) => {
        const secret = secretFrom(random, { doorDigits: [unit], isTaken: () => false })
        if (secret === null) return
        expect(secret).toMatch(/^\d{6}$/)
        expect(isWeakSecret(secret, [unit])).toBe(false)
        expect(secret).not.toContain(unit)
      }),
    )
  })

  it.each(['000000', '121212', '123123', '777712', '012389', '123490', '984321', '555501'])('is not %s', (weak) => {
    expect(isWeakSecret(weak, [])).toBe(true)
    expect(secretFrom(drawing(Number(weak)), free)).toBeNull()
  })

  it('skips what was used before and takes the next try', () => {
    expect(secretFrom(drawing(190_385, 604_817), { doorDigits: [], isTaken: (s) => s === '190385' })).toBe('604817')
  })

  it('throws away draws that would favour small secrets', () => {
    expect(secretFrom(drawing(0xffff_ffff, 604_817), free)).toBe('604817')
  })

  it('keeps the unit number out where it is long enough to matter', () => {
    expect(unitDigits('4B', '12-104', '104')).toEqual(['12104', '104'])
    expect(isWeakSecret('910483', unitDigits('104'))).toBe(true)
  })
})
