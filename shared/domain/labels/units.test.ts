import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitInLine, unitKey, unitShape } from './units.ts'

describe('forms of a unit', () => {
  test.each([
    ['Apt 4B', '4B'],
    ['APT. 4B', '4B'],
    ['APT4B', '4B'],
    ['Unit 04B', '4B'],
    ['#4-B', '4B'],
    ['# 861', '861'],
    ['UNIT 1 02', '102'],
    ['388 TOWNSEND ST APT 20', '20'],
    ['2428 RIVERSIDE DR #206', '206'],
    ['JOHN DOE # 1211', '1211'],
    ['SUITE 101', '101'],
    ['A3', 'A3'],
    ['123 Main St 4B', '4B'],
    ['PH 2', 'PH2'],
  ])('%s', (line, unit) => {
    expect(unitKey(unitInLine(line)?.unit.text ?? '')).toBe(unit)
  })

  test.each(['JEFF FUQUA BLVD 1', 'JOHN DOE', 'LAS VEGAS NV 89109', 'TEST STREET 2'])(
    'no unit stands in %s',
    (line) => {
      expect(unitInLine(line)).toBeNull()
    },
  )

  test('what is left of a line with a name is the name', () => {
    expect(unitInLine('JOHN DOE APT 4B')).toEqual({ unit: { text: '4B', designated: true }, rest: 'JOHN DOE' })
  })
})

test('a unit compares equal however it is written', () => {
  const unit = fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('', 'A', 'B', 'C', 'K'))
    .map(([number, letter]) => `${number}${letter}`)
  const form = fc.constantFrom(
    (plain: string) => `APT ${plain}`,
    (plain: string) => `#${plain.replace(/([A-Z])$/, '-$1')}`,
    (plain: string) => `Unit 0${plain}`,
    (plain: string) => `ste ${plain.toLowerCase()}`,
  )
  fc.assert(
    fc.property(unit, form, (plain, write) => {
      expect(unitKey(unitInLine(write(plain))?.unit.text ?? '')).toBe(plain)
    }),
  )
})

test('letters and digits that print alike have one shape', () => {
  expect(unitShape('1O2')).toBe(unitShape('102'))
  expect(unitShape('8')).toBe(unitShape('B'))
  expect(unitShape('412')).not.toBe(unitShape('421'))
})
