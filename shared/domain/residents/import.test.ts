import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxImportRows, parseResidentsCsv, residentColumns } from './import.ts'

const today = '2026-11-23'
const directory = (name: string) =>
  readFileSync(new URL(`../../../test/data/directories/${name}`, import.meta.url), 'utf8')
const head = residentColumns.join(',')
const row = (cells: Partial<Record<(typeof residentColumns)[number], string>> = {}) => {
  const whole = {
    externalId: 'R-1',
    firstName: 'Jo',
    lastName: 'Poe',
    unit: '4B',
    email: 'jo@example.com',
    phone: '+12025550101',
    moveIn: '2025-01-15',
    moveOut: '',
    language: 'en',
    preferredChannel: 'sms',
    accessibleHeight: 'no',
    ...cells,
  }
  return residentColumns.map((column) => whole[column]).join(',')
}
const one = (cells: Parameters<typeof row>[0]) => parseResidentsCsv(`${head}\n${row(cells)}\n`, { today })

describe('the dirty file', () => {
  const { rows, residents, problems } = parseResidentsCsv(directory('dirty-200.csv'), { today })

  test('its twelve odd lines are named by line, column and code', () => {
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [12, 'phone', 'import.phone_invalid'],
      [22, 'email', 'import.email_invalid'],
      [32, 'unit', 'import.unit_empty'],
      [42, 'moveIn', 'import.date_invalid'],
      [52, 'externalId', 'import.id_duplicate'],
      [62, 'preferredChannel', 'import.channel_unknown'],
      [72, 'firstName', 'import.name_empty'],
      [82, 'moveOut', 'import.move_out_before_move_in'],
      [92, '', 'import.extra_cells'],
      [102, 'firstName', 'import.formula'],
      [112, 'firstName', 'import.white_space'],
      [122, 'lastName', 'import.odd_characters'],
    ])
  })

  test('the rest is taken, the odd but usable rows among them', () => {
    expect(rows).toBe(200)
    expect(residents).toHaveLength(190)
    expect(residents.find(({ externalId }) => externalId === 'R-0111')?.firstName).toBe('Zoë')
    expect(residents.find(({ externalId }) => externalId === 'R-0121')?.lastName).toBe('"quoted, comma"')
  })
})

test.each(['maple-court.csv', 'riverside-300.csv'])('%s is taken whole', (name) => {
  const { rows, residents, problems } = parseResidentsCsv(directory(name), { today })
  expect(problems).toEqual([])
  expect(residents).toHaveLength(rows)
})

describe('cells', () => {
  test('a phone in national form becomes E.164', () => {
    expect(one({ phone: '(202) 555-0101' }).residents[0]?.phone).toBe('+12025550101')
  })

  test('empty contact, dates and language have defaults', () => {
    expect(
      one({ email: '', phone: '', moveIn: '', language: '', preferredChannel: '', accessibleHeight: '' }).residents[0],
    ).toEqual({
      externalId: 'R-1',
      firstName: 'Jo',
      lastName: 'Poe',
      unit: '4B',
      email: null,
      phone: null,
      moveIn: today,
      moveOut: null,
      language: 'en',
      preferredChannel: 'email',
      accessibleHeight: false,
    })
  })

  test.each([
    [{ unit: 'Building 7, second floor' }, 'import.extra_cells'],
    [{ unit: 'north/side' }, 'import.unit_invalid'],
    [{ moveIn: '2026-02-30' }, 'import.date_invalid'],
    [{ language: 'de' }, 'import.language_unknown'],
    [{ accessibleHeight: 'maybe' }, 'import.yes_or_no'],
    [{ externalId: '' }, 'import.id_empty'],
    [{ lastName: '=1+1' }, 'import.formula'],
  ])('%o is named %s and left out', (cells, code) => {
    const { residents, problems } = one(cells)
    expect(residents).toEqual([])
    expect(problems[0]).toMatchObject({ line: 2, code })
  })

  test('the line is that of the file, also after cells that run over lines', () => {
    const csv = `${head}\n${row({ lastName: '"Poe\nthe Second"' })}\n${row({ externalId: 'R-2', email: 'nobody' })}\n`
    expect(parseResidentsCsv(csv, { today }).problems.at(-1)).toMatchObject({ line: 4, column: 'email' })
  })
})

describe('the whole file is refused', () => {
  test.each([
    ['nothing', '', 'import.empty'],
    ['only a head', `${head}\n`, 'import.empty'],
    ['other columns', 'name,flat\nJo,4\n', 'import.columns'],
    ['a column twice', `${head},unit\n${row()},4\n`, 'import.columns'],
    ['a quote that never ends', `${head}\n"R-1,Jo`, 'import.columns'],
    ['too many rows', `${head}\n${`${row()}\n`.repeat(maxImportRows + 1)}`, 'import.too_large'],
  ])('%s', (_name, csv, code) => {
    expect(parseResidentsCsv(csv, { today }).refusal?.code).toBe(code)
  })
})

test('any text is answered without a fault, and whoever is taken is whole', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.string()).map((cells) => `${head}\n${cells.join(',')}`),
      ),
      (csv) => {
        for (const resident of parseResidentsCsv(csv, { today }).residents) {
          expect(resident.externalId).not.toBe('')
          expect(resident.unit).not.toBe('')
        }
      },
    ),
  )
})
