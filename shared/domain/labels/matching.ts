import type { LabelMatch, MatchCandidate, MatchReason, PreAdvice, ResidentEntry } from '../../contracts/label.ts'
import { type DirectoryIndex, directoryIndex, type IndexedResident } from './directory-index.ts'
import { fitLine, type NameFit } from './name-score.ts'
import { mayBeCalled } from './names.ts'
import { type UnitReading, unitKey, unitShape } from './units.ts'

/** What a label says about its recipient. `readable` is false when hardly any text could be read. */
export type Addressee = {
  readonly names: readonly string[]
  readonly units: readonly UnitReading[]
  readonly trackingNumber: string | null
  readonly readable: boolean
}

/** A candidate at or above this may be assigned without a person looking. */
export const assignAt = 0.92
/** The next candidate must be this much below. */
export const assignGap = 0.04
const listAt = 0.55

type UnitFit = 'same' | 'alike' | 'none' | 'different'

function fitUnit(resident: IndexedResident, units: readonly UnitReading[]): UnitFit {
  if (units.length === 0 || resident.unitKey === '') return 'none'
  if (units.some(({ text }) => unitKey(text) === resident.unitKey)) return 'same'
  if (units.some(({ text }) => unitShape(text) === resident.unitShape)) return 'alike'
  return units.some(({ designated }) => designated) ? 'different' : 'none'
}

/** Name and unit weighed together; the unit that the label names can lift a doubtful name and sink a certain one. */
function weigh(name: NameFit, unit: UnitFit): number {
  const near = unit === 'same' || unit === 'alike'
  const doubt = unit === 'alike' ? 0.01 : 0
  switch (name.kind) {
    case 'exact':
    case 'alike':
    case 'middle':
    case 'contained':
      if (near) return Math.min(0.99, name.score + 0.03) - doubt
      return unit === 'none' ? name.score - 0.02 : name.score - 0.2
    case 'nickname':
      return near ? 0.95 - doubt : unit === 'none' ? 0.85 : 0.62
    case 'initial':
      return near ? 0.94 - doubt : unit === 'none' ? 0.7 : 0.5
    case 'household':
      return near ? (name.score >= 0.75 ? 0.93 : 0.88) - doubt : unit === 'none' ? 0.6 : 0.4
    case 'close':
      if (near) return name.score >= 0.86 ? 0.93 - doubt : 0.86
      return unit === 'none' ? Math.min(name.score, 0.9) : 0.6
    case 'other_given':
      return near ? 0.72 : 0.5
  }
}

const describeName: Record<NameFit['kind'], string> = {
  exact: 'the name is the same',
  alike: 'the name is the same but for letters that print alike',
  middle: 'the name is the same but for a middle name',
  contained: 'the name stands in a longer line',
  nickname: 'the given name is a usual short form',
  initial: 'only the initial of the given name is printed',
  household: 'only the family name is printed',
  close: 'the name differs by a few letters',
  other_given: 'the family name is the same, the given name another',
}
const describeUnit: Record<UnitFit, string> = {
  same: 'and so is the unit',
  alike: 'and the unit but for letters that print alike',
  none: 'and no unit speaks for or against it',
  different: 'but the unit on the label is another',
}

/** Whether the resident lives there on the day, or why not. */
export function residency(entry: ResidentEntry, today: string): 'current' | 'moved_out' | 'not_yet' {
  if (entry.moveOut !== null && entry.moveOut !== undefined && entry.moveOut <= today) return 'moved_out'
  return entry.moveIn !== null && entry.moveIn !== undefined && entry.moveIn > today ? 'not_yet' : 'current'
}

type Weighed = { resident: IndexedResident; name: NameFit; unit: UnitFit; confidence: number; why: string }

/** Every resident that one of the names fits, best first. */
function weighAll(addressee: Addressee, index: DirectoryIndex): Weighed[] {
  const best = new Map<number, NameFit>()
  for (const text of addressee.names) {
    for (const [at, fit] of fitLine(text, index)) if (fit.score > (best.get(at)?.score ?? 0)) best.set(at, fit)
  }
  const weighed = [...best].map(([at, name]): Weighed => {
    const resident = index.residents[at] as IndexedResident
    const unit = fitUnit(resident, addressee.units)
    return {
      resident,
      name,
      unit,
      confidence: weigh(name, unit),
      why: `${describeName[name.kind]}, ${describeUnit[unit]}`,
    }
  })
  return weighed.sort(
    (a, b) => b.confidence - a.confidence || a.resident.entry.residentId.localeCompare(b.resident.entry.residentId),
  )
}

const isWholeName = ({ kind }: NameFit) =>
  kind === 'exact' || kind === 'alike' || kind === 'middle' || kind === 'contained'

