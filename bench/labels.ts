import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { makeLabelReader } from '../shared/adapters/label-reader/reader.ts'
import type { LabelReading, ResidentEntry } from '../shared/contracts/label.ts'
import { directoryIndex } from '../shared/domain/labels/directory-index.ts'
import { matchResident } from '../shared/domain/labels/matching.ts'
import { atLeast, atMost, reported } from './figure.ts'
import { measureColdStart } from './labels/cold-start.ts'
import { isReadable } from './labels/degrade.ts'
import { generatePicture } from './labels/generate.ts'
import {
  bare,
  directoryOf,
  isName,
  isUnit,
  type KnownPicture,
  knownPictures,
  measureTesseract,
  measureZbarimg,
  quantile,
  today,
} from './labels/pictures.ts'
import { makeRandom } from './labels/random.ts'
import { count, emptyTally, type Tally } from './labels/tally.ts'

/** How a run is set: how many labels are made up, and from which seed. */
export type LabelsBenchOptions = { readonly generated?: number; readonly seed?: number }

const share = (part: number, whole: number) => (whole === 0 ? 100 : Math.round((part / whole) * 10_000) / 100)

/** Reads the published pictures, each once, and compares with what is printed on them. */
async function benchPublished(say: (line: string) => void) {
  const pictures = knownPictures()
  const directory = directoryOf('maple-court')
  const reader = makeLabelReader({ remembered: 1 })
  const readings = new Map<KnownPicture, LabelReading>()
  await reader.read(readFileSync((pictures[0] as KnownPicture).path), { directory: [], today })
  for (const picture of pictures)
    readings.set(picture, await reader.read(readFileSync(picture.path), { directory, today }))
  await reader.close()
  const all = [...readings]
  const labels = all.filter(([picture]) => picture.isLabel)
  const rightOf = <T>(
    some: readonly [KnownPicture, LabelReading][],
    wanted: (picture: KnownPicture) => T | null,
    isRight: (reading: LabelReading, value: T) => boolean,
  ) => {
    const asked = some.filter(([picture]) => wanted(picture) !== null)
    const right = asked.filter(([picture, reading]) => isRight(reading, wanted(picture) as T)).length
    return atLeast(share(right, asked.length), 100, `% of ${asked.length}`)
  }
  const payloads = all.flatMap(([picture, reading]) =>
    picture.payloads.map((payload) => reading.barcodes.some(({ text }) => bare(text).includes(payload))),
  )
  const times = (key: 'barcode' | 'text' | 'match' | 'total') => labels.map(([, reading]) => reading.ms[key])
  say('zbarimg and tesseract on the same pictures')
  return {
    pictures: reported(pictures.length),
    barcodePayloads: atLeast(share(payloads.filter(Boolean).length, payloads.length), 100, `% of ${payloads.length}`),
    carrier: rightOf(
      labels,
      ({ carrier }) => carrier,
      (reading, carrier) => reading.carrier === carrier,
    ),
    trackingNumber: rightOf(
      labels,
      ({ tracking }) => tracking,
      (reading, tracking) => bare(reading.trackingNumber) === bare(tracking),
    ),
    recipient: rightOf(
      labels,
      ({ recipient }) => recipient,
      (reading, recipient) => isName(reading.recipient, recipient),
    ),
    unit: rightOf(
      labels,
      ({ unit }) => unit,
      (reading, unit) => isUnit(reading.unit, unit),
    ),
    inventedNumbers: atMost(
      labels.filter(([picture, reading]) => picture.tracking === null && reading.trackingNumber !== null).length,
      0,
      '',
    ),
    barcodeMsP50: atMost(quantile(times('barcode'), 0.5), 120, 'ms'),
    barcodeMsP95: atMost(quantile(times('barcode'), 0.95), 400, 'ms'),
    totalMsP50: atMost(quantile(times('total'), 0.5), 700, 'ms'),
    totalMsP95: atMost(quantile(times('total'), 0.95), 1500, 'ms'),
    zbarimg: await measureZbarimg(pictures),
    tesseract: await measureTesseract(pictures),
  }
}

function tallyOf(tallies: Record<string, Tally>, name: string): Tally {
  const known = tallies[name] ?? emptyTally()
  tallies[name] = known
  return known
}

