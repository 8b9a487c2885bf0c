import type { ResidentEntry } from '../../shared/contracts/label.ts'
import { residency } from '../../shared/domain/labels/matching.ts'
import type { Random } from './random.ts'

/** How a resident's name is printed. */
export type NameForm =
  | 'plain'
  | 'capitals'
  | 'bare_letters'
  | 'transposed'
  | 'middle_initial'
  | 'initial'
  | 'nickname'
  | 'attention'

/** Whom a generated label is for, as printed, and who that is in the directory; null when nobody there may get it. */
export type Addressee = {
  readonly residentId: string | null
  readonly kind: 'resident' | 'absent' | 'moved_out' | 'look_alike' | 'undecidable'
  readonly nameForm: NameForm
  readonly nameLine: string
  readonly unitForm: string
  readonly lines: readonly string[]
  readonly postal: string
  readonly unit: string | null
}

const nicknames: Record<string, string> = {
  Robert: 'Bob',
  William: 'Bill',
  Elizabeth: 'Liz',
  Theodore: 'Ted',
  Samuel: 'Sam',
  Daniel: 'Dan',
  Michael: 'Mike',
  James: 'Jim',
  Benjamin: 'Ben',
  Alexander: 'Alex',
  Sebastian: 'Seb',
  Penelope: 'Penny',
  Eleanor: 'Ellie',
  Isabella: 'Bella',
  Olivia: 'Liv',
  Lucas: 'Luke',
}
const absentGiven = [
  'Gregor',
  'Hannah',
  'Tobias',
  'Renata',
  'Walter',
  'Ingeborg',
  'Desmond',
  'Yvonne',
  'Clifford',
  'Rosalind',
  'Viktor',
  'Agnes',
]
const absentFamily = [
  'Pemberton',
  'Achterberg',
  'Lindqvist',
  'Okonkwo',
  'Fairweather',
  'Delacroix',
  'Zielinski',
  'Hargrove',
  'Montague',
  'Castellano',
]
const streets = ['Riverside Dr', 'Maple Ave', 'Oak Street', 'Harbor Blvd', 'Sunset Blvd', 'W Lake St']
const cities: readonly (readonly [string, string, string])[] = [
  ['SPRINGFIELD', 'IL', '62704'],
  ['AUSTIN', 'TX', '78701'],
  ['PORTLAND', 'OR', '97205'],
  ['RALEIGH', 'NC', '27601'],
  ['DENVER', 'CO', '80202'],
]

const bareLetters = (text: string) =>
  text.replace(/ł/g, 'l').replace(/Ł/g, 'L').replace(/ø/g, 'o').normalize('NFD').replace(/\p{M}/gu, '')

function printName(form: NameForm, first: string, last: string, random: Random): string {
  switch (form) {
    case 'plain':
      return `${first} ${last}`
    case 'capitals':
      return `${first} ${last}`.toUpperCase()
    case 'bare_letters':
      return bareLetters(`${first} ${last}`)
    case 'transposed':
      return `${last}, ${first}`.toUpperCase()
    case 'middle_initial':
      return `${first} ${random.pick(['J', 'M', 'A', 'T'])} ${last}`.toUpperCase()
    case 'initial':
      return `${first[0]}. ${last}`.toUpperCase()
    case 'nickname':
      return `${nicknames[first] ?? first} ${last}`
    case 'attention':
      return `ATTN: ${first} ${last}`.toUpperCase()
  }
}

const dashed = (unit: string) => unit.replace(/^(\d+)([A-Z])$/, '$1-$2')
const unitForms: Record<string, (unit: string) => string> = {
  'APT x': (unit) => `APT ${unit}`,
  'Apt. x': (unit) => `Apt. ${unit}`,
  'UNIT x': (unit) => `UNIT ${unit}`,
  'UNIT 0x': (unit) => `UNIT ${/^\d[A-Z]$/.test(unit) ? `0${unit}` : unit}`,
  '#x': (unit) => `#${unit}`,
  '# x': (unit) => `# ${unit}`,
  '#x-y': (unit) => `#${dashed(unit)}`,
  'STE x': (unit) => `STE ${unit}`,
}

const letters = (text: string) =>
  bareLetters(text)
    .toUpperCase()
    .replace(/[^A-Z]/g, '')

/** Draws an addressee: mostly residents, some who are not there, who left, or whose name is one letter away from a resident's. */
export function drawAddressee(directory: readonly ResidentEntry[], today: string, random: Random): Addressee {
  const roll = random.next()
  let entry = random.pick(directory)
  let kind: Addressee['kind'] = 'resident'
  let [first, last, unit] = [entry.firstName, entry.lastName, entry.unit]
  if (roll < 0.1) {
    kind = 'absent'
    first = random.pick(absentGiven)
    last = random.pick(absentFamily)
    unit = random.chance(0.5) ? unit : String(random.integer(1601, 1699))
  } else if (roll < 0.15) {
    kind = 'look_alike'
    first = random.pick(absentGiven)
  } else if (roll < 0.18) {
    const gone = directory.filter((resident) => residency(resident, today) !== 'current')
    if (gone.length > 0) entry = random.pick(gone)
    ;[first, last, unit] = [entry.firstName, entry.lastName, entry.unit]
    kind = 'moved_out'
  } else if (residency(entry, today) !== 'current') kind = 'moved_out'
  const withUnit = random.chance(0.85)
  const forms: NameForm[] = [
    'plain',
    'plain',
    'capitals',
    'capitals',
    'capitals',
    'bare_letters',
    'attention',
    'middle_initial',
    'transposed',
  ]
  if (withUnit && kind === 'resident') forms.push('initial')
  if (withUnit && kind === 'resident' && nicknames[first] !== undefined) forms.push('nickname', 'nickname', 'nickname')
  const nameForm = random.pick(forms)
  if (kind === 'resident') {
    const sameName = directory.filter((other) => letters(other.firstName + other.lastName) === letters(first + last))
    const inUnit = directory.filter((other) => other.unit === unit && letters(other.lastName) === letters(last))
    const hidden = nameForm === 'initial' || nameForm === 'nickname'
    const alike = hidden
      ? inUnit.filter((other) => other.firstName[0] === first[0])
      : withUnit
        ? sameName.filter((other) => other.unit === unit)
        : sameName
    if (alike.length > 1) kind = 'undecidable'
  }
  const nameLine = printName(nameForm, first, last, random)
  const unitForm = random.pick(Object.keys(unitForms))
  const unitText = (unitForms[unitForm] as (unit: string) => string)(unit)
  const street = `${random.integer(10, 9899)} ${random.pick(streets)}`
  const place = random.integer(0, 5)
  const [city, state, postal] = random.pick(cities)
  const capitals = nameForm === 'capitals' || random.chance(0.5)
  const cased = (text: string) => (capitals ? text.toUpperCase() : text)
  const lines = [
    withUnit && place === 0 ? `${nameLine} ${unitText}` : nameLine,
    ...(withUnit && place >= 3 ? [cased(`${street} ${unitText}`)] : [cased(street)]),
    ...(withUnit && (place === 1 || place === 2) ? [unitText] : []),
    `${city} ${state} ${postal}`,
  ]
  return {
    residentId: kind === 'resident' ? entry.residentId : null,
    kind,
    nameForm,
    nameLine,
    unitForm: withUnit ? unitForm : 'none',
    lines,
    postal,
    unit: withUnit ? unit : null,
  }
}
