import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ResidentEntry } from '../../contracts/label.ts'
import { assignAt, matchResident } from './matching.ts'

const today = '2026-11-23'
const lives = (
  residentId: string,
  firstName: string,
  lastName: string,
  unit: string,
  dates: Partial<ResidentEntry> = {},
): ResidentEntry => ({
  residentId,
  firstName,
  lastName,
  unit,
  moveIn: '2025-01-15',
  moveOut: null,
  aliases: [],
  ...dates,
})

const directory = [
  lives('maria-412', 'Maria', 'Garcia', '412'),
  lives('maria-421', 'Maria', 'Garcia', '421'),
  lives('mario-1412', 'Mario', 'Garcia', '1412'),
  lives('robert-905', 'Robert', 'Smith', '905'),
  lives('roberta-905', 'Roberta', 'Smith', '905'),
  lives('bob-906', 'Bob', 'Smith', '906'),
  lives('jack-20', 'Jack', 'Sparrow', '20'),
  lives('liz-4b', 'Elizabeth', 'Anderson', '4B'),
  lives('lukasz-7', 'Łukasz', 'Müller-Øst', '7'),
  lives('thi-8', 'Thị', 'Harris', '8'),
  lives('ana-9', 'Ana', 'Moved', '9', { moveOut: '2026-03-31' }),
  lives('theo-18', 'Theo', 'Later', '18', { moveIn: '2027-01-10' }),
  lives('firm-g1', 'Receivers', 'NV', 'G1'),
  lives('arnold-3', 'Arnold', 'Burnham', '3'),
  lives('eleanor-30', 'Eleanor', 'Rivera', '30'),
  lives('evelyn-30', 'Evelyn', 'Rivera', '30'),
  lives('christina-31', 'Christina', 'Novak', '31'),
  lives('martina-31', 'Martina', 'Novak', '31'),
  lives('daniel-32', 'Daniel', 'Weber', '32'),
  lives('dora-32', 'Dora', 'Weber', '32', { moveOut: '2026-01-31' }),
  lives('william-33', 'William', 'Stone', '33'),
  lives('hannah-33', 'Hannah', 'Stone', '33'),
]

const match = (
  names: string | string[],
  unit?: string,
  options: {
    preAdvice?: { trackingNumber: string; residentId: string }[]
    trackingNumber?: string
    readable?: boolean
  } = {},
) =>
  matchResident(
    {
      names: typeof names === 'string' ? [names] : names,
      units: unit === undefined ? [] : [{ text: unit, designated: true }],
      trackingNumber: options.trackingNumber ?? null,
      readable: options.readable ?? true,
    },
    directory,
    today,
    options.preAdvice,
  )

describe('assigned', () => {
  test.each([
    ['the very name', 'JACK SPARROW', undefined, 'jack-20', 'name'],
    ['name and unit', 'Jack Sparrow', '20', 'jack-20', 'name_and_unit'],
    ['two of one name, told apart by the unit', 'MARIA GARCIA', '421', 'maria-421', 'name_and_unit'],
    ['a nickname with its unit', 'LIZ ANDERSON', '4-B', 'liz-4b', 'close_name_and_unit'],
    ['a nickname beside a name that it cannot mean', 'BILL STONE', '33', 'william-33', 'close_name_and_unit'],
    ['the full name beside another of the family', 'EVELYN RIVERA', '30', 'evelyn-30', 'name_and_unit'],
    ['an initial with its unit', 'E. ANDERSON', '4B', 'liz-4b', 'close_name_and_unit'],
    ['family name first', 'SPARROW, JACK', undefined, 'jack-20', 'name'],
    ['a middle initial', 'JACK T SPARROW', undefined, 'jack-20', 'name'],
    ['a title and a foreword', 'ATTN: MR JACK SPARROW', undefined, 'jack-20', 'name'],
    ['letters without their marks', 'LUKASZ MULLER-OST', undefined, 'lukasz-7', 'name'],
    ['a letter that the recogniser does not know left out', 'TH HARRIS', undefined, 'thi-8', 'name'],
    ['a letter that the recogniser took for another', 'THO M HARRIS', '8', 'thi-8', 'close_name_and_unit'],
    ['a zero for an O, a one for an l', 'ARN0LD BURNHAM', undefined, 'arnold-3', 'name'],
    ['m for rn', 'Amold Bumham', undefined, 'arnold-3', 'name'],
    ['words run together', 'JACKSPARROW', undefined, 'jack-20', 'name'],
    ['a business', 'Receivers N.V.', undefined, 'firm-g1', 'name'],
    ['a misread letter with the unit', 'ELIZABFTH ANDERSON', '4B', 'liz-4b', 'close_name_and_unit'],
    ['a misread unit letter', 'MARIA GARCIA', '4I2', 'maria-412', 'name_and_unit'],
  ])('%s', (_name, printed, unit, residentId, reason) => {
    expect(match(printed, unit)).toMatchObject({ residentId, reason })
  })

  test('by pre-advice, without a name', () => {
    const preAdvice = [{ trackingNumber: '1Z999AA10123456784', residentId: 'jack-20' }]
    expect(match([], undefined, { preAdvice, trackingNumber: '1Z999AA10123456784' })).toMatchObject({
      residentId: 'jack-20',
      reason: 'pre_advice',
    })
  })
})

