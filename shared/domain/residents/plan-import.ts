import type { NewResident, Resident } from '../../contracts/resident.ts'

/** A row of a residents file that was taken. */
export type ImportRow = NewResident & { readonly externalId: string }

/** What an import does. Residents that the file does not name stay as they are, and so do their packages. */
export interface ImportPlan {
  /** Numbers of units that are missing, as the file writes them first. */
  readonly newUnits: readonly string[]
  readonly create: readonly ImportRow[]
  readonly update: readonly { readonly before: Resident; readonly row: ImportRow }[]
  readonly unchanged: number
}

const FIELDS = [
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
] as const satisfies (keyof ImportRow)[]

/** Compares a file with the residents and units that are there, by external id and by unit number ignoring case. */
export const planImport = (
  rows: readonly ImportRow[],
  existing: readonly Resident[],
  unitNumbers: readonly string[],
): ImportPlan => {
  const numberOf = new Map(unitNumbers.map((number) => [number.toUpperCase(), number]))
  const newUnits: string[] = []
  for (const { unit } of rows) {
    if (numberOf.has(unit.toUpperCase())) continue
    numberOf.set(unit.toUpperCase(), unit)
    newUnits.push(unit)
  }
  const known = new Map(existing.flatMap((one) => (one.externalId ? [[one.externalId, one] as const] : [])))
  const create: ImportRow[] = []
  const update: { before: Resident; row: ImportRow }[] = []
  for (const given of rows) {
    const row = { ...given, unit: numberOf.get(given.unit.toUpperCase()) ?? given.unit }
    const before = known.get(row.externalId)
    if (!before) create.push(row)
    else if (FIELDS.some((field) => before[field] !== row[field])) update.push({ before, row })
  }
  return { newUnits, create, update, unchanged: rows.length - create.length - update.length }
}
