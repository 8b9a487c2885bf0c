import { parse } from 'csv-parse/sync'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import * as z from 'zod'
import { Channel, Language, Name } from '../../contracts/common.ts'
import { UnitNumber } from '../../contracts/property.ts'
import type { ImportProblem, NewResident } from '../../contracts/resident.ts'

/** The columns of a residents file; the first four must be there, the others may be left out. */
export const residentColumns = [
  'externalId',
  'firstName',
  'lastName',
  'unit',
  'email',
  'phone',
  'moveIn',
  'moveOut',
  'language',
  'preferredChannel',
  'accessibleHeight',
] as const
type Column = (typeof residentColumns)[number]
const required: readonly Column[] = ['externalId', 'firstName', 'lastName', 'unit']

/** The most rows one file may have. */
export const maxImportRows = 5000

/** A line of the file and a column of it that is wrong (the row is left out) or odd (`import.white_space`: the row is taken). */
export type ResidentProblem = z.infer<typeof ImportProblem>

/** Why the whole file is refused. */
export type ImportRefusal = {
  readonly code: 'import.empty' | 'import.columns' | 'import.too_large'
  readonly message: string
}

/** What a file of residents holds: those to take, and each bad line by line, column, value, stable code and fix. */
export type ParsedResidents = {
  readonly refusal: ImportRefusal | null
  readonly rows: number
  readonly residents: (NewResident & { externalId: string })[]
  readonly problems: ResidentProblem[]
}

type Row = { readonly line: number; readonly cells: readonly string[] }

/** The rows with the line they begin on; quoted cells may run over lines. */
function rowsOf(text: string): Row[] {
  const records = parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  }) as unknown as { info: { lines: number }; record: string[] }[]
  let before = 0
  return records.map(({ info, record }) => {
    const inside = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
    const line = Math.max(before + 1, info.lines - inside)
    before = info.lines
    return { line, cells: record }
  })
}