describe('not assigned, with a reason and the candidates', () => {
  test.each([
    ['two of one name and no unit', 'MARIA GARCIA', undefined, 'several'],
    ['a short form that may be another of the family', 'ELLIE RIVERA', '30', 'several'],
    ['a short form inside another name', 'TINA NOVAK', '31', 'several'],
    ['an initial of one who has moved out, too', 'D WEBER', '32', 'several'],
    ['a nickname with its unit while another bears it as a name', 'BOB SMITH', '905', 'several'],
    ['a whole name without a unit that is the long form of another resident’s', 'ROBERT SMITH', undefined, 'several'],
    ['a short form of two in a unit', 'ROB SMITH', '905', 'several'],
    ['one of two in a unit by initial', 'R SMITH', '905', 'several'],
    ['the name here, the unit another', 'JACK SPARROW', '31', 'partial'],
    ['one letter off and no unit', 'JACK SPARROV', undefined, 'partial'],
    ['another given name in the same unit', 'OLGA ANDERSON', '4B', 'partial'],
    ['a nickname without a unit', 'LIZ ANDERSON', undefined, 'partial'],
    ['nobody here', 'HANNAH PEMBERTON', '905', 'not_resident'],
    ['moved out', 'ANA MOVED', '9', 'moved_out'],
    ['not yet moved in', 'THEO LATER', undefined, 'not_yet'],
  ])('%s', (_name, printed, unit, reason) => {
    const found = match(printed, unit)
    expect(found).toMatchObject({ residentId: null, reason })
    if (reason === 'several' || reason === 'partial') expect(found.candidates.length).toBeGreaterThan(0)
  })

  test('a label without a name', () => {
    expect(match([])).toMatchObject({ residentId: null, reason: 'no_recipient' })
    expect(match([], undefined, { readable: false })).toMatchObject({ residentId: null, reason: 'unreadable' })
  })

  test('pre-advice for somebody who moved out decides nothing', () => {
    const preAdvice = [{ trackingNumber: 'TBA123456789012', residentId: 'ana-9' }]
    expect(match([], undefined, { preAdvice, trackingNumber: 'TBA123456789012' }).residentId).toBeNull()
  })
})

describe('never the wrong person', () => {
  const given = fc.constantFrom(
    'Maria',
    'Mario',
    'Robert',
    'Roberta',
    'Bob',
    'Anna',
    'Ana',
    'Jon',
    'John',
    'Julia',
    'Julian',
    'Erica',
    'Eric',
    'Marlon',
    'Marion',
  )
  const family = fc.constantFrom('Garcia', 'Smith', 'Lee', 'Leo', 'Nguyen', 'Martin', 'Martinez')
  const unit = fc.constantFrom('1', '11', '111', '4B', '48', 'B4', '101', '1O1')
  const people = fc
    .uniqueArray(fc.tuple(given, family, unit), { selector: (person) => person.join('|'), minLength: 1, maxLength: 20 })
    .map((rows) => rows.map(([first, last, at], i) => lives(`r${i}`, first, last, at)))
  const key = (resident: Pick<ResidentEntry, 'firstName' | 'lastName'>) =>
    `${resident.firstName} ${resident.lastName}`.toUpperCase()

  test('whoever is assigned bears the printed name, or its short form in the printed unit', () => {
    fc.assert(
      fc.property(people, given, family, fc.option(unit, { nil: undefined }), (residents, first, last, at) => {
        const found = matchResident(
          {
            names: [`${first} ${last}`],
            units: at === undefined ? [] : [{ text: at, designated: true }],
            trackingNumber: null,
            readable: true,
          },
          residents,
          today,
        )
        const assigned = residents.find(({ residentId }) => residentId === found.residentId)
        if (assigned === undefined) return
        expect(found.confidence).toBeGreaterThanOrEqual(assignAt)
        expect(assigned.lastName).toBe(last)
        if (found.reason === 'name' || found.reason === 'name_and_unit') {
          expect(key(assigned).replace(/[IL]/g, '1')).toBe(`${first} ${last}`.toUpperCase().replace(/[IL]/g, '1'))
        }
        const twins = residents.filter((other) => key(other) === key(assigned))
        if (twins.length > 1) expect(at).toBeDefined()
      }),
      { numRuns: 2000 },
    )
  })

  test('a resident is found again by their own name and unit unless a neighbour looks alike', () => {
    fc.assert(
      fc.property(people, fc.nat(), (residents, pick) => {
        const wanted = residents[pick % residents.length] as ResidentEntry
        const found = matchResident(
          {
            names: [key(wanted)],
            units: [{ text: wanted.unit, designated: true }],
            trackingNumber: null,
            readable: true,
          },
          residents,
          today,
        )
        expect([wanted.residentId, null]).toContain(found.residentId)
      }),
      { numRuns: 1000 },
    )
  })
})