/**
 * Whether the label may as well mean the other: Bob Smith printed with Robert's unit while a Bob Smith lives elsewhere, or
 * Robert Smith printed without a unit while a Bob Smith lives here too.
 */
const isAnotherReading = (best: Weighed, other: Weighed) =>
  isWholeName(best.name)
    ? best.unit === 'none' && other.name.kind === 'nickname' && other.unit === 'none'
    : isWholeName(other.name) && other.name.score >= 0.98

/** Whether a short form with its unit may mean another of the family in that unit, one who has moved out included. */
function isAnotherOfTheFamily(
  { name, resident }: Weighed,
  { name: otherName, resident: other, unit }: Weighed,
): boolean {
  const { called } = name
  if (called === undefined || otherName.called === undefined || (unit !== 'same' && unit !== 'alike')) return false
  if (other.familyShape !== resident.familyShape) return false
  const [usual, given] = [resident.given[0] ?? '', other.given[0] ?? '']
  return otherName.kind !== 'other_given' || mayBeCalled(called, usual, given)
}

const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}.`

/**
 * The resident that a label is for. Never a guess: with less than `assignAt`, or with another candidate within `assignGap`,
 * `residentId` is null and the candidates are listed. `today` is an ISO day in the property's time zone.
 */
export function matchResident(
  addressee: Addressee,
  directory: readonly ResidentEntry[],
  today: string,
  preAdvice: readonly PreAdvice[] = [],
): LabelMatch {
  const index = directoryIndex(directory)
  const none = (reason: MatchReason, why: string, candidates: MatchCandidate[] = []): LabelMatch => ({
    residentId: null,
    confidence: candidates[0]?.confidence ?? 0,
    reason,
    why,
    candidates,
  })
  const advised = preAdvice.filter(
    ({ trackingNumber }) =>
      addressee.trackingNumber !== null && trackingNumber.toUpperCase() === addressee.trackingNumber,
  )
  const advisedIds = new Set(advised.map(({ residentId }) => residentId))
  if (advisedIds.size === 1) {
    const id = [...advisedIds][0] as string
    const resident = directory.find(({ residentId }) => residentId === id)
    if (resident !== undefined && residency(resident, today) === 'current') {
      const why = `The shipment ${addressee.trackingNumber} was announced for this resident.`
      return {
        residentId: id,
        confidence: 0.99,
        reason: 'pre_advice',
        why,
        candidates: [{ residentId: id, confidence: 0.99, why }],
      }
    }
  }
  if (addressee.names.length === 0) {
    return addressee.readable
      ? none('no_recipient', 'No name of a recipient stands on the label as text or in a code.')
      : none('unreadable', 'Too little of the label can be read to find a recipient.')
  }
  const weighed = weighAll(addressee, index).filter(({ confidence }) => confidence >= listAt)
  const candidates = weighed.slice(0, 5).map(({ resident, confidence, why }) => ({
    residentId: resident.entry.residentId,
    confidence: Number(confidence.toFixed(3)),
    why: sentence(why),
  }))
  const [best, second] = weighed
  const printed = addressee.names[0] as string
  if (best === undefined) return none('not_resident', `Nobody in the directory is called "${printed}".`)
  if (best.confidence < assignAt) {
    const reason = best.confidence >= 0.6 ? 'partial' : 'not_resident'
    const why =
      reason === 'partial'
        ? `"${printed}" fits ${candidates.length === 1 ? 'one resident' : `${candidates.length} residents`} only in part: ${best.why}.`
        : `Nobody in the directory is called "${printed}"; the nearest shares only a part of the name.`
    return none(reason, why, candidates)
  }
  const rival =
    (second !== undefined && second.confidence > best.confidence - assignGap) ||
    weighed.some(
      (other) =>
        other !== best &&
        (isAnotherOfTheFamily(best, other) ||
          (isAnotherReading(best, other) && residency(other.resident.entry, today) === 'current')),
    )
  if (rival) return none('several', `More than one resident fits "${printed}". Choose by the unit or ask.`, candidates)
  const state = residency(best.resident.entry, today)
  if (state === 'moved_out')
    return none('moved_out', `"${printed}" moved out on ${best.resident.entry.moveOut}.`, candidates)
  if (state === 'not_yet')
    return none('not_yet', `"${printed}" moves in only on ${best.resident.entry.moveIn}.`, candidates)
  const whole = isWholeName(best.name)
  const near = best.unit === 'same' || best.unit === 'alike'
  return {
    residentId: best.resident.entry.residentId,
    confidence: Number(best.confidence.toFixed(3)),
    reason: whole ? (near ? 'name_and_unit' : 'name') : 'close_name_and_unit',
    why: sentence(best.why),
    candidates,
  }
}