/** Makes labels up and reads them, counted by carrier and by what was done to the picture. */
async function benchGenerated(say: (line: string) => void, total: number, seed: number) {
  const directory = directoryOf('riverside-300')
  const reader = makeLabelReader({ remembered: 1 })
  const whole = emptyTally()
  const readable = emptyTally()
  const byCarrier: Record<string, Tally> = {}
  const byDegradation: Record<string, Tally> = {}
  const times: number[] = []
  for (let index = 0; index < total; index++) {
    const picture = await generatePicture(seed, index, directory, today)
    const reading = await reader.read(picture.bytes, { directory, today })
    times.push(reading.ms.total)
    const carrierTally = tallyOf(byCarrier, picture.label.carrier)
    const tallies = [whole, carrierTally, tallyOf(byDegradation, picture.degradation)]
    if (isReadable(picture.degradation)) tallies.push(readable)
    for (const tally of tallies) count(tally, picture, reading)
    if ((index + 1) % 50 === 0)
      say(`${index + 1} of ${total} generated labels, ${whole.assignedWrong} assigned wrongly`)
  }
  await reader.close()
  return {
    labels: reported(total),
    seed: reported(seed),
    wrongAssignmentsPer1000: atMost((whole.assignedWrong / total) * 1000, 1, 'of 1,000 labels'),
    assignedOfReadable: atLeast(share(readable.assignedRight, readable.assignable), 90, `% of ${readable.assignable}`),
    trackingNumber: reported(share(whole.trackingRight, whole.labels)),
    wrongTrackingNumbers: atMost(whole.trackingWrong, 0, ''),
    carrier: reported(share(whole.carrierRight, whole.labels)),
    unit: reported(share(whole.unitRight, whole.unitPrinted)),
    totalMsP50: reported(quantile(times, 0.5)),
    totalMsP95: reported(quantile(times, 0.95)),
    byCarrier,
    byDegradation,
  }
}

/** Microseconds of one match against a directory of 5,000. */
function benchMatch() {
  const random = makeRandom(5000)
  const base = directoryOf('riverside-300')
  const directory: ResidentEntry[] = Array.from({ length: 5000 }, (_, i) => ({
    ...(base[i % base.length] as ResidentEntry),
    residentId: `R-${i}`,
    firstName: random.pick(base).firstName,
    lastName: `${random.pick(base).lastName}${random.pick(['', 'son', 'sen', 'man', 'ez', 'ova', 'ini'])}`,
    unit: String(random.integer(1, 2000)),
  }))
  const from = performance.now()
  directoryIndex(directory)
  const indexMs = performance.now() - from
  const addressees = Array.from({ length: 400 }, () => {
    const { firstName, lastName, unit } = random.pick(directory)
    return {
      names: [`${firstName} ${lastName}`.toUpperCase()],
      units: [{ text: unit, designated: true }],
      trackingNumber: null,
      readable: true,
    }
  })
  const times = [...addressees, ...addressees].map((addressee) => {
    const began = performance.now()
    matchResident(addressee, directory, today)
    return (performance.now() - began) * 1000
  })
  const warm = times.slice(addressees.length)
  return {
    residents: reported(directory.length),
    indexMs: reported(Math.round(indexMs)),
    matchMicrosP50: atMost(quantile(warm, 0.5), 1000, 'µs'),
    matchMicrosP95: reported(quantile(warm, 0.95)),
  }
}

/**
 * How well and how fast labels are read: on the published pictures (beside zbarimg and tesseract where installed), on labels
 * made up from a seed, the match alone, and a call in a fresh process.
 */
export async function benchLabels(
  say: (line: string) => void = () => undefined,
  { generated = 1000, seed = 2026 }: LabelsBenchOptions = {},
) {
  say('published pictures')
  const published = await benchPublished(say)
  say('match')
  const match = benchMatch()
  say('cold start')
  const cold = await measureColdStart(new URL('../test/data/labels/usps_johndoe.png', import.meta.url))
  say(`${generated} generated labels`)
  return {
    cores: reported(availableParallelism()),
    published,
    match,
    coldStart: { ms: atMost(cold.ms, 1500, 'ms'), peakMb: atMost(cold.peakMb, 350, 'MB') },
    generated: await benchGenerated(say, generated, seed),
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { generated: { type: 'string' }, seed: { type: 'string' } } })
  const options = {
    ...(values.generated === undefined ? {} : { generated: Number(values.generated) }),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  }
  console.log(JSON.stringify(await benchLabels((line) => console.error(line), options), null, 2))
}
