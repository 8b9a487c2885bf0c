import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { makeLabelReader, PictureRefused } from '../shared/adapters/label-reader/reader.ts'
import { type LabelReading, type PictureRefusal, ResidentEntry } from '../shared/contracts/label.ts'
import { parseResidentsCsv } from '../shared/domain/residents/import.ts'

const help = `Reads pictures of shipping labels: barcodes, carrier, tracking number, recipient, and whom of a directory it is for.

usage: npm run read-label -- FILE... [--directory residents.csv] [--json] [--today YYYY-MM-DD]

  FILE         JPEG, PNG or WebP, at most 15 MB and 40 megapixels
  --directory  CSV with externalId, firstName, lastName, unit (and email, phone, moveIn, moveOut, ...)
  --json       one JSON line per picture on stdout, also on a terminal
  --today      the day that decides who lives there (default: today)

Without --json a terminal gets a short table. Unreadable files give a line with "error" and exit code 1 at the end.
`

/** The line that is printed for one picture. */
function lineOf(file: string, reading: LabelReading) {
  const { barcode, text, match, total } = reading.ms
  return {
    file,
    barcodes: reading.barcodes.map(({ format, text: payload }) => ({ format, text: payload })),
    carrier: reading.carrier,
    trackingNumber: reading.trackingNumber,
    trackingSource: reading.trackingSource,
    checkDigitValid: reading.checkDigitValid,
    text: reading.text,
    recipient: reading.recipient,
    unit: reading.unit,
    address: reading.address,
    match: reading.match,
    warnings: reading.warnings,
    ...(reading.hint === null ? {} : { hint: reading.hint }),
    ...(reading.otherNumbers.length === 0 ? {} : { otherNumbers: reading.otherNumbers }),
    ms: { barcode, text, match, total },
  }
}

async function readDirectory(file: string): Promise<ResidentEntry[]> {
  const { refusal, residents, problems } = parseResidentsCsv(await readFile(file, 'utf8'), { today: '0001-01-01' })
  if (refusal !== null) throw new Error(`${file}: ${refusal.message}`)
  for (const { line, column, message } of problems) process.stderr.write(`${file}:${line}: ${column}: ${message}\n`)
  return residents.map(({ externalId, firstName, lastName, unit, moveIn, moveOut }) =>
    ResidentEntry.parse({ residentId: externalId, firstName, lastName, unit, moveIn, moveOut }),
  )
}

const refusalOf = (error: unknown, file: string): PictureRefusal => {
  if (error instanceof PictureRefused) return error.refusal
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return { code: 'picture.missing', message: `There is no file ${file}.` }
  return { code: 'picture.missing', message: `${file} cannot be read: ${(error as Error).message}` }
}

const cut = (text: string | null, width: number) => {
  const shown = text ?? '-'
  return shown.length > width ? `${shown.slice(0, width - 1)}…` : shown.padEnd(width)
}

async function main(): Promise<number> {
  const options = {
    directory: { type: 'string' },
    json: { type: 'boolean' },
    today: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>
  try {
    parsed = parseArgs({ options, allowPositionals: true })
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`)
    return 2
  }
  const { values, positionals: files } = parsed
  if (values.help === true) {
    process.stdout.write(help)
    return 0
  }
  if (files.length === 0) {
    process.stderr.write(`Name at least one picture.\n\n${help}`)
    return 2
  }
  let directory: ResidentEntry[] = []
  try {
    if (values.directory !== undefined) directory = await readDirectory(values.directory)
  } catch (error) {
    process.stderr.write(`The directory cannot be read: ${(error as Error).message}\n`)
    return 2
  }
  const today = values.today ?? new Date().toISOString().slice(0, 10)
  const asTable = process.stdout.isTTY === true && values.json !== true
  const reader = makeLabelReader()
  let failed = 0
  if (asTable)
    process.stdout.write(
      `${cut('file', 28)} ${cut('carrier', 13)} ${cut('number', 24)} ${cut('recipient', 22)} ${cut('unit', 6)} resident\n`,
    )
  for (const [i, file] of files.entries()) {
    if (files.length > 1 && process.stderr.isTTY === true)
      process.stderr.write(`\r\u001b[K${i + 1} of ${files.length}: ${basename(file)}`)
    try {
      const reading = await reader.read(await readFile(file), { directory, today })
      if (asTable) {
        const { match } = reading
        const who =
          match.residentId === null
            ? `- (${match.reason})`
            : `${match.residentId} (${Math.round(match.confidence * 100)} %)`
        process.stderr.write(process.stderr.isTTY === true ? '\r\u001b[K' : '')
        process.stdout.write(
          `${cut(basename(file), 28)} ${cut(reading.carrier, 13)} ${cut(reading.trackingNumber, 24)} ${cut(reading.recipient, 22)} ${cut(reading.unit, 6)} ${who}\n`,
        )
      } else process.stdout.write(`${JSON.stringify(lineOf(file, reading))}\n`)
    } catch (error) {
      failed++
      const refusal = refusalOf(error, file)
      process.stdout.write(
        asTable ? `${cut(basename(file), 28)} ${refusal.message}\n` : `${JSON.stringify({ file, error: refusal })}\n`,
      )
    }
  }
  if (files.length > 1 && process.stderr.isTTY === true) process.stderr.write('\r\u001b[K')
  await reader.close()
  return failed > 0 ? 1 : 0
}

process.exitCode = await main()
