import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { chooseSelector } from './selector.ts'

describe('the selector of a unit', () => {
  it.each([
    ['9C', '009'],
    ['20', '020'],
    ['412', '412'],
    ['1412', '1412'],
    ['A-7', '007'],
    ['PH', '100'],
    ['12345', '100'],
    ['000', '100'],
  ])('of %s is %s', (number, selector) => {
    expect(chooseSelector(number, new Set())).toBe(selector)
  })

  it('is another where its own is taken', () => {
    expect(chooseSelector('9D', new Set(['009', '100']))).toBe('101')
  })

  test('is unique and three or four digits', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,9}$/), { maxLength: 200 }), (numbers) => {
        const taken = new Set<string>()
        for (const number of numbers) {
          const selector = chooseSelector(number, taken)
          expect(selector).toMatch(/^\d{3,4}$/)
          expect(taken.has(selector)).toBe(false)
          taken.add(selector)
        }
      }),
    )
  })
})
