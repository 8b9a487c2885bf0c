import { type Refusal, refuse } from '../../../shared/contracts/problem.ts'

/** Refuses a unit that the property does not have. */
export const noUnit = (number: string): Refusal =>
  refuse('unit.unknown', `The property has no unit ${number}. Add the unit first, or correct the number.`)