const isFormula = (value: string) => /^[=@\t\r]|^[+-](?![\d\s(])/.test(value)
const isDay = (value: string) => z.iso.date().safeParse(value).success

/** Checks one row cell by cell; returns the resident, or null with the problems pushed. */
function residentOf(
  row: Row,
  at: ReadonlyMap<Column, number>,
  today: string,
  problems: ResidentProblem[],
): ParsedResidents['residents'][number] | null {
  const before = problems.length
  let odd = 0
  const say = (column: string, value: string, code: string, message: string) =>
    problems.push({ line: row.line, column, value: value.slice(0, 120), code, message })
  const cell = (column: Column): string => {
    const index = at.get(column)
    const raw = index === undefined ? '' : (row.cells[index] ?? '')
    const value = raw.normalize('NFC').trim().replace(/\s+/g, ' ')
    if (raw !== '' && value !== raw.normalize('NFC')) {
      odd++
      say(column, raw, 'import.white_space', `"${raw}" has odd white space; taken as "${value}".`)
    }
    return value
  }
  const named = (column: 'firstName' | 'lastName') => {
    const value = cell(column)
    if (value === '') say(column, value, 'import.name_empty', `The ${column} is empty. Fill it in.`)
    else if (isFormula(value))
      say(column, value, 'import.formula', `"${value}" is a spreadsheet formula. Put the plain name there.`)
    else if (!Name.safeParse(value).success)
      say(column, value, 'import.name_invalid', `"${value}" is no name of 1 to 80 characters.`)
    else if (/["<>{}]/.test(value)) {
      odd++
      say(column, value, 'import.odd_characters', `"${value}" holds characters that names do not have; taken as it is.`)
    }
    return value
  }
  const day = (column: 'moveIn' | 'moveOut') => {
    const value = cell(column)
    if (value !== '' && !isDay(value)) {
      say(column, value, 'import.date_invalid', `"${value}" is no date of the form 2026-11-23.`)
      return null
    }
    return value === '' ? null : value
  }

  if (row.cells.length > at.size) {
    const extra = row.cells.slice(at.size).join(',')
    say(
      '',
      extra,
      'import.extra_cells',
      `The row has ${row.cells.length} cells, the head ${at.size}. Quote commas inside cells, or remove "${extra}".`,
    )
  }
  const externalId = cell('externalId')
  if (externalId === '')
    say('externalId', '', 'import.id_empty', 'The externalId is empty. Imports update residents by it.')
  else if (externalId.length > 64)
    say('externalId', externalId, 'import.id_invalid', 'The externalId has more than 64 characters.')
  else if (isFormula(externalId))
    say('externalId', externalId, 'import.formula', `"${externalId}" is a spreadsheet formula. Put the plain id there.`)
  const firstName = named('firstName')
  const lastName = named('lastName')
  const unit = cell('unit')
  if (unit === '') say('unit', '', 'import.unit_empty', 'The unit is empty. Fill in the number on the door.')
  else if (!UnitNumber.safeParse(unit).success)
    say('unit', unit, 'import.unit_invalid', `"${unit}" is no unit such as 12, 4B or PH-2.`)
  const email = cell('email')
  if (email !== '' && !z.email().max(254).safeParse(email).success) {
    say('email', email, 'import.email_invalid', `"${email}" is no e-mail address. Correct it or leave it empty.`)
  }
  const phoneCell = cell('phone')
  const phone = phoneCell === '' ? null : (parsePhoneNumberFromString(phoneCell, 'US') ?? null)
  if (phoneCell !== '' && phone?.isPossible() !== true) {
    say(
      'phone',
      phoneCell,
      'import.phone_invalid',
      `"${phoneCell}" is no phone number such as +12025550123. Correct it or leave it empty.`,
    )
  }
  const moveIn = day('moveIn')
  const moveOut = day('moveOut')
  if (moveIn !== null && moveOut !== null && moveOut < moveIn) {
    say(
      'moveOut',
      moveOut,
      'import.move_out_before_move_in',
      `The move-out ${moveOut} is before the move-in ${moveIn}. Correct one of them.`,
    )
  }
  const language = Language.safeParse(cell('language').toLowerCase() || 'en')
  if (!language.success)
    say(
      'language',
      cell('language'),
      'import.language_unknown',
      `"${cell('language')}" is none of ${Language.options.join(', ')}.`,
    )
  const channel = Channel.safeParse(cell('preferredChannel').toLowerCase() || 'email')
  if (!channel.success) {
    say(
      'preferredChannel',
      cell('preferredChannel'),
      'import.channel_unknown',
      `"${cell('preferredChannel')}" is none of ${Channel.options.join(', ')}.`,
    )
  }
  const height = cell('accessibleHeight').toLowerCase()
  if (!['', 'yes', 'no', 'true', 'false'].includes(height)) {
    say('accessibleHeight', height, 'import.yes_or_no', `"${height}" is neither yes nor no.`)
  }
  if (problems.length - before > odd || !language.success || !channel.success) return null
  return {
    externalId,
    firstName,
    lastName,
    unit,
    email: email === '' ? null : email,
    phone: phone === null ? null : phone.number,
    moveIn: moveIn ?? today,
    moveOut,
    language: language.data,
    preferredChannel: channel.data,
    accessibleHeight: height === 'yes' || height === 'true',
  }
}

/**
 * Reads a CSV of residents (see `residentColumns`). Bad rows are named by line and column and left out, the rest is taken;
 * odd but usable rows (`import.white_space`, `import.odd_characters`) are named and taken. An empty file, missing columns and
 * more than `maxImportRows` rows refuse the whole. `today` is the move-in of rows that name none.
 */
export function parseResidentsCsv(text: string, { today }: { readonly today: string }): ParsedResidents {
  const refuse = (code: ImportRefusal['code'], message: string): ParsedResidents => ({
    refusal: { code, message },
    rows: 0,
    residents: [],
    problems: [],
  })
  let rows: Row[]
  try {
    rows = rowsOf(text)
  } catch {
    return refuse('import.columns', 'The file is no CSV: a quote is opened and never closed. Export it again as CSV.')
  }
  const [head, ...body] = rows
  if (head === undefined || body.length === 0)
    return refuse('import.empty', 'The file holds no residents. Export it again and look whether it has rows.')
  if (body.length > maxImportRows)
    return refuse('import.too_large', `The file has ${body.length} rows, more than ${maxImportRows}. Split it.`)
  const names = head.cells.map((name) => name.trim())
  const known = (name: string) => residentColumns.find((column) => column.toLowerCase() === name.toLowerCase())
  const unknown = names.filter((name) => known(name) === undefined)
  const missing = required.filter((column) => !names.some((name) => known(name) === column))
  const repeated = names.filter((name, i) => names.indexOf(name) !== i)
  if (missing.length > 0 || unknown.length > 0 || repeated.length > 0) {
    const wrong = [
      ...missing.map((name) => `${name} is missing`),
      ...unknown.map((name) => `"${name}" is not known`),
      ...repeated.map((name) => `"${name}" stands twice`),
    ]
    return refuse(
      'import.columns',
      `The columns do not fit: ${wrong.join(', ')}. Expected: ${residentColumns.join(', ')}.`,
    )
  }
  const at = new Map(names.map((name, i) => [known(name) as Column, i]))
  const problems: ResidentProblem[] = []
  const residents: ParsedResidents['residents'] = []
  const lines = new Map<string, number>()
  for (const row of body) {
    const resident = residentOf(row, at, today, problems)
    const id = (row.cells[at.get('externalId') as number] ?? '').trim()
    const earlier = lines.get(id)
    if (id !== '' && earlier !== undefined) {
      problems.push({
        line: row.line,
        column: 'externalId',
        value: id,
        code: 'import.id_duplicate',
        message: `The externalId ${id} stands on line ${earlier} already. Give each resident their own.`,
      })
      continue
    }
    lines.set(id, row.line)
    if (resident !== null) residents.push(resident)
  }
  return { refusal: null, rows: body.length, residents, problems }
}
