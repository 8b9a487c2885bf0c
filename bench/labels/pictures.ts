import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ResidentEntry } from '../../shared/contracts/label.ts'
import { plainCapitals } from '../../shared/domain/labels/names.ts'
import { unitKey } from '../../shared/domain/labels/units.ts'
import { parseResidentsCsv } from '../../shared/domain/residents/import.ts'

const data = (path: string) => fileURLToPath(new URL(`../../test/data/${path}`, import.meta.url))

/** The day that the test data is made for. */
export const today = '2026-11-23'

/** A directory of the test data as the matcher wants it. */
export const directoryOf = (name: string): ResidentEntry[] =>
  parseResidentsCsv(readFileSync(data(`directories/${name}.csv`), 'utf8'), { today }).residents.map(
    ({ externalId, firstName, lastName, unit, moveIn, moveOut }) =>
      ResidentEntry.parse({ residentId: externalId, firstName, lastName, unit, moveIn, moveOut }),
  )

/** A published picture and what stands on it, transcribed by eye. */
export type KnownPicture = {
  readonly file: string
  readonly path: string
  readonly isLabel: boolean
  readonly carrier: string | null
  readonly tracking: string | null
  readonly recipient: string | null
  readonly unit: string | null
  /** Payloads that can be decoded, without separators. */
  readonly payloads: readonly string[]
}

type Transcribed = {
  file: string
  kind: string
  carrier: string | null
  tracking: string | null
  recipient: { name: string; unit?: string } | null
  barcodes: { text?: string | null; contains?: boolean; obscured?: boolean; clipped?: boolean }[]
}

/** The pictures of test/data/labels with their ground truth. */
export function knownPictures(): KnownPicture[] {
  const { images } = JSON.parse(readFileSync(data('labels/labels.json'), 'utf8')) as { images: Transcribed[] }
  return images.map(({ file, kind, carrier, tracking, recipient, barcodes }) => ({
    file,
    path: data(`labels/${file}`),
    isLabel: kind !== 'barcode-photo',
    carrier,
    tracking,
    recipient: recipient?.name ?? null,
    unit: /(?:APT|UNIT|STE|SUITE|#)\.?\s*([A-Z0-9-]+)$/i.exec(recipient?.unit ?? '')?.[1] ?? null,
    payloads: barcodes.flatMap(({ text, obscured, clipped }) =>
      text && obscured !== true && clipped !== true ? [bare(text)] : [],
    ),
  }))
}

/** Letters and digits only, capitals. */
export const bare = (text: string | null | undefined) => (text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Whether a read name is the printed one, spaces, accents and titles aside. */
export const isName = (read: string | null, printed: string) => {
  const squashed = (text: string) => plainCapitals(text).replace(/[^A-Z0-9]/g, '')
  return read !== null && squashed(read) === squashed(printed)
}

/** Whether a read unit is the printed one. */
export const isUnit = (read: string | null, printed: string) => read !== null && unitKey(read) === unitKey(printed)

/** What a tool that people would pick makes of the pictures, or that it is not installed. */
export type ToolFigures =
  | { readonly installed: false; readonly note: string }
  | {
      readonly installed: true
      readonly found: number
      readonly of: number
      readonly msP50: number
      readonly msP95: number
    }

const run = promisify(execFile)

/** The value below which a share of the sorted values lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}

/** Runs a command over the pictures and counts, with `judge`, what it finds. */
async function measureTool(
  command: string,
  argumentsFor: (path: string) => string[],
  pictures: readonly KnownPicture[],
  judge: (output: string, picture: KnownPicture) => { found: number; of: number },
): Promise<ToolFigures> {
  const times: number[] = []
  let [found, of] = [0, 0]
  for (const picture of pictures) {
    const from = performance.now()
    let output = ''
    try {
      output = (await run(command, argumentsFor(picture.path), { maxBuffer: 1e7 })).stdout
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return {
          installed: false,
          note: `${command} is not installed; apt-get install zbar-tools tesseract-ocr compares with it.`,
        }
      }
      output = (error as { stdout?: string }).stdout ?? ''
    }
    times.push(performance.now() - from)
    const judged = judge(output, picture)
    found += judged.found
    of += judged.of
  }
  return { installed: true, found, of, msP50: quantile(times, 0.5), msP95: quantile(times, 0.95) }
}

/** zbarimg on the same pictures: payloads that it decodes. */
export const measureZbarimg = (pictures: readonly KnownPicture[]) =>
  measureTool(
    'zbarimg',
    (path) => ['--quiet', '--raw', path],
    pictures,
    (output, { payloads }) => ({
      found: payloads.filter((payload) => bare(output).includes(payload)).length,
      of: payloads.length,
    }),
  )

/** tesseract on the same pictures: recipients whose name it prints. */
export const measureTesseract = (pictures: readonly KnownPicture[]) =>
  measureTool(
    'tesseract',
    (path) => [path, '-', '--psm', '11'],
    pictures.filter(({ recipient }) => recipient !== null),
    (output, { recipient }) => ({
      found: bare(output).includes(bare(recipient)) ? 1 : 0,
      of: 1,
    }),
  )
